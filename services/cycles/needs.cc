#include "services/cycles/needs.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "libs/base/strings.h"
#include "services/cycles/cycle_index.h"

namespace praksis::services {
namespace {

using base::StrCat;
using Board = v1::CycleBoard;

class Needs {
 public:
  explicit Needs(Board& board) : board_(board), summary_(*board.mutable_summary()) {}

  // The step has begun, and has not been waived.
  bool Asks(v1::CycleStep step) const {
    const v1::CycleStanding standing = StateOf(step).standing();
    return standing == v1::CYCLE_STANDING_DONE || standing == v1::CYCLE_STANDING_CURRENT;
  }
  bool Ended(v1::CycleStep step) const { return !StateOf(step).ended_on().empty(); }
  bool closed() const { return board_.has_closing(); }

  v1::CycleNeed& Add(v1::CycleStep step, v1::CycleLack lack, std::string sentence) {
    auto& need = *summary_.mutable_steps(step - v1::CYCLE_STEP_IDENTIFY_CHALLENGE)->add_needs();
    need.set_lack(lack);
    need.set_sentence(std::move(sentence));
    return need;
  }
  void AddAtSite(v1::CycleStep step, v1::CycleLack lack, const std::string& site, int missing,
                 std::string sentence) {
    v1::CycleNeed& need = Add(step, lack, std::move(sentence));
    need.set_site(site);
    need.set_missing(missing);
  }

 private:
  const v1::CycleStepState& StateOf(v1::CycleStep step) const {
    return summary_.steps(step - v1::CYCLE_STEP_IDENTIFY_CHALLENGE);
  }

  Board& board_;
  v1::CycleSummary& summary_;
};

std::string Counted(int count, std::string_view one, std::string_view several) {
  return StrCat(count, " ", count == 1 ? one : several);
}

std::string_view Spoken(v1::InformantKind informant) {
  switch (informant) {
    case v1::INFORMANT_KIND_COMPANY:
      return "a company";
    case v1::INFORMANT_KIND_CITIZEN:
      return "a citizen";
    case v1::INFORMANT_KIND_OTHER_SECTOR:
      return "another sector";
    default:
      return "an informant";
  }
}

std::map<std::string, int> ChosenBySite(const Board& board) {
  std::map<std::string, int> chosen;
  for (const Board::Chosen& one : board.chosen()) ++chosen[one.site()];
  return chosen;
}

void NeedCases(const Board& board, Needs& needs) {
  constexpr v1::CycleStep kStep = v1::CYCLE_STEP_SELECT_INFORMANTS;
  if (!board.has_criteria()) {
    needs.Add(kStep, v1::CYCLE_LACK_CRITERIA, "Set the criteria by which cases are chosen (CriteriaSet).");
  }
  if (!board.has_selection()) {
    needs.Add(kStep, v1::CYCLE_LACK_SELECTION, "Have the cases chosen by the criteria.");
    return;
  }
  std::map<std::string, int> missing;
  for (const auto& quota : board.criteria().criteria().quotas()) missing[quota.site()] += quota.cases();
  const std::map<std::string, int> chosen = ChosenBySite(board);
  for (auto& [site, count] : missing) {
    if (const auto at = chosen.find(site); at != chosen.end()) count -= at->second;
    if (count <= 0) continue;
    needs.AddAtSite(kStep, v1::CYCLE_LACK_CASES_AT_SITE, site, count,
                    StrCat("Choose ", Counted(count, "more case", "more cases"), " at ", site,
                           ", or set criteria that ask for fewer."));
  }
}

// Chosen with a consent that is gone.
void NeedConsents(const Board& board, Needs& needs) {
  for (const Board::Chosen& chosen : board.chosen()) {
    if (chosen.consent() == v1::CYCLE_CONSENT_ANONYMISED || chosen.consent() == v1::CYCLE_CONSENT_STANDING) {
      continue;
    }
    const std::string& stream = chosen.learning_case().case_stream();
    v1::CycleNeed& need = needs.Add(v1::CYCLE_STEP_SELECT_INFORMANTS, v1::CYCLE_LACK_CONSENT,
                                    StrCat("No consent stands in ", stream,
                                           ": interview fully anonymised, ask again, or choose another."));
    need.set_about(stream);
    need.set_site(chosen.site());
  }
}

void NeedInformants(const Board& board, Needs& needs) {
  std::set<int> asked;
  for (const Board::Interview& interview : board.interviews()) asked.insert(interview.informant());
  for (const int kind : board.criteria().informants()) {
    if (!asked.insert(kind).second) continue;
    const auto informant = static_cast<v1::InformantKind>(kind);
    needs
        .Add(v1::CYCLE_STEP_INTERVIEW, v1::CYCLE_LACK_INFORMANT,
             StrCat("Interview ", Spoken(informant), "; none has been asked yet."))
        .set_informant(informant);
  }
}

void NeedInterviews(const Board& board, Needs& needs) {
  constexpr v1::CycleStep kStep = v1::CYCLE_STEP_INTERVIEW;
  if (board.guides().empty()) {
    needs.Add(kStep, v1::CYCLE_LACK_GUIDE, "Agree on an interview guide with managers and staff.");
  }
  NeedInformants(board, needs);
  const std::map<std::string, int> chosen = ChosenBySite(board);
  for (const std::string& site : board.summary().sites()) {
    const auto at = chosen.find(site);
    const auto held = std::count_if(board.interviews().begin(), board.interviews().end(),
                                    [&](const Board::Interview& one) { return one.site() == site; });
    const int missing = std::max(at == chosen.end() ? 0 : at->second, 1) - static_cast<int>(held);
    if (missing <= 0) continue;
    needs.AddAtSite(
        kStep, v1::CYCLE_LACK_INTERVIEWS_AT_SITE, site, missing,
        StrCat("Hold ", Counted(missing, "more interview", "more interviews"), " at ", site, "."));
  }
  if (board.themes().empty()) {
    needs.Add(kStep, v1::CYCLE_LACK_THEME, "Put into words what the answers point to (ThemeAdded).");
  }
}

void NeedEvidence(const Board& board, Needs& needs) {
  for (const Board::Theme& theme : board.themes()) {
    if (!theme.quotable().empty()) continue;
    needs
        .Add(v1::CYCLE_STEP_INTERVIEW, v1::CYCLE_LACK_EVIDENCE,
             StrCat("Quote nothing for the theme ", theme.theme().theme_id(),
                    ": no interview that it rests on has a consent that stands."))
        .set_about(theme.theme().theme_id());
  }
}

void NeedReviews(const Board& board, Needs& needs) {
  std::set<std::string> met;
  for (const Board::Review& review : board.reviews()) {
    met.insert(review.review().sites().begin(), review.review().sites().end());
  }
  for (const std::string& site : board.summary().sites()) {
    if (met.contains(site)) continue;
    needs.AddAtSite(v1::CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED, v1::CYCLE_LACK_REVIEW, site, 1,
                    StrCat("Review the themes with the staff involved at ", site, "."));
  }
}

void NeedDays(const Board& board, Needs& needs) {
  for (const std::string& site : board.sites_without_day()) {
    needs.AddAtSite(v1::CYCLE_STEP_PRESENT_TO_ALL_STAFF, v1::CYCLE_LACK_DEVELOPMENT_DAY, site, 1,
                    StrCat("Hold a development day for all staff concerned at ", site, "."));
  }
}

void NeedImplementation(const v1::CycleMeasure& measure, Needs& needs) {
  constexpr v1::CycleStep kStep = v1::CYCLE_STEP_IMPLEMENT_MEASURES;
  for (const v1::CycleMeasure::Site& site : measure.sites()) {
    if (!site.implemented_on().empty() || !site.stopped_on().empty()) continue;
    v1::CycleNeed& need =
        needs.Add(kStep, v1::CYCLE_LACK_IMPLEMENTATION,
                  StrCat("Implement ", measure.stream(), " at ", site.site(),
                         site.planned_on().empty() ? std::string(".")
                                                   : StrCat(", planned for ", site.planned_on(), ".")));
    need.set_about(measure.stream());
    need.set_site(site.site());
  }
  if (!IsImplemented(measure) || IsEvaluated(measure)) return;
  needs
      .Add(kStep, v1::CYCLE_LACK_EVALUATION,
           StrCat("Evaluate ", measure.stream(),
                  measure.has_evaluated() ? " again: there was not enough data." : "."))
      .set_about(measure.stream());
}

void NeedMeasures(const Board& board, Needs& needs) {
  constexpr v1::CycleStep kStep = v1::CYCLE_STEP_IMPLEMENT_MEASURES;
  if (board.measures().empty() && !needs.closed()) {
    needs.Add(kStep, v1::CYCLE_LACK_MEASURE, "Decide what to do differently (MeasureDecided).");
  }
  for (const v1::CycleMeasure& measure : board.measures()) NeedImplementation(measure, needs);
  if (!needs.closed()) {
    needs.Add(kStep, v1::CYCLE_LACK_CLOSING, "Close the cycle, naming its measures (CycleClosed).");
  }
}

}  // namespace

void PutNeeds(Board& board) {
  Needs needs(board);
  const bool choosing = !needs.closed() && !needs.Ended(v1::CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED);
  if (choosing && needs.Asks(v1::CYCLE_STEP_SELECT_INFORMANTS)) {
    NeedCases(board, needs);
    NeedConsents(board, needs);
  }
  if (choosing && needs.Asks(v1::CYCLE_STEP_INTERVIEW)) NeedInterviews(board, needs);
  NeedEvidence(board, needs);
  if (!needs.closed() && needs.Asks(v1::CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED)) NeedReviews(board, needs);
  if (!needs.closed() && needs.Asks(v1::CYCLE_STEP_PRESENT_TO_ALL_STAFF)) NeedDays(board, needs);
  if (needs.Asks(v1::CYCLE_STEP_IMPLEMENT_MEASURES)) NeedMeasures(board, needs);
}

}  // namespace praksis::services
