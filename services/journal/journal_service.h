// Recording facts: what proto/praksis/v1/journal.proto promises, without gRPC. A fact is looked at alone
// first (libs/domain/fact), then the recorder decides it.
//
// Thread-safe. A reply is called on the caller's thread where a fact is refused without being queued, else on
// a sequencer's executor. `recorder`, `codelists`, `clock` and `event_log` must outlive the service and every
// reply that is still to come.
#ifndef PRAKSIS_SERVICES_JOURNAL_JOURNAL_SERVICE_H_
#define PRAKSIS_SERVICES_JOURNAL_JOURNAL_SERVICE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/codelists/codelists.h"
#include "libs/log/event_log.h"
#include "libs/recording/recorder.h"
#include "praksis/v1/journal.pb.h"
#include "services/reply/reply.h"

namespace praksis::services {

class JournalService {
 public:
  // Where a caller sets no deadline.
  static constexpr absl::Duration kDefaultLimit = absl::Seconds(10);

  // `event_log` only gives its name to position tokens. `zone` says what day it is.
  JournalService(recording::Recorder& recorder, const codelists::Codelists& codelists,
                 const base::Clock& clock, const log::EventLog& event_log, absl::TimeZone zone);

  // absl::InfiniteFuture() means that the caller set no deadline. Refusals are those of journal.proto; an
  // expected_version below 0 is INVALID_ARGUMENT, INVALID_FACT. `trace_parent` is empty or valid.
  void Record(v1::RecordRequest request, absl::Time deadline, Reply<v1::RecordResponse> reply,
              std::string trace_parent = "");

  // A fact that the server itself has made (CasesSelected, …), as if it had come from a client who may.
  void RecordOwn(v1::RecordRequest request, absl::Time deadline, Reply<v1::RecordResponse> reply);

  // A fact that another recorder has forwarded: decided here, or refused with NOT_OWNER.
  void RecordForwarded(v1::RecordRequest request, bool check_only, absl::Time deadline,
                       Reply<v1::RecordResponse> reply, std::string trace_parent);

  // What speaks against the fact is in the response. The call itself fails only where nothing could be
  // decided: RESOURCE_EXHAUSTED, UNAVAILABLE, DEADLINE_EXCEEDED, DATA_LOSS.
  void Check(v1::CheckRequest request, absl::Time deadline, Reply<v1::CheckResponse> reply);

 private:
  // Replies with what the recorder said.
  recording::Done Replying(Reply<v1::RecordResponse> reply) const;
  // As domain::ValidateFact, or ValidateOwnFact, does.
  using ValidateEvent = absl::Status (*)(const v1::Event&, const codelists::Codelists&,
                                         const domain::Circumstances&);
  absl::Status Validate(const v1::Event& fact, std::optional<Version> expected_version, absl::Time now,
                        ValidateEvent validate) const;

  recording::Recorder& recorder_;
  const codelists::Codelists& codelists_;
  const base::Clock& clock_;
  const log::EventLog& event_log_;
  const absl::TimeZone zone_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_JOURNAL_JOURNAL_SERVICE_H_
