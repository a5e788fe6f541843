#include "libs/sample/course.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/sample/event_id.h"

namespace praksis::sample {
Course::Course(uint64_t seed, int number, const Site& site, base::Day first_day, base::Day last_day)
    : seed_(seed),
      number_(number),
      site_(site),
      chance_(seed, static_cast<uint64_t>(number)),
      first_day_(first_day),
      last_day_(last_day),
      stream_(base::StrCat("case/sample-", seed, "-", number)) {}

std::string Course::NewId(std::string_view what) { return base::StrCat("sample-", what, "-", ++ids_); }

std::string Course::PersonRef() const {
  return base::StrCat("sample-person-", stream_.substr(std::string_view("case/sample-").size()));
}

Course::Fact& Course::AddFact(Thread& thread, base::Day happened, base::Day reported) {
  // Nothing is reported before the first day, before the case's opening, or before what it depends on.
  reported = std::max({reported, first_day_, opened_reported_, thread.last_reported});
  thread.last_reported = reported;
  if (facts_.empty()) opened_reported_ = reported;
  last_reported_ = std::max(last_reported_, reported);
  Fact& fact = facts_.emplace_back();
  fact.reported = reported;
  v1::Event& event = fact.event;
  event.set_stream(stream_);
  auto* date = event.mutable_occurred_at()->mutable_date();
  date->set_date(base::FormatDay(happened));
  date->set_time_zone(std::string(site_.time_zone));
  event.mutable_actor()->set_id(worker_);
  event.mutable_actor()->set_role(v1::CASEWORKER);
  event.mutable_actor()->set_organisation(base::StrCat("sample-jobcentre-", site_.municipality));
  event.set_municipality(std::string(site_.municipality));
  event.set_source_system("sample");
  return fact;
}

v1::Event& Course::Add(Thread& thread, base::Day happened, int delay) {
  return AddFact(thread, happened, happened + delay).event;
}

v1::Event& Course::AddRefused(Thread& thread, base::Day happened, std::string_view reason, int delay) {
  Fact& fact = AddFact(thread, happened, happened + delay);
  fact.expectation = {Expectation::Outcome::kRefused, std::string(reason)};
  return fact.event;
}

void Course::ExpectRefusal(std::string_view reason) {
  facts_.back().expectation = {Expectation::Outcome::kRefused, std::string(reason)};
}

v1::EventCorrected& Course::Correct(Thread& thread, FactIndex target, int days_later,
                                    std::string_view reason) {
  const base::Day day = std::max(thread.last_reported, facts_[target].reported) + days_later;
  Fact& fact = AddFact(thread, day, day);
  fact.target = target;
  fact.event.mutable_event_corrected()->set_reason(std::string(reason));
  return *fact.event.mutable_event_corrected();
}

void Course::Void(Thread& thread, FactIndex target, int days_later, std::string_view reason) {
  const base::Day day = std::max(thread.last_reported, facts_[target].reported) + days_later;
  Fact& fact = AddFact(thread, day, day);
  fact.target = target;
  fact.event.mutable_event_voided()->set_reason(std::string(reason));
}

void Course::Repeat(Thread& thread, FactIndex target, int days_later) {
  v1::Event copy = facts_[target].event;
  const base::Day day = std::max(thread.last_reported, facts_[target].reported) + days_later;
  Fact& fact = AddFact(thread, day, day);
  fact.event = std::move(copy);
  fact.target = target;
  fact.expectation.outcome = Expectation::Outcome::kRepeat;
}

v1::Event& Course::ReuseId(Thread& thread, FactIndex target, int days_later) {
  const base::Day day = std::max(thread.last_reported, facts_[target].reported) + days_later;
  Fact& fact = AddFact(thread, day, day);
  fact.target = target;
  fact.expectation = {Expectation::Outcome::kRefused, "EVENT_ID_REUSED"};
  return fact.event;
}

int Course::ReportDelay() {
  static constexpr std::array kWeights = {70, 20, 8, 2};
  switch (chance_.Weighted(kWeights)) {
    case 0:
      return chance_.Between(0, 1);
    case 1:
      return chance_.Between(2, 7);
    case 2:
      return chance_.Between(8, 21);
    default:
      return chance_.Between(22, 35);
  }
}

std::vector<Report> Course::Finish() && {
  std::vector<FactIndex> order(facts_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](FactIndex a, FactIndex b) { return facts_[a].reported < facts_[b].reported; });
  // Ids come from a stream of chance of their own, so that a change of the story's draws moves no id
  // needlessly.
  Chance id_chance(seed_ ^ 0x69647321, static_cast<uint64_t>(number_));
  std::vector<std::string> ids(facts_.size());
  std::vector<int64_t> versions(facts_.size(), 0);
  int64_t version = 0;
  std::vector<Report> reports;
  for (const FactIndex index : order) {
    Fact& fact = facts_[index];
    if (fact.reported > last_day()) break;
    v1::Event& event = fact.event;
    const bool takes_id = fact.target.has_value() && event.body_case() != v1::Event::kEventCorrected &&
                          event.body_case() != v1::Event::kEventVoided;
    ids[index] = takes_id ? ids[*fact.target] : MakeEventId(fact.reported, reports.size(), id_chance);
    PRAKSIS_CHECK(!ids[index].empty(), "a fact has the id of one that comes later");
    event.set_event_id(ids[index]);
    if (fact.expectation.outcome == Expectation::Outcome::kAccepted) versions[index] = ++version;
    if (event.has_event_corrected())
      event.mutable_event_corrected()->set_target_version(versions[*fact.target]);
    if (event.has_event_voided()) event.mutable_event_voided()->set_target_version(versions[*fact.target]);
    reports.push_back({fact.reported, std::move(event), std::move(fact.expectation)});
  }
  return reports;
}

}  // namespace praksis::sample
