#include "services/cli/selection_text.h"

#include <cstdio>
#include <vector>

#include "absl/strings/ascii.h"
#include "libs/base/strings.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

using base::StrCat;
using Response = v1::SelectCasesResponse;

std::string Permille(int permille) {
  char text[16];
  std::snprintf(text, sizeof text, "%d.%d %%", permille / 10, permille % 10);
  return text;
}

std::string Micros(int64_t micros) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(micros) / 1e6);
  return text;
}

std::string OrFew(int64_t count) { return count < 0 ? std::string("a few") : Grouped(count); }

// What a case is like, the values that are known.
std::string FeaturesInWords(const v1::Features& features, const Words& words) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view feature, const std::string& value) {
    if (!value.empty()) parts.push_back(FeatureInWords(StrCat(feature, "=", value), words));
  };
  add("reason_citizen", features.reason_citizen());
  add("reason_company", features.reason_company());
  add("reason_job_centre", features.reason_job_centre());
  add("duration_band", features.duration_band());
  add("industry_section", features.industry_section());
  add("placement_type", features.placement_type());
  add("target_group", features.target_group());
  add("belief_trajectory", features.belief_trajectory());
  std::string text;
  for (const std::string& part : parts) text += StrCat(text.empty() ? "" : ", ", part);
  return text;
}

// Of a pick or a twin.
template <typename Who>
std::string NameOf(const Who& pick) {
  return pick.anonymised() ? pick.pseudonym() : StrCat(pick.stream(), " ", pick.placement_id());
}

std::string RenderPick(int number, const Response::Pick& pick, const Words& words, const Terminal& terminal) {
  std::string out =
      StrCat(number < 10 ? " " : "", number, ". ", Styled(terminal, Style::kBold, Harmless(NameOf(pick))),
             "  ", Harmless(pick.municipality()),
             pick.anonymised() ? Styled(terminal, Style::kYellow, "  anonymised interviews only") : "", "\n");
  const auto line = [&](const std::string& text) {
    out += StrCat("    ", Shorten(Harmless(text), terminal.width - 4), "\n");
  };
  line(FeaturesInWords(pick.features(), words));
  if (pick.has_twin()) {
    line(StrCat("twin: ", NameOf(pick.twin()),
                pick.twin().anonymised() ? " (anonymised interviews only)" : "", "; ",
                FeaturesInWords(pick.twin().features(), words)));
  }
  std::string shows;
  for (const auto& value : pick.newly_shows())
    shows += StrCat(shows.empty() ? "" : ", ", FeatureInWords(value, words));
  if (!shows.empty()) line(StrCat("shows for the first time: ", shows));
  line(StrCat("adds ", Micros(pick.gain_micros()),
              pick.score_permille() > 0
                  ? StrCat(", ", Micros(int64_t{1000} * pick.score_permille()), " of it as its score")
                  : "",
              "; ",
              pick.stands_for() < 0 ? std::string("stands for fewer cases than may be shown")
                                    : StrCat("stands for ", Grouped(pick.stands_for()), " cases"),
              pick.runner_up_pseudonym().empty()
                  ? std::string("; there was no other to choose")
                  : StrCat("; next best ", pick.runner_up_pseudonym(), " would have added ",
                           Micros(pick.runner_up_distance_micros()), " less")));
  return out;
}

std::string AmongInWords(const v1::FeatureValue& among, const Words& words) {
  constexpr std::string_view kPrefix = "PLACEMENT_FEATURE_";
  std::string feature = v1::PlacementFeature_Name(among.feature()).substr(kPrefix.size());
  for (char& c : feature) c = absl::ascii_tolower(static_cast<unsigned char>(c));
  return FeatureInWords(StrCat(feature, "=", among.value()), words);
}

std::string RenderSite(const Response::Site& site, const Words& words, const Terminal& terminal) {
  std::string out =
      StrCat("  ", Styled(terminal, Style::kBold, Harmless(site.municipality())),
             site.has_among() ? StrCat(" ", Harmless(AmongInWords(site.among(), words))) : "", "  ",
             site.chosen(), " of ", site.quota(), " chosen from ", OrFew(site.candidates()),
             " candidates among ", OrFew(site.universe()), " placements\n");
  const auto excluded = [&](int64_t count, std::string_view why) {
    if (count != 0) out += StrCat("    left out: ", OrFew(count), " ", why, "\n");
  };
  excluded(site.excluded().shorter_than_a_month(), "ran too short");
  excluded(site.excluded().filtered(), "by a filter");
  excluded(site.excluded().no_consent(), "without consent to be interviewed");
  excluded(site.excluded().no_consent_and_not_alike_enough(),
           "without consent, and too unlike others to be interviewed anonymised");
  excluded(site.excluded().case_unavailable(), "erased");
  excluded(site.excluded().no_twin(), "like nobody there whose placement ended the other way");
  for (const auto& relaxation : site.relaxations()) {
    out += StrCat("    would help: ", Harmless(relaxation.criterion()), " (adds ", OrFew(relaxation.adds()),
                  ")\n");
  }
  return out;
}

}  // namespace

std::string CertificateInWords(const Response::Certificate& certificate) {
  if (certificate.exact()) return "the best possible, and proven to be";
  return StrCat("at least ", Permille(certificate.proven_permille()), " of the best possible");
}

std::string FeatureInWords(const std::string& feature_value, const Words& words) {
  const size_t at = feature_value.find('=');
  if (at == std::string::npos) return feature_value;
  const std::string feature = feature_value.substr(0, at);
  const std::string value = feature_value.substr(at + 1);
  if (feature.starts_with("reason_")) {
    return StrCat(Spoken(feature.substr(7)), ": ", words.Label("interruption-reason", value));
  }
  if (feature == "target_group") return words.Label("target-group", value);
  if (feature == "duration_band") return StrCat(value, " days");
  if (feature == "industry_section") return StrCat("industry ", value);
  if (feature == "belief_trajectory") return StrCat("belief ", Spoken(value));
  return Spoken(value);
}

std::string RenderSelection(const Response& response, const Words& words, const Terminal& terminal) {
  if (!terminal.interactive) {
    Table table(
        {{"MUNICIPALITY"}, {"CASE"}, {"PLACEMENT"}, {"PSEUDONYM"}, {"ANONYMISED"}, {"GAIN"}, {"FEATURES"}});
    for (const auto& pick : response.picks()) {
      table.Add({pick.municipality(), pick.stream(), pick.placement_id(), pick.pseudonym(),
                 pick.anonymised() ? "anonymised" : "", Micros(pick.gain_micros()),
                 FeaturesInWords(pick.features(), words)});
      if (!pick.has_twin()) continue;
      const auto& twin = pick.twin();
      table.Add({pick.municipality(), twin.stream(), twin.placement_id(), twin.pseudonym(),
                 twin.anonymised() ? "anonymised" : "", "", FeaturesInWords(twin.features(), words)});
    }
    return table.Render(terminal);
  }
  std::string out;
  int number = 0;
  for (const auto& pick : response.picks()) out += RenderPick(++number, pick, words, terminal);
  if (number == 0) out += "No placement qualifies.\n";
  out += "\n";
  for (const auto& site : response.sites()) out += RenderSite(site, words, terminal);
  out +=
      StrCat("\nThe choice is ", Styled(terminal, Style::kBold, CertificateInWords(response.certificate())),
             "; it covers ", Permille(response.coverage_permille()), " of all placements asked about.\n");
  if (const int cut_short = response.certificate().picks_cut_short(); cut_short > 0) {
    out +=
        StrCat("For ", cut_short, cut_short == 1 ? " pick" : " picks",
               " not all candidates were compared, as it would have taken long: another may have added more. "
               "What is proven holds.\n");
  }
  for (const auto& uncovered : response.uncovered()) {
    out += StrCat("Like none of them: ", OrFew(uncovered.cases()), " × ",
                  Harmless(FeaturesInWords(uncovered.features(), words)), "\n");
  }
  return out + Styled(terminal, Style::kDim, "Nothing here is about staff.") + "\n";
}

}  // namespace praksis::cli
