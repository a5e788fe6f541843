// What is read from a projection over random histories — corrections, voidings, transfers among them — is
// what the definitions say about the folded cases, written down again as slowly and plainly as possible.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/readmodels/funnel.h"
#include "libs/readmodels/industry.h"
#include "libs/readmodels/interruptions.h"
#include "libs/readmodels/pool.h"
#include "libs/readmodels/pool_reader.h"
#include "libs/readmodels/referrals.h"
#include "libs/readmodels/testing/random_world.h"
#include "libs/selection/selection.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;
using testing::Admits;
using testing::IsOpened;
using testing::kToday;
using testing::RandomSelection;
using testing::RandomWorld;

RC_GTEST_PROP(FunnelProperty, EqualsCountingTheCases, (uint64_t seed)) {
  RandomWorld random(seed);
  const CellSelection selection = RandomSelection(seed, random.states);
  std::array<int64_t, kFunnelStages> expected = {};
  std::array<std::set<std::string>, kFunnelStages> persons;
  for (const CaseState& state : random.states) {
    if (!IsOpened(state) || !Admits(selection, state, state.opened_on())) continue;
    int stage = 0;
    for (const auto& referral : state.referrals()) stage = std::max(stage, referral.was_accepted() ? 2 : 1);
    for (const auto& placement : state.placements()) {
      const auto s = placement.state();
      if (s == v1::CaseSummary::Placement::AGREED) stage = std::max(stage, 3);
      if (placement.has_start()) stage = std::max(stage, 4);
      if (s == v1::CaseSummary::Placement::COMPLETED) stage = std::max(stage, 5);
    }
    for (const auto& occupation : state.occupations()) {
      if (occupation.kind() != v1::OccupationStarted::EDUCATION && occupation.start() >= state.opened_on())
        stage = 6;
    }
    ++expected[static_cast<size_t>(stage)];
    persons[static_cast<size_t>(stage)].insert(state.person_ref());
  }
  const auto figure = ReadFunnel(*random.world.projection().Now(), selection);
  RC_ASSERT(figure.ok());
  for (size_t i = 0; i < expected.size(); ++i) {
    RC_ASSERT(figure->furthest[i].count == expected[i]);
    RC_ASSERT(figure->furthest[i].persons.size() == static_cast<int64_t>(persons[i].size()));
  }
}

RC_GTEST_PROP(ReferralsProperty, EqualsCountingTheReferrals, (uint64_t seed)) {
  RandomWorld random(seed);
  CellSelection selection = RandomSelection(seed, random.states);
  int64_t waiting = 0, withdrawn = 0, accepted = 0, worded = 0, all = 0;
  std::map<ReferralsFigure::Refusal, int64_t> declined;
  std::multiset<std::pair<int32_t, int32_t>> days;
  for (const CaseState& state : random.states) {
    for (const auto& referral : state.referrals()) {
      if (!Admits(selection, state, referral.made_on())) continue;
      ++all;
      worded += referral.resources_worded() ? 1 : 0;
      if (referral.state() == v1::CaseSummary::Referral::MADE) {
        ++waiting;
        days.insert({kToday - referral.made_on(), 0});
      } else if (referral.state() == v1::CaseSummary::Referral::CANCELLED && !referral.was_accepted()) {
        ++withdrawn;
      } else {
        days.insert({referral.answered_on() - referral.made_on(), 1});
        if (referral.state() == v1::CaseSummary::Referral::DECLINED) {
          ++declined[{referral.declined_by(), referral.decline_reason()}];
        } else {
          ++accepted;
        }
      }
    }
  }
  const auto figure = ReadReferrals(*random.world.projection().Now(), selection, kToday);
  RC_ASSERT(figure.ok());
  RC_ASSERT(figure->waiting.count == waiting);
  RC_ASSERT(figure->withdrawn.count == withdrawn);
  RC_ASSERT(figure->accepted.count == accepted);
  RC_ASSERT(figure->worded.count == worded);
  RC_ASSERT(figure->not_worded.count == all - worded);
  std::map<ReferralsFigure::Refusal, int64_t> read_declined;
  for (const auto& [refusal, tally] : figure->declined) read_declined[refusal] = tally.count;
  RC_ASSERT(read_declined == declined);
  std::multiset<std::pair<int32_t, int32_t>> read_days;
  for (const auto& observation : figure->days_to_answer) {
    for (int64_t i = 0; i < observation.count; ++i) read_days.insert({observation.day, observation.cause});
  }
  RC_ASSERT(read_days == days);
}

RC_GTEST_PROP(InterruptionsProperty, EqualsCountingThePlacements, (uint64_t seed)) {
  RandomWorld random(seed);
  const CellSelection selection = RandomSelection(seed, random.states);
  const auto voice = static_cast<v1::Voice>(1 + seed % 3);
  using Key = std::pair<std::string, int32_t>;
  std::map<Key, int64_t> expected;
  for (const CaseState& state : random.states) {
    for (const auto& placement : state.placements()) {
      if (!placement.has_start() || !Admits(selection, state, placement.start())) continue;
      const std::string section(IndustrySection(placement.terms().industry()));
      const auto& sections = selection.industry_sections;
      if (!sections.empty() && std::count(sections.begin(), sections.end(), section) == 0) continue;
      const int32_t days = placement.last_day() - placement.start();
      const std::string codes[] = {placement.reason_citizen(), placement.reason_company(),
                                   placement.reason_job_centre()};
      if (placement.state() == v1::CaseSummary::Placement::RUNNING) {
        ++expected[{"running", kToday - placement.start()}];
      } else if (placement.state() == v1::CaseSummary::Placement::COMPLETED) {
        ++expected[{"completed", days}];
      } else if (std::count(std::begin(codes), std::end(codes), "GOT_JOB") > 0) {
        ++expected[{"job", days}];
      } else {
        const std::string& code = codes[voice - 1];
        ++expected[{code.empty() ? "NOT_STATED" : code, days}];
      }
    }
  }
  const auto figure = ReadInterruptions(*random.world.projection().Now(), selection, voice, kToday);
  RC_ASSERT(figure.ok());
  std::map<Key, int64_t> read;
  const auto add = [&](const std::string& name, const InterruptionsFigure::ByDay& by_day) {
    for (const auto& [day, tally] : by_day) read[{name, day}] += tally.count;
  };
  add("running", figure->running);
  add("completed", figure->completed);
  add("job", figure->got_job);
  for (const auto& [code, by_day] : figure->interrupted) add(code, by_day);
  RC_ASSERT(read == expected);
}

// Everything that a universe says, placement by placement, named by stream and placement.
std::set<std::string> Described(const projection::View& view, const Universe& universe) {
  const selection::Pool& pool = universe.pool();
  std::set<std::string> lines;
  for (size_t i = 0; i < pool.size(); ++i) {
    const auto identity = universe.Identify(view, i);
    EXPECT_TRUE(identity.ok());
    std::string line =
        base::StrCat(identity->stream, " ", identity->placement_id, " ", pool.sites[pool.site[i]], " ",
                     pool.days[i], " ", static_cast<int>(pool.exclusion[i]), " ", pool.consented[i] ? 1 : 0,
                     " ", pool.caseworkers[pool.caseworker[i]]);
    for (size_t f = 0; f < selection::kFeatureCount; ++f) line += " " + pool.values[f][pool.features[i][f]];
    EXPECT_TRUE(lines.insert(line).second);
  }
  return lines;
}

UniverseQuery RandomQuery(uint64_t seed, const std::vector<CaseState>& states) {
  domain::cases::testing::Random random(seed ^ 0x9001);
  UniverseQuery query;
  std::set<std::string> municipalities;
  for (const CaseState& state : states) {
    if (random.OneIn(2)) municipalities.insert(state.municipality());
  }
  municipalities.erase("");
  query.municipalities.assign(municipalities.begin(), municipalities.end());
  query.endings = {random.OneIn(2) ? PoolEnding::kInterrupted : PoolEnding::kCompleted};
  if (random.OneIn(3)) query.endings = {PoolEnding::kCompleted, PoolEnding::kInterrupted};
  query.min_calendar_months = random.OneIn(2) ? 1 : random.Between(0, 4);
  const CaseState& some = random.Of(states);
  if (random.OneIn(3)) query.from = some.opened_on() + random.Between(0, 60);
  if (random.OneIn(3)) query.to = some.opened_on() + random.Between(30, 300);
  if (random.OneIn(3)) query.reasons = {"ILLNESS", "NO_SHOW", "TRANSPORT"};
  query.today = some.opened_on() + random.Between(0, 400);
  return query;
}

std::set<std::string> Expected(const UniverseQuery& query, const std::vector<CaseState>& states) {
  std::set<std::string> lines;
  for (const CaseState& state : states) {
    if (std::count(query.municipalities.begin(), query.municipalities.end(), state.municipality()) == 0)
      continue;
    for (const auto& p : state.placements()) {
      const bool wanted = std::any_of(query.endings.begin(), query.endings.end(), [&](PoolEnding ending) {
        return p.state() == (ending == PoolEnding::kInterrupted ? v1::CaseSummary::Placement::INTERRUPTED
                                                                : v1::CaseSummary::Placement::COMPLETED);
      });
      if (!wanted) continue;
      if (p.last_day() < query.from.value_or(INT32_MIN) || p.last_day() > query.to.value_or(INT32_MAX))
        continue;
      bool reason = query.reasons.empty();
      for (const std::string& r : query.reasons) {
        reason = reason || p.reason_citizen() == r || p.reason_company() == r || p.reason_job_centre() == r;
      }
      if (!reason) continue;
      bool consented = false;
      for (const auto& consent : state.consents()) {
        consented =
            consented || (consent.purpose() == v1::ConsentGiven::LEARNING_INTERVIEW && consent.standing() &&
                          (!consent.has_valid_until() || consent.valid_until() >= query.today));
      }
      const int32_t days = p.last_day() - p.start();
      lines.insert(base::StrCat(
          state.stream(), " ", p.placement_id(), " ", state.municipality(), " ", days, " ",
          base::AddMonths(p.start(), query.min_calendar_months) <= p.last_day() ? 0 : 1, " ",
          consented ? 1 : 0, " ", PrimaryWorkerOn(state, p.last_day()), " ", p.reason_citizen(), " ",
          p.reason_company(), " ", p.reason_job_centre(), " ", DurationBand(days), " ",
          IndustrySection(p.terms().industry()), " ", v1::PlacementOffered::Type_Name(p.terms().type()), " ",
          state.target_group(), " ", NameOf(BeliefTrajectoryUntil(state, p.last_day()))));
    }
  }
  return lines;
}

RC_GTEST_PROP(PoolProperty, EqualsListingThePlacements, (uint64_t seed)) {
  RandomWorld random(seed);
  const UniverseQuery query = RandomQuery(seed, random.states);
  const auto view = random.world.projection().Now();
  PoolReader reader(1 << 20);
  const auto universe = reader.Read(*view, query);
  RC_ASSERT(universe.ok());
  RC_ASSERT(Described(*view, *universe) == Expected(query, random.states));
}

// A reader that remembers gives what one without memory gives, whatever has changed since.
RC_GTEST_PROP(PoolCacheProperty, RemembersNothingThatHasChanged, (uint64_t seed)) {
  domain::cases::testing::Random random(seed);
  testing::World world;
  std::vector<domain::cases::testing::RandomCase> cases;
  for (int i = 0; i < 4; ++i) cases.emplace_back(random.Next(), base::StrCat("case/", i));
  PoolReader remembering(random.OneIn(2) ? size_t{1} << 20 : size_t{4000});
  for (int round = 0; round < 12; ++round) {
    std::vector<CaseState> states;
    for (auto& one : cases) {
      for (int i = random.Between(0, 12); i > 0; --i) world.Append(one.Step());
      states.push_back(one.state());
    }
    world.CatchUp();
    const auto view = world.projection().Now();
    for (int i = 0; i < 3; ++i) {
      const UniverseQuery query = RandomQuery(random.Next(), states);
      PoolReader forgetful(0);
      const auto remembered = remembering.Read(*view, query);
      const auto fresh = forgetful.Read(*view, query);
      RC_ASSERT(remembered.ok() && fresh.ok());
      RC_ASSERT(Described(*view, *remembered) == Described(*view, *fresh));
      RC_ASSERT(remembered->pool().features == fresh->pool().features);
      RC_ASSERT(remembered->pool().values == fresh->pool().values);
      RC_ASSERT(remembered->pool().pseudonym == fresh->pool().pseudonym);
      RC_ASSERT(remembered->pool().caseworker == fresh->pool().caseworker);
    }
  }
}

}  // namespace
}  // namespace praksis::readmodels
