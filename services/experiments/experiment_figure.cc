#include "services/experiments/experiment_figure.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/time/civil_time.h"
#include "libs/domain/fact/fact.h"
#include "services/experiments/belief_parts.h"
#include "services/experiments/experiment_streams.h"

namespace praksis::services {
namespace {

using Response = v1::GetExperimentResponse;

struct Utterances {
  int64_t positive = 0;
  int64_t negative = 0;
  void Add(const Utterances& other) {
    positive += other.positive;
    negative += other.negative;
  }
};

// What a unit's staff said and thought over.
struct Talk {
  Utterances before;
  Utterances after;
  // By first day of the month.
  std::map<base::Day, Utterances> months;
  int64_t reflections = 0;
};

base::Day MonthOf(base::Day day) {
  const absl::CivilDay epoch(1970, 1, 1);
  return static_cast<base::Day>(absl::CivilDay(absl::CivilMonth(epoch + day)) - epoch);
}

void Merge(const WindowPractice& from, WindowPractice& into) {
  into.rated.insert(into.rated.end(), from.rated.begin(), from.rated.end());
  into.visits += from.visits;
  into.placements_found += from.placements_found;
  into.worded += from.worded;
  into.not_worded += from.not_worded;
}

void Merge(const UnitPractice& from, UnitPractice& into) {
  Merge(from.before, into.before);
  Merge(from.after, into.after);
  into.rated_twice.insert(into.rated_twice.end(), from.rated_twice.begin(), from.rated_twice.end());
}

void Merge(const Talk& from, Talk& into) {
  into.before.Add(from.before);
  into.after.Add(from.after);
  for (const auto& [month, utterances] : from.months) into.months[month].Add(utterances);
  into.reflections += from.reflections;
}

Behind BehindVisits(const WindowPractice& window) {
  return {.parts = {window.visited_for, window.found_for}, .workers = window.visitors};
}

Behind BehindReferrals(const WindowPractice& window) {
  return {.parts = {window.worded_for, window.not_worded_for}, .workers = window.referrers};
}

// What may be shown of one window.
struct WindowSplit {
  Split belief;
  Split visits;
  Split referrals;
};

// What is shown of a unit, or of all.
struct ShownWindow {
  bool belief = false;
  bool visits = false;
  bool referrals = false;
};
struct Shown {
  ShownWindow before;
  ShownWindow after;
  bool change = false;
  bool staff = false;
};

class Figure {
 public:
  Figure(const ExperimentFacts& facts, int64_t k) : facts_(facts), k_(k), out_(k) { ReadTalk(); }

  Response Make() {
    Decide();
    UnitPractice all;
    Talk all_talk;
    for (size_t i = 0; i < facts_.units.size(); ++i) {
      Merge(facts_.practice[i], all);
      Merge(talk_[i], all_talk);
    }
    PutPart(all, all_talk, ShownOf(-1), *response_.mutable_all());
    for (size_t i = 0; i < facts_.units.size(); ++i) {
      auto& part = *response_.add_by_unit();
      part.set_unit_id(ids_[i]);
      PutPart(facts_.practice[i], talk_[i], ShownOf(static_cast<int>(i)), part);
    }
    if (staff_.all) PutInfluences();
    out_.Finish(*response_.mutable_metadata());
    return std::move(response_);
  }

 private:
  void ReadTalk() {
    const std::optional<v1::Experiment> experiment = ReadExperiment(facts_.stream);
    for (const auto& unit : experiment->units()) ids_.push_back(unit.unit_id());
    talk_.resize(facts_.units.size());
    for (const v1::Event& fact : facts_.stream.facts) {
      const base::Day day = domain::OccurredDay(fact);
      if (day > facts_.as_of) continue;
      if (fact.has_language_observed()) ReadLanguage(fact.language_observed(), day);
      if (fact.has_reflection_recorded()) ReadReflection(fact.reflection_recorded());
    }
  }

  // Null for a unit that a correction has taken away.
  Talk* TalkOf(const std::string& unit) {
    const auto found = std::find(ids_.begin(), ids_.end(), unit);
    return found == ids_.end() ? nullptr : &talk_[static_cast<size_t>(found - ids_.begin())];
  }

  void ReadLanguage(const v1::LanguageObserved& observed, base::Day day) {
    Talk* const talk = TalkOf(observed.unit_id());
    if (talk == nullptr) return;
    const Utterances heard = {.positive = observed.positive(), .negative = observed.negative()};
    const size_t unit = static_cast<size_t>(talk - talk_.data());
    (day < facts_.units[unit].started_on ? talk->before : talk->after).Add(heard);
    talk->months[MonthOf(day)].Add(heard);
  }

  void ReadReflection(const v1::ReflectionRecorded& recorded) {
    if (Talk* const talk = TalkOf(recorded.unit_id()); talk != nullptr) ++talk->reflections;
    for (const v1::BeliefInfluence& influence : recorded.influences()) {
      auto& [raised, lowered] = influences_[influence.influence()];
      ++(influence.direction() == v1::BELIEF_INFLUENCE_DIRECTION_RAISED ? raised : lowered);
    }
  }

  template <typename BehindOf>
  Split SplitOf(BehindOf behind_of) const {
    std::vector<Behind> units;
    for (const UnitPractice& unit : facts_.practice) units.push_back(behind_of(unit));
    return SplitByUnit(units, k_);
  }

  void Decide() {
    const auto decide = [&](WindowPractice UnitPractice::*window, WindowSplit& split) {
      split.belief = SplitOf([&](const UnitPractice& unit) { return BehindBelief(unit.*window); });
      split.visits = SplitOf([&](const UnitPractice& unit) { return BehindVisits(unit.*window); });
      split.referrals = SplitOf([&](const UnitPractice& unit) { return BehindReferrals(unit.*window); });
    };
    decide(&UnitPractice::before, before_);
    decide(&UnitPractice::after, after_);
    change_ = SplitOf(BehindChange);
    std::vector<Behind> staff;
    for (const UnitSpec& unit : facts_.units) {
      staff.push_back({.parts = {},
                       .workers = {unit.workers.begin(), unit.workers.end()},
                       .whole_site = unit.workers.empty()});
    }
    staff_ = SplitByUnit(staff, k_);
  }

  // `unit`: -1 for all.
  static bool Is(const Split& split, int unit) {
    return unit < 0 ? split.all : split.units[static_cast<size_t>(unit)];
  }

  Shown ShownOf(int unit) const {
    const auto of_window = [&](const WindowSplit& split) {
      return ShownWindow{.belief = Is(split.belief, unit),
                         .visits = Is(split.visits, unit),
                         .referrals = Is(split.referrals, unit)};
    };
    Shown shown = {.before = of_window(before_), .after = of_window(after_), .staff = Is(staff_, unit)};
    shown.change = Is(change_, unit) && shown.before.belief && shown.after.belief;
    return shown;
  }

  void PutLanguage(const Utterances& heard, bool show, Response::Language& language) {
    out_.Put(heard.positive, !show, *language.mutable_positive());
    out_.Put(heard.negative, !show, *language.mutable_negative());
    const int64_t all = heard.positive + heard.negative;
    if (!show || all == 0) return;
    language.set_positive_share(static_cast<double>(heard.positive) / static_cast<double>(all));
  }

  void PutWindow(const WindowPractice& practice, const Utterances& heard, const ShownWindow& shown,
                 bool show_staff, Response::Window& window) {
    PutBelief(practice.rated, shown.belief, k_, out_, *window.mutable_belief());
    out_.Put(practice.visits, !shown.visits, *window.mutable_visits()->mutable_visits());
    out_.Put(practice.placements_found, !shown.visits, *window.mutable_visits()->mutable_placements_found());
    const int64_t made = practice.worded + practice.not_worded;
    out_.Put(made, !shown.referrals, *window.mutable_referrals()->mutable_made());
    out_.Put(practice.worded, !shown.referrals, *window.mutable_referrals()->mutable_worded());
    out_.Put(figures::WilsonProportion(practice.worded, made), !shown.referrals,
             *window.mutable_referrals()->mutable_worded_share());
    PutLanguage(heard, show_staff, *window.mutable_language());
  }

  void PutPart(const UnitPractice& practice, const Talk& talk, const Shown& shown, Response::Part& part) {
    PutWindow(practice.before, talk.before, shown.before, shown.staff, *part.mutable_before());
    PutWindow(practice.after, talk.after, shown.after, shown.staff, *part.mutable_after());
    PutChange(practice.rated_twice, shown.change, k_, out_, *part.mutable_belief_change());
    for (const auto& [month, heard] : talk.months) {
      auto& out = *part.add_language();
      out.set_from(base::FormatDay(month));
      PutLanguage(heard, shown.staff, *out.mutable_language());
    }
    out_.Put(talk.reflections, !shown.staff, *part.mutable_reflections());
  }

  void PutInfluences() {
    for (const auto& [influence, counts] : influences_) {
      auto& out = *response_.add_influences();
      out.set_influence(influence);
      out.set_raised(counts.first);
      out.set_lowered(counts.second);
    }
  }

  const ExperimentFacts& facts_;
  const int64_t k_;
  CellsOut out_;
  Response response_;
  // Of units, in their order.
  std::vector<std::string> ids_;
  std::vector<Talk> talk_;
  // Raised, lowered.
  std::map<std::string, std::pair<int32_t, int32_t>> influences_;
  WindowSplit before_;
  WindowSplit after_;
  Split change_;
  Split staff_;
};

}  // namespace

Response ExperimentOf(const ExperimentFacts& facts, int64_t k) { return Figure(facts, k).Make(); }

}  // namespace praksis::services
