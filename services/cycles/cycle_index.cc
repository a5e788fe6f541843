#include "services/cycles/cycle_index.h"

#include <algorithm>
#include <set>

#include "libs/domain/fact/fact.h"

namespace praksis::services {
namespace {

using readmodels::LearningStream;
using readmodels::LearningStreams;

std::string DayOf(const v1::Event& fact) { return base::FormatDay(domain::OccurredDay(fact)); }

const v1::MeasureDecided* DecisionOf(const LearningStream& measure) {
  for (const v1::Event& fact : measure.facts) {
    if (fact.has_measure_decided()) return &fact.measure_decided();
  }
  return nullptr;
}

void Decide(const v1::Event& fact, v1::CycleMeasure& measure) {
  *measure.mutable_decided() = fact.measure_decided();
  measure.set_decided_on(DayOf(fact));
  for (const v1::MeasureSite& planned : fact.measure_decided().sites()) {
    auto& site = *measure.add_sites();
    site.set_site(planned.site());
    site.set_planned_on(planned.planned_on());
  }
}

void Implement(const v1::MeasureImplemented& implemented, v1::CycleMeasure& measure) {
  for (auto& site : *measure.mutable_sites()) {
    if (site.site() == implemented.site()) site.set_implemented_on(implemented.implemented_on());
  }
}

// At its site, or wherever it was not given up before.
void Stop(const v1::MeasureStopped& stopped, v1::CycleMeasure& measure) {
  for (auto& site : *measure.mutable_sites()) {
    if (!stopped.site().empty() && site.site() != stopped.site()) continue;
    if (site.stopped_on().empty()) site.set_stopped_on(stopped.stopped_on());
  }
}

void Take(const v1::Event& fact, v1::CycleMeasure& measure) {
  if (fact.has_measure_decided()) Decide(fact, measure);
  if (fact.has_measure_implemented()) Implement(fact.measure_implemented(), measure);
  if (fact.has_measure_stopped()) Stop(fact.measure_stopped(), measure);
  if (!fact.has_measure_evaluated()) return;
  *measure.mutable_evaluated() = fact.measure_evaluated();
  measure.set_evaluated_on(DayOf(fact));
}

}  // namespace

const v1::ChallengeIdentified* ChallengeOf(const LearningStream& cycle) {
  for (const v1::Event& fact : cycle.facts) {
    if (fact.has_challenge_identified()) return &fact.challenge_identified();
  }
  return nullptr;
}

const v1::CycleClosed* ClosingOf(const LearningStream& cycle) {
  for (const v1::Event& fact : cycle.facts) {
    if (fact.has_cycle_closed()) return &fact.cycle_closed();
  }
  return nullptr;
}

CycleIndex::CycleIndex(const LearningStreams& streams) : streams_(streams) {
  for (const auto& [name, cycle] : streams.Of("cycle")) {
    const v1::ChallengeIdentified* const challenge = ChallengeOf(*cycle);
    if (challenge == nullptr) continue;
    all_.push_back(cycle.get());
    if (!challenge->parent_cycle().empty()) following_.emplace(challenge->parent_cycle(), name);
  }
  for (const auto& [name, measure] : streams.Of("measure")) {
    const v1::MeasureDecided* const decided = DecisionOf(*measure);
    if (decided != nullptr) decided_.emplace(decided->cycle(), name);
  }
}

const LearningStream* CycleIndex::Find(std::string_view cycle) const {
  if (!cycle.starts_with("cycle/")) return nullptr;
  const LearningStream* const stream = streams_.Find(cycle);
  return stream == nullptr || ChallengeOf(*stream) == nullptr ? nullptr : stream;
}

std::vector<std::string> CycleIndex::Following(const std::string& cycle) const {
  std::vector<std::string> following;
  const auto [begin, end] = following_.equal_range(cycle);
  for (auto entry = begin; entry != end; ++entry) following.push_back(entry->second);
  return following;
}

v1::CycleMeasure CycleIndex::Measure(const std::string& stream) const {
  v1::CycleMeasure measure;
  measure.set_stream(stream);
  if (!stream.starts_with("measure/")) return measure;
  const LearningStream* const found = streams_.Find(stream);
  if (found == nullptr) return measure;
  for (const v1::Event& fact : found->facts) Take(fact, measure);
  return measure;
}

std::vector<v1::CycleMeasure> CycleIndex::MeasuresOf(const LearningStream& cycle) const {
  std::set<std::string> names;
  const auto [begin, end] = decided_.equal_range(cycle.name);
  for (auto entry = begin; entry != end; ++entry) names.insert(entry->second);
  if (const v1::CycleClosed* const closing = ClosingOf(cycle); closing != nullptr) {
    names.insert(closing->measures().begin(), closing->measures().end());
  }
  std::vector<v1::CycleMeasure> measures;
  for (const std::string& name : names) measures.push_back(Measure(name));
  return measures;
}

bool IsImplemented(const v1::CycleMeasure& measure) {
  return std::any_of(measure.sites().begin(), measure.sites().end(),
                     [](const v1::CycleMeasure::Site& site) { return !site.implemented_on().empty(); });
}

bool IsEvaluated(const v1::CycleMeasure& measure) {
  return measure.has_evaluated() && measure.evaluated().verdict() != v1::MEASURE_VERDICT_NOT_ENOUGH_DATA;
}

}  // namespace praksis::services
