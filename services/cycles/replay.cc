#include "services/cycles/replay.h"

#include <algorithm>
#include <set>
#include <utility>

#include "libs/base/strings.h"
#include "libs/selection/selection.h"

namespace praksis::services {
namespace {

using Response = v1::ReplaySelectionResponse;

template <typename Texts>
std::string Joined(const Texts& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += base::StrCat(joined.empty() ? "" : " ", text);
  return joined;
}

void Differ(Response::Matter matter, const std::string& recorded, const std::string& replayed,
            Response& response) {
  if (recorded == replayed) return;
  auto& difference = *response.add_differences();
  difference.set_matter(matter);
  difference.set_recorded(recorded);
  difference.set_replayed(replayed);
}

int PicksMissing(const v1::CasesSelected& recorded, const v1::CasesSelected& replayed) {
  std::set<std::pair<std::string, std::string>> chosen;
  for (const v1::SelectionPick& pick : replayed.picks()) {
    chosen.emplace(pick.learning_case().case_stream(), pick.learning_case().placement_id());
  }
  int missing = 0;
  for (const v1::SelectionPick& pick : recorded.picks()) {
    const v1::LearningCase& it = pick.learning_case();
    if (!chosen.contains({it.case_stream(), it.placement_id()})) ++missing;
  }
  return missing;
}

// Whether `replayed` says what `recorded` does; in full, unless it is of a server that did not yet keep all
// of the certificate.
bool SaysAlso(const v1::CasesSelected& recorded, v1::CasesSelected replayed) {
  if (!recorded.certificate().has_picks_cut_short()) {
    replayed.mutable_certificate()->clear_picks_cut_short();
    replayed.mutable_certificate()->clear_slack();
  }
  return recorded.SerializeAsString() == replayed.SerializeAsString();
}

// The revision that this program has for what was recorded. That of a choice cut short was long the same as
// of any other, and there may be nothing to cut short any more.
int RevisionFor(const v1::CasesSelected& recorded, const v1::CasesSelected& replayed) {
  return recorded.certificate().picks_cut_short() > 0
             ? std::max(selection::kRevisionOfLimits, replayed.algorithm_revision())
             : replayed.algorithm_revision();
}

}  // namespace

const v1::Event* FindSelection(const readmodels::LearningStream& cycle, const std::string& selection_id) {
  const v1::Event* found = nullptr;
  for (const v1::Event& fact : cycle.facts) {
    if (!fact.has_cases_selected()) continue;
    if (selection_id.empty() || fact.cases_selected().selection_id() == selection_id) found = &fact;
  }
  return found;
}

void CompareChoices(const v1::CasesSelected& recorded, const v1::CasesSelected& replayed,
                    Response& response) {
  *response.mutable_recorded() = recorded;
  *response.mutable_replayed() = replayed;
  if (SaysAlso(recorded, replayed)) {
    response.set_outcome(Response::SAME);
    return;
  }
  response.set_outcome(Response::IRREPRODUCIBLE);
  Differ(Response::ALGORITHM, base::StrCat(recorded.algorithm_revision()),
         base::StrCat(RevisionFor(recorded, replayed)), response);
  Differ(Response::CODELISTS, Joined(recorded.codelist_revisions()), Joined(replayed.codelist_revisions()),
         response);
  Differ(Response::CANDIDATES, recorded.candidates_sha256(), replayed.candidates_sha256(), response);
  if (const int missing = PicksMissing(recorded, replayed); missing > 0) {
    auto& difference = *response.add_differences();
    difference.set_matter(Response::PICKS);
    difference.set_count(missing);
  }
  if (response.differences().empty()) response.add_differences()->set_matter(Response::EXPLANATION);
}

}  // namespace praksis::services
