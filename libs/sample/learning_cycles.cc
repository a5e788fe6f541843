#include "libs/sample/learning_cycles.h"

#include <array>
#include <utility>

#include "libs/base/strings.h"
#include "libs/sample/cycles_told.h"

namespace praksis::sample {
namespace {

using base::StrCat;

constexpr int kCyclesTold = 3;

void TellCriteria(CycleTeller& teller, const std::string& cycle, const CycleBeginning& beginning) {
  auto& set = *teller.Add(cycle, beginning.challenge + 3).mutable_criteria_set();
  for (const v1::InformantKind informant : beginning.informants) set.add_informants(informant);
  set.set_further_criteria("Job centres expect to learn from it.†");
  v1::SelectionCriteria& criteria = *set.mutable_criteria();
  criteria.set_period_start(teller.Day(beginning.period_first));
  criteria.set_period_end(teller.Day(beginning.period_last));
  criteria.add_endings(v1::PLACEMENT_ENDING_INTERRUPTED);
  criteria.set_min_calendar_months(1);
  criteria.set_admit_anonymised(true);
  for (const std::string_view site : beginning.sites) {
    auto& quota = *criteria.add_quotas();
    quota.set_site(std::string(site));
    quota.set_cases(beginning.cases_per_site);
  }
}

}  // namespace

int LearningCycles(const Options& options) {
  int cycles = 0;
  const int last_day = LastDay(options) - options.first_day;
  while (cycles < kCyclesTold && BeginningOf(options, cycles).choice <= last_day) ++cycles;
  return cycles;
}

std::vector<Measure> MeasuresOf(const Options& options, int cycle) {
  if (cycle == 0) return FirstCycleMeasures();
  if (cycle == 1) return SecondCycleMeasures(options);
  return {};
}

CycleChoice ChoiceOf(const Options& options, int cycle) {
  const base::Day day = options.first_day + BeginningOf(options, cycle).choice;
  return {.stream = CycleName(options, cycle),
          .event_id = CycleFactId(options, day, StrCat("choice ", cycle)),
          .as_of = day,
          .seed = StrCat("rfk-", cycle + 1),
          .actor = CycleActor(v1::FACILITATOR)};
}

std::vector<v1::Event> TellBeforeChoice(const Options& options, int cycle) {
  const CycleBeginning beginning = BeginningOf(options, cycle);
  const std::string stream = CycleName(options, cycle);
  CycleTeller teller(options, StrCat("before ", cycle));
  auto& identified = *teller.Add(stream, beginning.challenge).mutable_challenge_identified();
  identified.set_challenge("PLACEMENTS_INTERRUPTED");
  identified.set_wording(std::string(beginning.wording));
  for (const std::string_view site : beginning.sites) identified.add_sites(std::string(site));
  if (cycle > 0) {
    identified.set_parent_cycle(CycleName(options, cycle - 1));
    for (const Measure& measure : MeasuresOf(options, cycle - 1)) {
      identified.add_measures_in_question(MeasureName(options, measure.id));
    }
  }
  TellCriteria(teller, stream, beginning);
  return teller.Take();
}

std::vector<v1::Event> TellAfterChoice(const Options& options, int cycle, const v1::CasesSelected& selected,
                                       const std::map<std::string, std::string>& consents) {
  static constexpr std::array kTell = {TellFirstCycle, TellSecondCycle, TellThirdCycle};
  static_assert(kTell.size() == kCyclesTold);
  CycleTeller teller(options, StrCat("after ", cycle));
  kTell[static_cast<size_t>(cycle)](teller, options, {selected, consents});
  return teller.Take();
}

std::vector<MeasureInQuestion> MeasuresInQuestion(const Options& options) {
  std::vector<MeasureInQuestion> asked;
  for (int cycle = 1; cycle < LearningCycles(options); ++cycle) {
    for (const Measure& measure : MeasuresOf(options, cycle - 1)) {
      asked.push_back(
          {MeasureName(options, measure.id), CycleName(options, cycle), CycleActor(v1::FACILITATOR)});
    }
  }
  return asked;
}

}  // namespace praksis::sample
