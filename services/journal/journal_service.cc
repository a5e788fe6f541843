#include "services/journal/journal_service.h"

#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/position.h"

namespace praksis::services {
namespace {

template <typename Request>
std::optional<Version> ExpectedVersion(const Request& request) {
  if (!request.has_expected_version()) return std::nullopt;
  return Version(request.expected_version());
}

absl::Time Limit(absl::Time deadline, absl::Time now) {
  return deadline == absl::InfiniteFuture() ? now + JournalService::kDefaultLimit : deadline;
}

v1::RecordResponse ResponseOf(const recording::Recorded& recorded, std::string_view log_id) {
  v1::RecordResponse response;
  response.set_version(recorded.version.value());
  if (!recorded.position.partitions().empty()) {
    response.set_position(log::EncodePosition(recorded.position, log_id));
  }
  // The recorder stamps in whole microseconds.
  const int64_t microseconds = absl::ToUnixMicros(recorded.recorded_at);
  response.mutable_recorded_at()->set_seconds(microseconds / 1'000'000);
  response.mutable_recorded_at()->set_nanos(static_cast<int32_t>(microseconds % 1'000'000 * 1'000));
  response.set_repeat(recorded.repeat);
  return response;
}

// The refusal says that nothing could be decided, rather than that the fact may not be recorded.
bool Undecided(const absl::Status& refusal) {
  switch (refusal.code()) {
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kDataLoss:
      return true;
    default:
      return false;
  }
}

void ReplyToCheck(const absl::StatusOr<v1::RecordResponse>& result, Reply<v1::CheckResponse> reply) {
  v1::CheckResponse response;
  if (result.ok()) {
    *response.mutable_acceptable() = *result;
  } else if (Undecided(result.status())) {
    std::move(reply)(result.status());
    return;
  } else {
    *response.mutable_refused() = base::ToRpcStatus(result.status());
  }
  std::move(reply)(std::move(response));
}

}  // namespace

JournalService::JournalService(recording::Recorder& recorder, const codelists::Codelists& codelists,
                               const base::Clock& clock, const log::EventLog& event_log, absl::TimeZone zone)
    : recorder_(recorder), codelists_(codelists), clock_(clock), event_log_(event_log), zone_(zone) {}

absl::Status JournalService::Validate(const v1::Event& fact, std::optional<Version> expected_version,
                                      absl::Time now, ValidateEvent validate) const {
  if (expected_version && expected_version->value() < 0) {
    return base::RefuseRequest(
        "INVALID_FACT", {{"expected_version", base::StrCat(expected_version->value(),
                                                           " is no version; a stream begins at 0, before its "
                                                           "first event")}});
  }
  return validate(fact, codelists_, {.today = base::DayAt(now, zone_)});
}

void JournalService::Record(v1::RecordRequest request, absl::Time deadline, Reply<v1::RecordResponse> reply,
                            std::string trace_parent) {
  const absl::Time now = clock_.Now();
  const std::optional<Version> expected_version = ExpectedVersion(request);
  if (absl::Status status = Validate(request.event(), expected_version, now, domain::ValidateFact);
      !status.ok()) {
    std::move(reply)(std::move(status));
    return;
  }
  recorder_.Record(std::move(*request.mutable_event()), expected_version, Limit(deadline, now),
                   Replying(std::move(reply)), std::move(trace_parent));
}

void JournalService::RecordOwn(v1::RecordRequest request, absl::Time deadline,
                               Reply<v1::RecordResponse> reply) {
  const absl::Time now = clock_.Now();
  const std::optional<Version> expected_version = ExpectedVersion(request);
  if (absl::Status status = Validate(request.event(), expected_version, now, domain::ValidateOwnFact);
      !status.ok()) {
    std::move(reply)(std::move(status));
    return;
  }
  recorder_.Record(std::move(*request.mutable_event()), expected_version, Limit(deadline, now),
                   Replying(std::move(reply)));
}

// What clients may not report, the recorder that forwards it has refused to them.
void JournalService::RecordForwarded(v1::RecordRequest request, bool check_only, absl::Time deadline,
                                     Reply<v1::RecordResponse> reply, std::string trace_parent) {
  const std::optional<Version> expected_version = ExpectedVersion(request);
  if (absl::Status status =
          Validate(request.event(), expected_version, clock_.Now(), domain::ValidateOwnFact);
      !status.ok()) {
    std::move(reply)(std::move(status));
    return;
  }
  recorder_.RecordForwarded(std::move(*request.mutable_event()), expected_version, deadline, check_only,
                            Replying(std::move(reply)), std::move(trace_parent));
}

recording::Done JournalService::Replying(Reply<v1::RecordResponse> reply) const {
  return [this, reply = std::move(reply)](absl::StatusOr<recording::Recorded> result) mutable {
    if (!result.ok()) {
      std::move(reply)(std::move(result).status());
    } else {
      std::move(reply)(ResponseOf(*result, event_log_.id()));
    }
  };
}

void JournalService::Check(v1::CheckRequest request, absl::Time deadline, Reply<v1::CheckResponse> reply) {
  const absl::Time now = clock_.Now();
  const std::optional<Version> expected_version = ExpectedVersion(request);
  if (absl::Status status = Validate(request.event(), expected_version, now, domain::ValidateFact);
      !status.ok()) {
    ReplyToCheck(status, std::move(reply));
    return;
  }
  recorder_.Check(std::move(*request.mutable_event()), expected_version, Limit(deadline, now),
                  Replying([reply = std::move(reply)](absl::StatusOr<v1::RecordResponse> result) mutable {
                    ReplyToCheck(result, std::move(reply));
                  }));
}

}  // namespace praksis::services
