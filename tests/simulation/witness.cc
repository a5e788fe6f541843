#include "tests/simulation/witness.h"

#include <algorithm>
#include <utility>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/fact/fact.h"
#include "libs/log/position.h"
#include "libs/recording/content.h"

namespace praksis::simulation {
namespace {

bool SameTime(const google::protobuf::Timestamp& a, const google::protobuf::Timestamp& b) {
  return a.seconds() == b.seconds() && a.nanos() == b.nanos();
}

std::string Words(const absl::Status& status) {
  return base::StrCat(static_cast<int>(status.code()), " ", base::ReasonOf(status), " ", status.message());
}

// The details of a status are maps in bytes, in no certain order.
bool Same(const absl::Status& left, const absl::Status& right) {
  const auto metadata = [](const absl::Status& status) {
    const auto info = base::ErrorInfoOf(status).value_or(google::rpc::ErrorInfo());
    return std::map<std::string, std::string>(info.metadata().begin(), info.metadata().end());
  };
  return Words(left) == Words(right) && metadata(left) == metadata(right) &&
         base::BadRequestOf(left).SerializeAsString() == base::BadRequestOf(right).SerializeAsString();
}

// These say nothing about the fact, but only that it was not recorded.
bool SaysNotRecorded(std::string_view reason) {
  return reason == "DEADLINE" || reason == "LOG_UNAVAILABLE" || reason == "QUEUE_FULL";
}

}  // namespace

Witness::Witness(Truth& truth, std::function<void()> refresh, const log::EventLog& event_log,
                 const base::Clock& clock, size_t most_waiting, Report& report)
    : truth_(truth),
      refresh_(std::move(refresh)),
      event_log_(event_log),
      clock_(clock),
      most_waiting_(most_waiting),
      report_(report) {}

std::shared_ptr<Sending> Witness::Send(const v1::Event& fact, std::optional<int64_t> expected_version,
                                       bool check_only, absl::Time deadline, int process) {
  refresh_();
  auto sending = std::make_shared<Sending>();
  sending->number = next_number_++;
  sending->fact = fact;
  sending->expected_version = expected_version;
  sending->check_only = check_only;
  sending->deadline = deadline;
  sending->process = process;
  // The one before had to be refused.
  if (waiting_[process]++ > most_waiting_)
    Fail(*sending, "process ", process, " takes more than it has room for");
  sending->least_version = truth_.History(fact.stream()).size();
  sending->known = truth_.Find(fact.event_id()) != nullptr;
  open_[sending->number] = fact.event_id();
  report_.Note("#", sending->number, check_only ? " check " : " send ", fact.stream(), " ",
               domain::FieldNameOf(fact.body_case()), " ", fact.event_id(), " expecting ",
               expected_version ? base::StrCat(*expected_version) : "any");
  if (!check_only) {
    Sent& sent = sent_[fact.event_id()];
    ++sent.times;
    if (std::ranges::none_of(sent.facts,
                             [&](const v1::Event& f) { return recording::SameContent(f, fact); })) {
      sent.facts.push_back(fact);
    }
    if (expected_version) {
      sent.expected_versions.push_back(*expected_version);
    } else {
      sent.any_version = true;
    }
  }
  return sending;
}

template <typename... Args>
void Witness::Fail(const Sending& sending, const Args&... args) {
  report_.Fail("#", sending.number, " (", sending.fact.stream(), ", ", sending.fact.event_id(),
               "): ", args...);
}

void Witness::Begin(Sending& sending) {
  refresh_();
  if (open_.erase(sending.number) > 0) --waiting_[sending.process];
  if (++sending.answers > 1) Fail(sending, "answered ", sending.answers, " times");
}

void Witness::Answered(Sending& sending, const absl::StatusOr<v1::RecordResponse>& answer) {
  Begin(sending);
  if (answer.ok()) {
    report_.Note("#", sending.number, answer->repeat() ? " repeats @" : " is @", answer->version());
    JudgeAcceptance(sending, *answer);
  } else {
    report_.Note("#", sending.number, " refused: ", Words(answer.status()));
    JudgeRefusal(sending, answer.status());
  }
}

void Witness::Checked(Sending& sending, const absl::StatusOr<v1::CheckResponse>& answer) {
  Begin(sending);
  if (!answer.ok()) {
    report_.Note("#", sending.number, " not checked: ", Words(answer.status()));
    JudgeRefusal(sending, answer.status());
  } else if (answer->has_acceptable()) {
    report_.Note("#", sending.number, " would be @", answer->acceptable().version());
    JudgeCheckAcceptance(sending, answer->acceptable());
  } else {
    const absl::Status refusal = base::FromRpcStatus(answer->refused());
    report_.Note("#", sending.number, " would be refused: ", Words(refusal));
    JudgeRefusal(sending, refusal);
  }
}

void Witness::JudgeAcceptance(const Sending& sending, const v1::RecordResponse& response) {
  const std::string& id = sending.fact.event_id();
  const Truth::Place* const place = truth_.Find(id);
  if (place == nullptr) return Fail(sending, "acknowledged and not in the log");
  const v1::Event& event = truth_.At(*place);
  if (!recording::SameContent(event, sending.fact))
    return Fail(sending, "acknowledged, but the log has another fact");
  if (event.version() != response.version())
    Fail(sending, "acknowledged at another version: ", event.version());
  if (!SameTime(event.recorded_at(), response.recorded_at())) Fail(sending, "acknowledged with another time");
  const auto position =
      log::DecodePosition(response.position(), event_log_.id(), event_log_.partition_count(), "position");
  if (!position.ok() || position->next(place->address.partition) <= place->address.offset) {
    Fail(sending, "the position does not cover the event");
  } else {
    for (const auto& [partition, next] : position->partitions()) {
      if (next > truth_.End(partition)) Fail(sending, "the position lies beyond the end of the log");
    }
  }
  Sent& sent = sent_[id];
  if (response.repeat()) {
    ++repeats_;
    if (sent.times < 2) Fail(sending, "called a repeat, but was sent once");
  } else {
    ++accepted_;
    if (sending.known) Fail(sending, "was in the log already, and is no repeat");
    if (++sent.first_results > 1) Fail(sending, "two first results for one event_id");
  }
  const bool expected =
      sent.any_version || std::ranges::count(sent.expected_versions, event.version() - 1) > 0;
  if (!expected) Fail(sending, "recorded at a version that nobody expected");
  acknowledged_[id] = event.version();
}

void Witness::JudgeCheckAcceptance(const Sending& sending, const v1::RecordResponse& response) {
  if (!response.position().empty()) Fail(sending, "a check has no position");
  const Truth::Place* const place = truth_.Find(sending.fact.event_id());
  if (response.repeat()) {
    if (place == nullptr || truth_.At(*place).version() != response.version() ||
        !recording::SameContent(truth_.At(*place), sending.fact)) {
      Fail(sending, "would not be a repeat");
    }
    return;
  }
  if (sending.known) Fail(sending, "would be a repeat or refused");
  const auto version = static_cast<size_t>(response.version()) - 1;
  const bool acceptable = SomeVersion(sending, [&](size_t candidate) {
    return candidate == version && truth_.Decide(sending.fact, candidate).ok() &&
           (!sending.expected_version || *sending.expected_version == static_cast<int64_t>(candidate));
  });
  if (!acceptable) Fail(sending, "would not be acceptable");
}

void Witness::JudgeRefusal(const Sending& sending, const absl::Status& refusal) {
  const std::string reason = base::ReasonOf(refusal);
  ++refusals_[reason];
  const absl::Time now = clock_.Now();
  const domain::Circumstances circumstances{.today = base::DayAt(now, absl::UTCTimeZone())};
  const absl::Status alone =
      domain::ValidateFact(sending.fact, codelists::Codelists::BuiltIn(), circumstances);
  if (!alone.ok()) {
    if (!Same(alone, refusal)) Fail(sending, "wrong in itself, but not told so: ", Words(alone));
    return;
  }
  if (reason == "STOPPING") return;
  if (SaysNotRecorded(reason)) {
    // Where the clock was set back meanwhile, a deadline may seem to lie ahead.
    if (reason == "DEADLINE" && now + absl::Seconds(3) < sending.deadline)
      Fail(sending, "the deadline had not come");
    const Truth::Place* const place = truth_.Find(sending.fact.event_id());
    Sent& sent = sent_[sending.fact.event_id()];
    if (!sending.check_only && sent.times == 1) {
      if (place != nullptr) Fail(sending, "recorded, but told not to be");
      sent.denied = true;
    }
    return;
  }
  const Truth::Place* const place = truth_.Find(sending.fact.event_id());
  if (reason == "EVENT_ID_REUSED") {
    if (place == nullptr) return Fail(sending, "nothing has this event_id");
    if (recording::SameContent(truth_.At(*place), sending.fact)) Fail(sending, "it is a repeat");
    return;
  }
  if (sending.known) return Fail(sending, "its event_id was known; the rules had no say");
  if (reason == "CONCURRENT_CHANGE") return JudgeConflict(sending, refusal);
  if (!SomeVersion(sending,
                   [&](size_t version) { return Same(truth_.Decide(sending.fact, version), refusal); })) {
    Fail(sending, "no state of the stream between ", sending.least_version, " and now justifies the refusal");
  }
}

void Witness::JudgeConflict(const Sending& sending, const absl::Status& refusal) {
  const auto info = base::ErrorInfoOf(refusal);
  const std::string& current = info->metadata().at("current_version");
  if (!sending.expected_version || current == base::StrCat(*sending.expected_version)) {
    return Fail(sending, "there is no conflict");
  }
  const std::vector<v1::Event>& history = truth_.History(sending.fact.stream());
  if (!SomeVersion(sending, [&](size_t version) { return base::StrCat(version) == current; })) {
    return Fail(sending, "the stream was never at version ", current, " meanwhile");
  }
  std::string events;
  for (int64_t i = *sending.expected_version;
       i < std::min(*sending.expected_version + 20, std::stol(current)); ++i) {
    if (!events.empty()) events += ',';
    events += history[static_cast<size_t>(i)].schema().type();
  }
  if (events != info->metadata().at("events")) Fail(sending, "the events in between are ", events);
}

bool Witness::SomeVersion(const Sending& sending, const std::function<bool(size_t)>& fulfils) const {
  const size_t now = truth_.History(sending.fact.stream()).size();
  for (size_t version = sending.least_version; version <= now; ++version) {
    if (fulfils(version)) return true;
  }
  return false;
}

void Witness::Drained(int process) {
  if (waiting_[process] > 0) {
    report_.Fail("process ", process, " has drained, and ", waiting_[process], " facts wait for an answer");
  }
}

void Witness::Finish() {
  refresh_();
  for (const auto& [number, id] : open_) report_.Fail("#", number, " (", id, ") was never answered");
  for (const auto& [id, version] : acknowledged_) {
    const Truth::Place* const place = truth_.Find(id);
    if (place == nullptr || truth_.At(*place).version() != version)
      report_.Fail(id, " was acknowledged and is lost");
  }
  for (const auto& [id, sent] : sent_) {
    if (sent.denied && sent.times == 1 && truth_.Find(id) != nullptr) {
      report_.Fail(id, " was recorded after its sender was told that it was not");
    }
  }
  for (const auto& [stream, history] : truth_.streams()) {
    for (const v1::Event& event : history) {
      const auto found = sent_.find(event.event_id());
      const bool known =
          found != sent_.end() && std::ranges::any_of(found->second.facts, [&](const v1::Event& fact) {
            return recording::SameContent(fact, event);
          });
      if (!known) report_.Fail(stream, "@", event.version(), " was sent by nobody");
    }
  }
}

}  // namespace praksis::simulation
