#include "services/dashboards/request.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "libs/readmodels/industry.h"
#include "services/query/fields.h"

namespace praksis::services {
namespace {

constexpr int kMostMunicipalities = 100;
// What all paths begin with at first.
constexpr std::string_view kSelection = "selection";

void ReadMunicipalities(const v1::Selection& selection, readmodels::CellSelection& cells,
                        Violations& violations) {
  if (selection.municipalities_size() > kMostMunicipalities) {
    violations.push_back({"selection.municipalities",
                          base::StrCat("at most ", kMostMunicipalities, ", not ",
                                       selection.municipalities_size(), "; leave it out for all")});
    return;
  }
  for (int i = 0; i < selection.municipalities_size(); ++i) {
    const std::string& municipality = selection.municipalities(i);
    CheckFormat(v1::MUNICIPALITY, municipality, base::StrCat("selection.municipalities[", i, "]"),
                violations);
    cells.municipalities.push_back(municipality);
  }
}

}  // namespace

readmodels::CellSelection ReadSelection(const v1::Selection& selection, About about,
                                        const codelists::Codelists& codelists, Violations& all_violations,
                                        const std::string& field) {
  readmodels::CellSelection cells;
  Violations violations;
  ReadMunicipalities(selection, cells, violations);
  const Period period = ReadPeriod(selection.from(), selection.to(), "selection.", violations);
  cells.from = period.from;
  cells.to = period.to;
  for (int i = 0; i < selection.target_groups_size(); ++i) {
    const std::string& target_group = selection.target_groups(i);
    if (!codelists.Contains("target-group", target_group)) {
      violations.push_back({base::StrCat("selection.target_groups[", i, "]"),
                            base::StrCat("\"", target_group, "\" is not in codelist target-group")});
    }
    cells.target_groups.push_back(target_group);
  }
  if (about == About::kCases && selection.industry_sections_size() > 0) {
    violations.push_back({"selection.industry_sections", "only for figures about placements; leave it out"});
  }
  for (int i = 0; i < selection.industry_sections_size() && about == About::kPlacements; ++i) {
    const std::string& section = selection.industry_sections(i);
    if (!readmodels::IsIndustrySection(section)) {
      violations.push_back(
          {base::StrCat("selection.industry_sections[", i, "]"),
           base::StrCat("\"", section, "\" is no NACE section; write a letter from A to U")});
    }
    cells.industry_sections.push_back(section);
  }
  for (base::FieldViolation& violation : violations) {
    violation.field.replace(0, kSelection.size(), field);
    all_violations.push_back(std::move(violation));
  }
  return cells;
}

v1::Voice ReadVoice(v1::Voice voice, Violations& violations) {
  if (voice == v1::VOICE_UNSPECIFIED) return v1::JOB_CENTRE;
  if (!v1::Voice_IsValid(voice)) {
    violations.push_back({"voice", "not a voice this server knows; write CITIZEN, COMPANY or JOB_CENTRE"});
  }
  return voice;
}

v1::BeliefAssessed::Rater ReadRater(v1::BeliefAssessed::Rater rater, Violations& violations) {
  if (rater == v1::BeliefAssessed::RATER_UNSPECIFIED) return v1::BeliefAssessed::CASEWORKER;
  if (!v1::BeliefAssessed::Rater_IsValid(rater)) {
    violations.push_back({"rater", "not a rater this server knows; write CASEWORKER or CITIZEN"});
  }
  return rater;
}

}  // namespace praksis::services
