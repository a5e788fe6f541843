// Coaching, belief and continuity as read from a projection over random histories — corrections, voidings,
// transfers, reopenings among them — are what the definitions say, written down again slowly: what a case
// went through is taken from its standing facts, day by day.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "libs/domain/case/case_rules.h"
#include "libs/domain/fact/fact.h"
#include "libs/readmodels/belief.h"
#include "libs/readmodels/coaching_outcomes.h"
#include "libs/readmodels/continuity.h"
#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"
#include "libs/readmodels/testing/random_world.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;
using testing::Admits;
using testing::IsOpened;
using testing::RandomSelection;
using testing::RandomWorld;
using Rater = v1::BeliefAssessed;

base::Day DayOr(const std::string& text, base::Day otherwise) {
  return base::ParseDay(text).value_or(otherwise);
}

// What one case went through, up to `today`, from its standing facts.
struct Life {
  std::set<base::Day> open_days;
  // By the day of a closing; the one that ended the time before it.
  std::map<base::Day, v1::CaseClosed::Reason> closings;
  base::Day last_contact = INT32_MIN;
  std::vector<v1::Event> facts;

  Life(const std::vector<v1::Event>& history, base::Day today)
      : facts(domain::cases::StandingFacts(history)) {
    base::Day opened = INT32_MAX;
    for (const v1::Event& fact : facts) {
      const base::Day occurred = domain::OccurredDay(fact);
      if (fact.has_case_opened()) opened = Contact(DayOr(fact.case_opened().opened_on(), occurred));
      if (fact.has_case_reopened()) opened = Contact(DayOr(fact.case_reopened().reopened_on(), occurred));
      if (fact.has_case_closed()) {
        const base::Day closed = DayOr(fact.case_closed().closed_on(), occurred);
        Open(opened, std::min(closed, today));
        closings[closed] = fact.case_closed().reason();
        opened = INT32_MAX;
      }
      const bool came = fact.has_coaching_session_held() && fact.coaching_session_held().attended();
      if (came) Contact(DayOr(fact.coaching_session_held().held_on(), occurred));
      if (fact.has_belief_assessed()) Contact(DayOr(fact.belief_assessed().assessed_on(), occurred));
      if (fact.has_placement_started()) Contact(DayOr(fact.placement_started().start(), occurred));
      if (fact.has_note_added() || fact.has_referral_made() || fact.has_placement_agreed() ||
          fact.has_subjective_success_reported()) {
        Contact(occurred);
      }
    }
    Open(opened, today);
  }

  base::Day Contact(base::Day day) {
    last_contact = std::max(last_contact, day);
    return day;
  }
  void Open(base::Day from, base::Day to) {
    for (base::Day day = from; day <= to; ++day) open_days.insert(day);
  }
  // Why the case was not open on a day that it was not open on.
  v1::CaseClosed::Reason WhyClosed(base::Day day) const {
    auto after = closings.lower_bound(day);
    return after == closings.begin() ? v1::CaseClosed::REASON_UNSPECIFIED : std::prev(after)->second;
  }
};

// A world that knows what was reported of each case, and some days after all of it, those among them on which
// something comes to count or ceases to.
struct ToldWorld : RandomWorld {
  // By case, as `states`.
  std::vector<std::vector<v1::Event>> histories;
  std::vector<base::Day> todays;

  explicit ToldWorld(uint64_t seed) : RandomWorld(seed) {
    base::Day last_report = 0;
    for (const CaseState& state : states) {
      histories.push_back(HistoryOf(state.stream()));
      const int64_t seconds = histories.back().back().recorded_at().seconds();
      last_report = std::max(last_report, static_cast<base::Day>(seconds / 86'400));
    }
    std::set<base::Day> turns;
    const auto turn = [&](base::Day day) {
      if (day > last_report) turns.insert({day, day + 1});
    };
    for (const CaseState& state : states) {
      turn(state.last_contact_on() + 14);
      turn(state.last_contact_on() + 30);
      for (const auto& coaching : state.coachings()) turn(coaching.start() + 84);
      for (const auto& belief : state.beliefs()) turn(belief.assessed_on() + 100);
      for (const auto& belief : state.beliefs()) turn(belief.assessed_on() + 365);
      for (const auto& flag : state.flags()) turn(flag.due());
      for (const auto& referral : state.referrals()) turn(referral.respond_by());
    }
    domain::cases::testing::Random random(seed ^ 0x70da);
    todays = {last_report + 1, last_report + random.Between(2, 400)};
    const std::vector<base::Day> all_turns(turns.begin(), turns.end());
    for (int i = 0; i < 10 && !all_turns.empty(); ++i) todays.push_back(random.Of(all_turns));
  }

 private:
  std::vector<v1::Event> HistoryOf(const std::string& stream) {
    log::RecordBatch batch;
    RC_ASSERT(world.log().ReadStream(StreamId(stream), Version(1), batch).ok());
    std::vector<v1::Event> history;
    for (size_t i = 0; i < batch.size(); ++i) {
      RC_ASSERT(history.emplace_back().ParseFromString(std::string(batch.value(i))));
    }
    return history;
  }
};

void ExpectCoachingOutcomes(ToldWorld& random, const CellSelection& selection, base::Day today) {
  // By method: self-obtained, not obtained, unknown, minutes of those known.
  std::map<std::string, std::array<int64_t, 4>> expected;
  for (size_t i = 0; i < random.states.size(); ++i) {
    const CaseState& state = random.states[i];
    const Life life(random.histories[i], today);
    for (const auto& coaching : state.coachings()) {
      if (!Admits(selection, state, coaching.start())) continue;
      auto& counts = expected[coaching.method()];
      bool self = false, other = false;
      for (base::Day day = coaching.start(); day <= coaching.start() + 84; ++day) {
        for (const auto& occupation : state.occupations()) {
          if (occupation.start() != day) continue;
          (occupation.obtained_by() == v1::OccupationStarted::SELF ? self : other) = true;
        }
      }
      const bool open = life.open_days.contains(coaching.start() + 84);
      if (today <= coaching.start() + 84 || !(self || other || open)) {
        ++counts[2];
        continue;
      }
      ++counts[self ? 0 : 1];
      counts[3] += coaching.direct_minutes();
    }
  }
  const auto figure = ReadCoachingOutcomes(*random.world.projection().Now(), selection, today);
  RC_ASSERT(figure.ok());
  std::map<std::string, std::array<int64_t, 4>> read;
  for (const auto& [method, group] : figure->groups) {
    RC_ASSERT(method.second.empty());
    read[method.first] = {group.self_obtained.count, group.not_obtained.count, group.unknown.count,
                          group.minutes.total()};
  }
  RC_ASSERT(read == expected);
}

RC_GTEST_PROP(CoachingOutcomesProperty, EqualsCountingTheEpisodes, (uint64_t seed)) {
  ToldWorld random(seed);
  const CellSelection selection = RandomSelection(seed, random.states);
  for (const base::Day today : random.todays) ExpectCoachingOutcomes(random, selection, today);
}

// The scores by day; of several on one day the last.
std::map<base::Day, int> ScoresBy(const Life& life, Rater::Rater rater) {
  std::map<base::Day, int> scores;
  for (const v1::Event& fact : life.facts) {
    if (!fact.has_belief_assessed() || fact.belief_assessed().rater() != rater) continue;
    scores[DayOr(fact.belief_assessed().assessed_on(), domain::OccurredDay(fact))] =
        fact.belief_assessed().score();
  }
  return scores;
}

// 1 in work, 0 not, -1 nobody knows.
int WorkOn(base::Day day, const CaseState& state, const Life& life) {
  for (const auto& occupation : state.occupations()) {
    const base::Day last = occupation.has_last_day() ? occupation.last_day() : INT32_MAX;
    if (occupation.kind() != v1::OccupationStarted::EDUCATION && occupation.start() <= day && day <= last)
      return 1;
  }
  if (life.open_days.contains(day)) return 0;
  const std::set<v1::CaseClosed::Reason> known = {v1::CaseClosed::JOB, v1::CaseClosed::EDUCATION,
                                                  v1::CaseClosed::PENSION, v1::CaseClosed::DECEASED};
  return known.contains(life.WhyClosed(day)) ? 0 : -1;
}

void ExpectBelief(ToldWorld& random, const CellSelection& selection, base::Day today, Rater::Rater rater,
                  int64_t exact_below) {
  int64_t cases = 0, not_assessed = 0;
  std::map<int, int64_t> scores;
  std::map<std::pair<std::string, bool>, int64_t> quarters;
  std::map<std::pair<int, int>, int64_t> outcomes;
  for (size_t i = 0; i < random.states.size(); ++i) {
    const CaseState& state = random.states[i];
    if (!IsOpened(state) || !Admits(selection, state, state.opened_on())) continue;
    ++cases;
    const Life life(random.histories[i], today);
    const auto by_day = ScoresBy(life, rater);
    if (life.open_days.contains(today)) {
      const bool recent = !by_day.empty() && by_day.rbegin()->first >= today - 100;
      ++(recent ? scores[by_day.rbegin()->second] : not_assessed);
    }
    std::map<std::string, int> last_in;
    for (const auto& [day, score] : by_day) {
      const std::string text = base::FormatDay(day);
      const int month = std::stoi(text.substr(5, 2));
      const char* const first[] = {"-01-01", "-04-01", "-07-01", "-10-01"};
      last_in[text.substr(0, 4) + first[(month - 1) / 3]] = score;
    }
    for (const auto& [quarter, score] : last_in) ++quarters[{quarter, score >= 4}];
    if (by_day.empty() || by_day.begin()->first + 365 >= today) continue;
    const int work = WorkOn(by_day.begin()->first + 365, state, life);
    if (work >= 0) ++outcomes[{by_day.begin()->second, work}];
  }
  const auto figure = ReadBelief(*random.world.projection().Now(), selection, rater, today, exact_below);
  RC_ASSERT(figure.ok());
  RC_ASSERT(figure->cases.count == cases);
  RC_ASSERT(figure->not_assessed.count == not_assessed);
  for (int score = 1; score <= 5; ++score) {
    RC_ASSERT(figure->scores[static_cast<size_t>(score - 1)].count == scores[score]);
    const auto& outcome = figure->outcomes[static_cast<size_t>(score - 1)];
    RC_ASSERT(outcome.in_work.count == (outcomes[{score, 1}]));
    RC_ASSERT(outcome.not_in_work.count == (outcomes[{score, 0}]));
  }
  std::map<std::pair<std::string, bool>, int64_t> read;
  for (const auto& [day, quarter] : figure->quarters) {
    if (quarter.high.count > 0) read[{base::FormatDay(day), true}] = quarter.high.count;
    if (quarter.low.count > 0) read[{base::FormatDay(day), false}] = quarter.low.count;
  }
  RC_ASSERT(read == quarters);
}

RC_GTEST_PROP(BeliefProperty, EqualsLookingAtEveryCase, (uint64_t seed)) {
  ToldWorld random(seed);
  const CellSelection selection = RandomSelection(seed, random.states);
  const Rater::Rater rater = seed % 2 == 0 ? Rater::CASEWORKER : Rater::CITIZEN;
  // Counts are the same where hardly a person is told apart.
  for (const base::Day today : random.todays) {
    for (const int64_t exact_below : {Persons::kExactBelow, int64_t{1}}) {
      ExpectBelief(random, selection, today, rater, exact_below);
    }
  }
}

void ExpectContinuity(ToldWorld& random, const CellSelection& selection, base::Day today) {
  int64_t cases = 0, workers = 0, days = 0, within_14 = 0, within_30 = 0, longer = 0, answers = 0, flags = 0;
  int64_t without_worker = 0;
  std::map<std::string, int64_t> by_worker;
  for (size_t i = 0; i < random.states.size(); ++i) {
    const CaseState& state = random.states[i];
    if (!IsOpened(state) || !Admits(selection, state, state.opened_on())) continue;
    const Life life(random.histories[i], today);
    ++cases;
    days += static_cast<int64_t>(life.open_days.size());
    std::set<std::string> names;
    std::string now;
    for (const auto& assignment : state.assignments()) {
      if (assignment.role() != v1::CaseworkerAssigned::PRIMARY || assignment.from() > today) continue;
      names.insert(assignment.worker());
      if (!assignment.has_to() || assignment.to() >= today) now = assignment.worker();
    }
    workers += static_cast<int64_t>(names.size());
    if (!life.open_days.contains(today)) continue;
    ++(now.empty() ? without_worker : by_worker[now]);
    ++(today - life.last_contact > 30 ? longer : today - life.last_contact > 14 ? within_30 : within_14);
    for (const auto& referral : state.referrals()) {
      const bool waits = referral.state() == v1::CaseSummary::Referral::MADE && referral.has_respond_by();
      if (waits && referral.respond_by() < today) ++answers;
    }
    for (const auto& flag : state.flags()) {
      if (!flag.cleared() && flag.has_due() && flag.due() < today) ++flags;
    }
  }
  const auto figure = ReadContinuity(*random.world.projection().Now(), selection, today);
  RC_ASSERT(figure.ok());
  RC_ASSERT(figure->cases.count == cases);
  RC_ASSERT(figure->workers.total() == workers);
  RC_ASSERT(figure->days_open.total() == days);
  RC_ASSERT(figure->without_worker.count == without_worker);
  RC_ASSERT(figure->cases_by_worker.owners() == static_cast<int64_t>(by_worker.size()));
  for (const auto& [worker, held] : by_worker) {
    RC_ASSERT(figure->cases_by_worker.of(NumberOfWorker(worker)) == held);
  }
  RC_ASSERT(figure->cases_by_worker.total() == figure->with_worker.count);
  RC_ASSERT(figure->contact_14_days.count == within_14);
  RC_ASSERT(figure->contact_30_days.count == within_30);
  RC_ASSERT(figure->no_contact.count == longer);
  RC_ASSERT(figure->overdue_answers.count == answers);
  RC_ASSERT(figure->overdue_flags.count == flags);
}

RC_GTEST_PROP(ContinuityProperty, EqualsLookingAtEveryCase, (uint64_t seed)) {
  ToldWorld random(seed);
  const CellSelection selection = RandomSelection(seed, random.states);
  for (const base::Day today : random.todays) ExpectContinuity(random, selection, today);
}

// Assignments as they need not come: overlapping, within each other, of nobody, with days between them.
RC_GTEST_PROP(ContinuityProperty, ACaseIsWithTheLastAssignedOfThoseOnTheDay, (uint64_t seed)) {
  domain::cases::testing::Random random(seed);
  const base::Day opened = *base::ParseDay("2025-01-01");
  CaseState state = testing::OpenCase("case/1", "DK-360", "2025-01-01");
  for (int left = random.Between(0, 6); left > 0; --left) {
    auto& assignment = *state.add_assignments();
    assignment.set_role(random.OneIn(5) ? v1::CaseworkerAssigned::COACH : v1::CaseworkerAssigned::PRIMARY);
    assignment.set_worker(random.Of(std::vector<std::string>{"a", "b", "c", "d"}));
    assignment.set_from(opened + random.Between(-3, 20));
    if (!random.OneIn(4)) assignment.set_to(assignment.from() + random.Between(0, 12));
  }
  testing::ModelTables tables({&ContinuityModel()});
  tables.Put(state);
  const auto view = tables.View();
  for (base::Day today = opened - 5; today <= opened + 40; ++today) {
    std::string now;
    std::set<std::string> until_now;
    for (const auto& assignment : state.assignments()) {
      if (assignment.role() != v1::CaseworkerAssigned::PRIMARY || assignment.from() > today) continue;
      until_now.insert(assignment.worker());
      if (!assignment.has_to() || today <= assignment.to()) now = assignment.worker();
    }
    const auto figure = ReadContinuity(*view, {}, today);
    RC_ASSERT(figure.ok());
    RC_ASSERT(figure->with_worker.count == (now.empty() ? 0 : 1));
    RC_ASSERT(figure->without_worker.count == (now.empty() ? 1 : 0));
    RC_ASSERT(now.empty() || figure->cases_by_worker.of(NumberOfWorker(now)) == 1);
    RC_ASSERT(figure->workers.total() == static_cast<int64_t>(until_now.size()));
  }
}

}  // namespace
}  // namespace praksis::readmodels
