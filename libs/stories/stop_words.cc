#include "libs/stories/stop_words.h"

#include <map>
#include <set>

#include "absl/strings/str_split.h"
#include "libs/base/strings.h"

namespace praksis::stories {
namespace {

using Words = std::set<std::string_view>;

// Function words, and those that any note of a job centre has.
constexpr std::string_view kDanish =
    "af aldrig alene alle allerede alt altid anden andet andre at bag begge blev blevet blive bliver bort "
    "både da de "
    "deg del dem den denne der deres derfor det dette dig din dine disse dit dog du efter ej eller en end "
    "endnu ene "
    "eneste enhver ens er et far fik flere fleste for fordi forrige fra få får før først gang gennem gerne "
    "gik gør "
    "gøre gjorde god godt ham han hans har havde have hel heller helt hen hende hendes her hos hun hvad hvem "
    "hver "
    "hvilken hvilke hvis hvor hvordan hvorfor hvornår i igen igennem ikke imellem imod ind inden ingen intet "
    "ja jeg "
    "jer jeres jo kan kom komme kommer kun kunne lade langt lidt lige ligesom man mange med meget mellem men "
    "mens "
    "mere mest mig min mine mit mod må måske ned nej noget nogen nogle nok nu nye nær når og også om omkring "
    "op os "
    "over på samme sammen se selv ser sig siden sige siger sin sine sit skal skulle snart som stadig større "
    "så sådan "
    "således tag tage tager temmelig thi til tit tog ud uden under var ved vej vi vil ville vist vor vore "
    "være været "
    "borger borgeren sag sagen person personen arbejde job jobcenter dag uge måned år ringede talte møde";
constexpr std::string_view kSwedish =
    "alla allt alltid andra att av bara behöver bli blir blivit borta bra båda de del dem den denna deras "
    "dess "
    "dessa det detta dig din dina ditt dock dit du där därför då efter ej eller en enligt er era ett fick "
    "fler flera "
    "fram från få får för före först ge genom går gör göra gjorde ha hade han hans har hela heller henne "
    "hennes hon "
    "honom hos hur här i igen in ingen inget inom inte innan ja jag ju kan kanske kom komma kommer kunde "
    "kunna "
    "kvar lite man med mellan men mer mest mig min mina mitt mot mycket många måste ned nej ni nog nu ny "
    "någon något "
    "några när nästan och också om oss på redan samma sedan ser sig sin sina sitt själv ska skall skulle "
    "slut som "
    "större så sådan till tills trots tycker under upp ut utan vad var vara varför varit varje vem vi vid "
    "vidare vill "
    "vilka vilken vilket ville väl är än ännu även över person personen ärende ärendet arbete jobb dag vecka "
    "månad "
    "år ringde talade möte";
constexpr std::string_view kEnglish =
    "a about above after again against all also always am an and another any are around as at away back be "
    "became "
    "because been before being below between both but by came can cannot come comes could day days did do "
    "does doing "
    "done down during each either else even ever every few first for from further gave get gets give given "
    "go goes "
    "going got had has have having he her here hers him his how i if in into is it its itself just kept knew "
    "know "
    "knows last less let like made make makes many may me might more most much must my never new no nobody "
    "none nor "
    "not nothing now of off often on once one only or other others our out over own put said same saw say "
    "says see "
    "she should since so some somebody someone something still such take taken takes than that the their "
    "them then "
    "there these they thing things this those though through till to told too took two under until up upon "
    "us used "
    "very want wants was way we week weeks well went were what when where whether which while who whom whose "
    "why "
    "will with within without would year years yes yet you your month months person persons people case work "
    "works "
    "worked working need needed needs talk talks job jobs centre cases man woman called talked met meeting";
constexpr std::string_view kHebrew =
    "אבל אותה אותו אותי אותך אותם אחד אחר אחרי אחת אין איך איפה אל אלא אלה אם אנחנו אני אף אצל אשר את אתה "
    "אתם בגלל "
    "בה בהם בו בין בלי בעוד גם דרך הוא היא היה היו היום הם הן הנה הרבה זאת זה זו יותר יש כאשר כבר כדי כי כך "
    "כל כמו כן "
    "כעת לא לאחר לה להיות להם לו לי לכן לנו לפני למה מאוד מאשר מה מול מי מן משום ממש נגד על עד עוד עכשיו עם "
    "עצמו פה רק "
    "שאין שהוא שהיא שהיה שוב של שלא שלה שלהם שלו שלי שם תחת אדם עבודה יום שבוע חודש שנה שנים";

const Words* WordsIn(std::string_view language) {
  static const std::map<std::string_view, Words> lists = [] {
    std::map<std::string_view, Words> all;
    for (const auto& [name, text] : std::map<std::string_view, std::string_view>{
             {"da", kDanish}, {"sv", kSwedish}, {"en", kEnglish}, {"he", kHebrew}}) {
      for (const auto word : absl::StrSplit(base::ToAbsl(text), ' ')) all[name].insert(base::ToStd(word));
    }
    return all;
  }();
  const auto found = lists.find(language);
  return found == lists.end() ? nullptr : &found->second;
}

}  // namespace

bool IsStopWord(std::string_view word, std::string_view language) {
  const Words* words = WordsIn(language);
  return words != nullptr && words->contains(word);
}

}  // namespace praksis::stories
