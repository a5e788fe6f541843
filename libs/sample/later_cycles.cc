// The second cycle, which the first year ends in the midst of, and the third.
#include <string>

#include "libs/base/strings.h"
#include "libs/sample/cycles_told.h"
#include "libs/sample/measures_in_use.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

// Of the first year.
constexpr int kSecondChoice = 310;
constexpr int kSecondGuide = kSecondChoice + 5;
constexpr int kSecondInterviews = kSecondChoice + 8;
constexpr int kInterviewsThatYear = 4;
// Of the second year.
constexpr int kMoreInterviews = 8;
constexpr int kSecondThemes = 24;
constexpr int kSecondReview = 36;
constexpr int kSecondDayLolland = 50;
constexpr int kSecondDayGuldborgsund = 57;
constexpr int kSecondDecision = 66;
constexpr int kSecondClosing = 75;
// Of the third year.
constexpr int kThirdChallenge = 280;
constexpr int kThirdChoice = 290;
constexpr int kThirdGuide = 294;
constexpr int kThirdInterviews = 300;
constexpr int kThirdThemes = 322;
constexpr int kThirdReviewWaived = 325;
constexpr int kSheetStopped = 332;
// Of the fourth.
constexpr int kThirdDay = 25;
constexpr int kThirdClosing = 40;

int DayOf(const Options& options, int year, int day) {
  return FirstDayOfYear(options, year) - options.first_day + day;
}
int DayOfMonth(const Options& options, int month) {
  return base::AddMonths(options.first_day, month) - options.first_day;
}

// Of the interviews, by number, those that were held. A cycle with few cases rests on the health sector.
std::vector<std::string> Evidence(const Chosen& chosen, std::vector<int> numbers) {
  std::vector<std::string> held;
  for (const int number : numbers) {
    if (number <= chosen.selected.picks_size()) held.push_back(base::StrCat("interview-", number));
  }
  if (held.empty()) held.emplace_back("interview-health");
  return held;
}

}  // namespace

CycleBeginning BeginningOf(const Options& options, int cycle) {
  const std::vector<std::string_view> two = {kLolland.municipality, kGuldborgsund.municipality};
  switch (cycle) {
    case 0:
      return {.challenge = 92,
              .wording = "Many placements end before their time.",
              .sites = two,
              .informants = {v1::INFORMANT_KIND_COMPANY, v1::INFORMANT_KIND_OTHER_SECTOR},
              .cases_per_site = 5,
              .period_first = 0,
              .period_last = 89,
              .choice = 99};
    case 1:
      return {.challenge = 300,
              .wording = "Do the measures of the first cycle keep placements going?",
              .sites = two,
              .informants = {v1::INFORMANT_KIND_COMPANY, v1::INFORMANT_KIND_OTHER_SECTOR},
              .cases_per_site = 5,
              .period_first = 160,
              .period_last = 295,
              .choice = kSecondChoice};
    default:
      break;
  }
  std::vector<std::string_view> with_mentors;
  for (const MentorsAt& at : kMentors) with_mentors.push_back(at.municipality);
  return {.challenge = DayOf(options, 2, kThirdChallenge),
          .wording = "Which placements still end early where there are mentors?†",
          .sites = std::move(with_mentors),
          .informants = {v1::INFORMANT_KIND_CITIZEN, v1::INFORMANT_KIND_OTHER_SECTOR},
          .cases_per_site = 2,
          .period_first = DayOf(options, 2, 60),
          .period_last = DayOf(options, 2, kThirdChallenge - 5),
          .choice = DayOf(options, 2, kThirdChoice)};
}

// What becomes of each, with cases enough: it works, wherever it comes to; it works; nothing comes of it.
std::vector<Measure> SecondCycleMeasures(const Options& options) {
  const auto day = [&](int month) { return DayOfMonth(options, month); };
  std::vector<MeasureAt> mentors;
  for (const MentorsAt& at : kMentors) mentors.push_back({at.municipality, day(at.month)});
  const int weekly = day(kWeeklyMeetingsMonth);
  const int sheet = day(kSheetMonth);
  return {{.id = "mentor",
           .theme = "somebody-there",
           .wording = "A mentor at the workplace, named before the first day.†",
           .owner = "sample-manager-1",
           .figure = v1::MEASURE_FIGURE_INTERRUPTION,
           .horizon_days = kMentorHorizon,
           .better = v1::MEASURE_DIRECTION_LOWER,
           .design = v1::MEASURE_DESIGN_STEPPED_WEDGE,
           .sites = mentors,
           .comparison = {},
           // From the month after the first cycle's measures on, for the first of them.
           .before_days = mentors[0].planned - day(6),
           .after_days = day(kMentors.back().month + 7) - mentors.back().planned},
          {.id = "weekly",
           .theme = "talked-about",
           .wording = "Job centre and providers meet every week about new referrals.†",
           .owner = "sample-manager-2",
           .figure = v1::MEASURE_FIGURE_REFERRALS_ACCEPTED,
           .horizon_days = 0,
           .better = v1::MEASURE_DIRECTION_HIGHER,
           .design = v1::MEASURE_DESIGN_DIFFERENCE_IN_DIFFERENCES,
           .sites = {{kLolland.municipality, weekly}, {kGuldborgsund.municipality, weekly}},
           .comparison = {kSilkeborg.municipality, kSonderborg.municipality, kFrederiksberg.municipality},
           .before_days = weekly - day(kWeeklyMeetingsMonth - 12),
           .after_days = day(kWeeklyMeetingsMonth + 12) - weekly},
          {.id = "sheet",
           .theme = "strengths",
           .wording = "One sheet with each referral that says what the person can do.†",
           .owner = "sample-manager-1",
           .figure = v1::MEASURE_FIGURE_RESOURCES_WORDED,
           .horizon_days = 0,
           .better = v1::MEASURE_DIRECTION_HIGHER,
           .design = v1::MEASURE_DESIGN_BEFORE_AFTER,
           .sites = {{kLolland.municipality, sheet}, {kGuldborgsund.municipality, sheet}},
           .comparison = {},
           .before_days = sheet - day(kSheetMonth - 12),
           .after_days = day(kSheetMonth + 12) - sheet}};
}

void TellSecondCycle(CycleTeller& teller, const Options& options, const Chosen& chosen) {
  const std::string cycle = CycleName(options, 1);
  const std::vector<Measure> measures = SecondCycleMeasures(options);
  const auto day = [&](int of_year) { return DayOf(options, 1, of_year); };
  const std::vector<std::string_view> themes = {"somebody-there", "talked-about", "strengths"};
  teller.Guide(cycle, kSecondGuide, CompanyQuestions());
  teller.Interview(cycle, chosen, CompanyInterviews(0, kInterviewsThatYear, kSecondInterviews));
  teller.Interview(
      cycle, chosen,
      CompanyInterviews(kInterviewsThatYear, chosen.selected.picks_size(), day(kMoreInterviews)));
  teller.InterviewHealth(cycle, day(kSecondThemes - 4), "We hear of a placement when it is over.†");
  teller.AddTheme(cycle, day(kSecondThemes),
                  {"somebody-there", "Those who stay have somebody at the workplace to turn to.†",
                   "A mentor, named before the first day.†", Evidence(chosen, {1, 6})});
  teller.AddTheme(cycle, day(kSecondThemes),
                  {"talked-about", "A referral that nobody has talked about is declined.†",
                   "Job centre and providers meet every week.†", Evidence(chosen, {3, 8})});
  teller.AddTheme(cycle, day(kSecondThemes),
                  {"strengths", "Companies hear of needs before they hear of strengths.†",
                   "One sheet that says what the person can do.†", Evidence(chosen, {2})});
  teller.Review(cycle,
                {day(kSecondReview), {kLolland.municipality, kGuldborgsund.municipality}, 14, 150, themes},
                "The call is kept; what it found out had nowhere to go at the workplace.†");
  auto& at_lolland =
      teller.DevelopmentDay(cycle, {day(kSecondDayLolland), {kLolland.municipality}, 44, 300, themes});
  AddProposal(at_lolland, "mentor", "Ask each company to name a mentor before the first day.†",
              "somebody-there");
  AddProposal(at_lolland, "sheet", "Write one sheet about what the person can do.†", "strengths");
  auto& at_guldborgsund = teller.DevelopmentDay(
      cycle, {day(kSecondDayGuldborgsund), {kGuldborgsund.municipality}, 55, 300, themes});
  AddProposal(at_guldborgsund, "weekly", "Go through new referrals with the providers, every week.†",
              "talked-about");
  // What this cycle has found about a measure of the one before.
  teller.Stop("number", day(kSecondDecision),
              "Referrals are answered no sooner; the number is kept on file.†");
  for (const Measure& measure : measures) teller.Decide(cycle, day(kSecondDecision), measure);
  teller.Close(cycle, day(kSecondClosing), measures, BeginningOf(options, 2).challenge);
  for (const Measure& measure : measures) {
    for (size_t site = 0; site < measure.sites.size(); ++site) teller.Implement(measure, site);
  }
}

void TellThirdCycle(CycleTeller& teller, const Options& options, const Chosen& chosen) {
  const std::string cycle = CycleName(options, 2);
  const auto day = [&](int of_year) { return DayOf(options, 2, of_year); };
  const std::vector<std::string_view> sites = BeginningOf(options, 2).sites;
  teller.Guide(cycle, day(kThirdGuide),
               {{"mentor", "What did you talk about with your mentor?†"},
                {"future", "What should the job centre do in future?†"}});
  teller.Interview(cycle, chosen,
                   {.informant = v1::INFORMANT_KIND_CITIZEN,
                    .begin = 0,
                    .end = chosen.selected.picks_size(),
                    .first_day = day(kThirdInterviews),
                    .questions = {"mentor", "future"},
                    .answers = {"About the work; not about the children.†", "He had left by then.†",
                                "Ask me again after a month.†"}});
  teller.InterviewHealth(cycle, day(kThirdThemes - 3), "Mentors ask us what they may say.†");
  teller.AddTheme(cycle, day(kThirdThemes),
                  {"mentor-leaves", "When the mentor leaves, the placement ends.†",
                   "Two mentors, of whom one is named last.†", Evidence(chosen, {1, 4})});
  teller.AddTheme(cycle, day(kThirdThemes),
                  {"beside-work", "What ends placements now lies beside work.†",
                   "Mentors know whom to ask at the job centre.†", Evidence(chosen, {2, 3})});
  auto& waived = *teller.Add(cycle, day(kThirdReviewWaived), v1::MANAGER).mutable_cycle_step_waived();
  waived.set_step(v1::CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED);
  waived.set_reason("The staff involved held the interviews and worded the themes themselves.†");
  // What this cycle has found about a measure of the one before.
  teller.Stop("sheet", day(kSheetStopped), "After a year no more referrals name resources than before.†");

  auto& all = teller.DevelopmentDay(
      cycle, {DayOf(options, 3, kThirdDay), sites, 88, 300, {"mentor-leaves", "beside-work"}});
  AddProposal(all, "two-mentors", "Ask for a second mentor.†", "mentor-leaves");
  auto& kept = *teller.Add(cycle, DayOf(options, 3, kThirdClosing), v1::MANAGER).mutable_cycle_step_waived();
  kept.set_step(v1::CYCLE_STEP_IMPLEMENT_MEASURES);
  kept.set_reason("What works is kept as it is for a year; nothing new is begun beside it.†");
  teller.Close(cycle, DayOf(options, 3, kThirdClosing), {}, 0);
}

}  // namespace praksis::sample
