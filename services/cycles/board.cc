#include "services/cycles/board.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "libs/base/status.h"
#include "libs/domain/fact/fact.h"
#include "libs/readmodels/pool.h"
#include "services/cycles/needs.h"
#include "services/cycles/summary.h"

namespace praksis::services {
namespace {

using domain::cases::CaseState;
using readmodels::LearningStream;
using Board = v1::CycleBoard;

std::string DayOf(const v1::Event& fact) { return base::FormatDay(domain::OccurredDay(fact)); }

bool SameCase(const v1::LearningCase& a, const v1::LearningCase& b) {
  return a.case_stream() == b.case_stream() && a.placement_id() == b.placement_id();
}

// The cases of a board, each looked up once.
class Cases {
 public:
  Cases(base::Day today, FindCase find_case) : today_(today), find_case_(find_case) {}

  struct Seen {
    v1::CycleConsent consent = v1::CYCLE_CONSENT_MISSING;
    std::string municipality;
  };
  absl::StatusOr<Seen> Look(const std::string& stream) {
    const auto found = seen_.find(stream);
    if (found != seen_.end()) return found->second;
    ASSIGN_OR_RETURN(const std::optional<CaseState> state, find_case_(stream));
    const Seen seen = {LearningConsent(state, today_), state ? state->municipality() : ""};
    seen_.emplace(stream, seen);
    return seen;
  }

 private:
  const base::Day today_;
  const FindCase find_case_;
  std::map<std::string, Seen> seen_;
};

// A selection replaces what was chosen before, by hand or not.
void Select(const v1::Event& fact, Board& board) {
  *board.mutable_selection()->mutable_selected() = fact.cases_selected();
  board.mutable_selection()->set_selected_on(DayOf(fact));
  board.clear_overrides();
  board.clear_chosen();
  for (const v1::SelectionPick& pick : fact.cases_selected().picks()) {
    auto& chosen = *board.add_chosen();
    *chosen.mutable_learning_case() = pick.learning_case();
    chosen.set_site(pick.site());
    chosen.set_only_anonymised(pick.only_anonymised());
  }
}

// What is put in takes the place, and the site, of what it replaces.
void Override(const v1::Event& fact, Board& board) {
  const v1::SelectionOverridden& overridden = fact.selection_overridden();
  auto& shown = *board.add_overrides();
  *shown.mutable_overridden() = overridden;
  shown.set_overridden_on(DayOf(fact));
  auto& all = *board.mutable_chosen();
  auto place = overridden.has_removed()
                   ? std::find_if(all.begin(), all.end(),
                                  [&](const Board::Chosen& one) {
                                    return SameCase(one.learning_case(), overridden.removed());
                                  })
                   : all.end();
  if (!overridden.has_added()) {
    if (place != all.end()) all.erase(place);
    return;
  }
  Board::Chosen& chosen = place == all.end() ? *all.Add() : *place;
  *chosen.mutable_learning_case() = overridden.added();
  chosen.set_only_anonymised(overridden.only_anonymised());
  chosen.set_by_hand(true);
}

void Interview(const v1::Event& fact, Board& board) {
  const v1::InterviewRecorded& recorded = fact.interview_recorded();
  auto& shown = *board.add_interviews();
  shown.set_interview_id(recorded.interview_id());
  shown.set_guide_id(recorded.guide_id());
  shown.set_informant(recorded.informant());
  shown.set_site(recorded.site());
  shown.set_held_on(DayOf(fact));
  shown.set_anonymised(recorded.anonymised());
  if (recorded.has_learning_case()) *shown.mutable_learning_case() = recorded.learning_case();
  if (recorded.has_company()) *shown.mutable_company() = recorded.company();
  shown.set_sector(recorded.sector());
  shown.set_answers(recorded.answers_size());
  shown.set_minutes(recorded.minutes());
}

// Reported again, a theme replaces itself where it stands.
void AddTheme(const v1::Event& fact, Board& board) {
  auto& themes = *board.mutable_themes();
  auto place = std::find_if(themes.begin(), themes.end(), [&](const Board::Theme& theme) {
    return theme.theme().theme_id() == fact.theme_added().theme_id();
  });
  Board::Theme& theme = place == themes.end() ? *themes.Add() : *place;
  *theme.mutable_theme() = fact.theme_added();
  if (theme.added_on().empty()) theme.set_added_on(DayOf(fact));
  theme.set_changed_on(DayOf(fact));
}

void Take(const v1::Event& fact, Board& board) {
  switch (fact.body_case()) {
    case v1::Event::kCriteriaSet:
      *board.mutable_criteria() = fact.criteria_set();
      board.set_criteria_on(DayOf(fact));
      return;
    case v1::Event::kCasesSelected:
      return Select(fact, board);
    case v1::Event::kSelectionOverridden:
      return Override(fact, board);
    case v1::Event::kInterviewGuideAgreed: {
      auto& guide = *board.add_guides();
      *guide.mutable_guide() = fact.interview_guide_agreed();
      guide.set_agreed_on(DayOf(fact));
      return;
    }
    case v1::Event::kInterviewRecorded:
      return Interview(fact, board);
    case v1::Event::kThemeAdded:
      return AddTheme(fact, board);
    case v1::Event::kReviewHeld: {
      auto& review = *board.add_reviews();
      *review.mutable_review() = fact.review_held();
      review.set_held_on(DayOf(fact));
      return;
    }
    case v1::Event::kDevelopmentDayHeld: {
      auto& day = *board.add_development_days();
      *day.mutable_day() = fact.development_day_held();
      day.set_held_on(DayOf(fact));
      return;
    }
    case v1::Event::kCycleClosed:
      *board.mutable_closing() = fact.cycle_closed();
      return;
    default:
      return;
  }
}

absl::Status LookAtChosen(Cases& cases, Board& board) {
  for (Board::Chosen& chosen : *board.mutable_chosen()) {
    ASSIGN_OR_RETURN(const Cases::Seen seen, cases.Look(chosen.learning_case().case_stream()));
    chosen.set_consent(chosen.only_anonymised() ? v1::CYCLE_CONSENT_ANONYMISED : seen.consent);
    if (seen.consent != v1::CYCLE_CONSENT_STANDING) chosen.set_only_anonymised(true);
    if (chosen.site().empty()) chosen.set_site(seen.municipality);
  }
  return absl::OkStatus();
}

absl::Status LookAtInterviews(Cases& cases, Board& board) {
  for (Board::Interview& interview : *board.mutable_interviews()) {
    if (interview.anonymised()) {
      interview.set_consent(v1::CYCLE_CONSENT_ANONYMISED);
    } else {
      ASSIGN_OR_RETURN(const Cases::Seen seen, cases.Look(interview.learning_case().case_stream()));
      interview.set_consent(seen.consent);
    }
    interview.set_quotable(interview.anonymised() || interview.consent() == v1::CYCLE_CONSENT_STANDING);
  }
  return absl::OkStatus();
}

void LookAtThemes(Board& board) {
  std::set<std::string> quotable;
  for (const Board::Interview& interview : board.interviews()) {
    if (interview.quotable()) quotable.insert(interview.interview_id());
  }
  std::set<std::string> central;
  for (const Board::Review& review : board.reviews()) {
    central.insert(review.review().central_themes().begin(), review.review().central_themes().end());
  }
  for (Board::Theme& theme : *board.mutable_themes()) {
    theme.set_central(central.contains(theme.theme().theme_id()));
    for (const std::string& interview : theme.theme().evidence()) {
      if (quotable.contains(interview)) theme.add_quotable(interview);
    }
  }
}

void LookAtSites(Board& board) {
  std::set<std::string> held;
  for (const Board::DevelopmentDay& day : board.development_days()) {
    held.insert(day.day().sites().begin(), day.day().sites().end());
  }
  for (const std::string& site : board.summary().sites()) {
    if (!held.contains(site)) board.add_sites_without_day(site);
  }
}

void PutParent(const CycleIndex& index, const v1::ChallengeIdentified& challenge, base::Day today,
               Board& board) {
  std::set<std::string> shown;
  const LearningStream* const parent = index.Find(challenge.parent_cycle());
  if (parent != nullptr) {
    *board.mutable_parent() = Summarise(index, *parent, today);
    for (v1::CycleMeasure& measure : index.MeasuresOf(*parent)) {
      shown.insert(measure.stream());
      *board.add_parent_measures() = std::move(measure);
    }
  }
  for (const std::string& measure : challenge.measures_in_question()) {
    if (shown.insert(measure).second) *board.add_measures_in_question() = index.Measure(measure);
  }
}

}  // namespace

v1::CycleConsent LearningConsent(const std::optional<CaseState>& state, base::Day today) {
  if (!state) return v1::CYCLE_CONSENT_MISSING;
  if (readmodels::LearningConsentUntil(*state) >= today) return v1::CYCLE_CONSENT_STANDING;
  // The latest says why.
  v1::CycleConsent why = v1::CYCLE_CONSENT_MISSING;
  for (const CaseState::Consent& consent : state->consents()) {
    if (consent.purpose() != v1::ConsentGiven::LEARNING_INTERVIEW) continue;
    why = consent.standing() ? v1::CYCLE_CONSENT_EXPIRED : v1::CYCLE_CONSENT_WITHDRAWN;
  }
  return why;
}

absl::StatusOr<Board> LayOut(const CycleIndex& index, const LearningStream& cycle, base::Day today,
                             FindCase find_case) {
  Board board;
  *board.mutable_summary() = Summarise(index, cycle, today);
  const v1::ChallengeIdentified& challenge = *ChallengeOf(cycle);
  board.set_figure(FigureOf(challenge.challenge()));
  PutParent(index, challenge, today, board);
  for (const v1::Event& fact : cycle.facts) Take(fact, board);
  Cases cases(today, find_case);
  RETURN_IF_ERROR(LookAtChosen(cases, board));
  RETURN_IF_ERROR(LookAtInterviews(cases, board));
  LookAtThemes(board);
  LookAtSites(board);
  for (v1::CycleMeasure& measure : index.MeasuresOf(cycle)) *board.add_measures() = std::move(measure);
  PutNeeds(board);
  return board;
}

std::string FigureOf(const std::string& challenge) {
  static const std::map<std::string, std::string> figures = {{"PLACEMENTS_INTERRUPTED", "interruptions"},
                                                             {"FEW_PLACEMENTS", "funnel"},
                                                             {"REFERRALS_DECLINED", "referrals"},
                                                             {"SLOW_ANSWERS", "referrals"},
                                                             {"SHORT_JOBS", "return-to-work"},
                                                             {"LOW_BELIEF", "belief"}};
  const auto found = figures.find(challenge);
  return found == figures.end() ? "" : found->second;
}

}  // namespace praksis::services
