#include "tests/simulation/client.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/domain/case/case_rules.h"
#include "services/history/encoded_case.h"

namespace praksis::simulation {
namespace {

bool WorthAnotherTry(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kResourceExhausted ||
         status.code() == absl::StatusCode::kDeadlineExceeded;
}

}  // namespace

Client::Client(int number, uint64_t seed, const World& world, Scheduler& scheduler, const base::Clock& clock,
               Courses& courses, Witness& witness, Truth& truth, FindProcess find_process, Report& report)
    : number_(number),
      chance_(seed),
      world_(world),
      clock_(clock),
      courses_(courses),
      witness_(witness),
      truth_(truth),
      find_process_(std::move(find_process)),
      report_(report),
      left_(world.facts_per_client),
      executor_(scheduler.MakeExecutor()) {
  executor_->Post([this] { Act(); });
}

void Client::Act() {
  if (left_ == 0) return;
  if (outstanding_ < world_.outstanding_per_client) {
    --left_;
    ++outstanding_;
    Attempt(Invent());
  }
  executor_->PostAfter(chance_.Between(absl::ZeroDuration(), absl::Milliseconds(20)), [this] { Act(); });
}

std::shared_ptr<Client::Operation> Client::Invent() {
  auto operation = std::make_shared<Operation>();
  v1::Event& fact = operation->fact;
  fact = courses_.Next(chance_, truth_);
  if (!told_.empty() && chance_.PerCent(10)) {
    const v1::Event& earlier = told_[chance_.Below(told_.size())];
    if (chance_.PerCent(60)) {
      fact = earlier;
    } else {
      fact.set_event_id(earlier.event_id());
    }
  }
  if (chance_.PerCent(3)) fact.clear_occurred_at();
  operation->check_only = chance_.PerCent(10);
  if (chance_.PerCent(40)) {
    // Mostly what it is now; a moment later it may not be.
    const auto version = static_cast<int64_t>(truth_.History(fact.stream()).size());
    operation->expected_version =
        chance_.PerCent(70) ? version : static_cast<int64_t>(chance_.Below(version + 3));
  }
  return operation;
}

void Client::Attempt(const std::shared_ptr<Operation>& operation) {
  Process* const process = find_process_();
  if (process == nullptr) return AgainLater(operation);
  const int attempt = ++operation->attempts;
  const absl::Duration limit = chance_.Between(absl::Milliseconds(5), absl::Seconds(4));
  const absl::Time deadline = clock_.Now() + limit;
  if (attempt == 1) {
    operation->order = next_order_++;
    operation->process = process->number();
  }
  // A network that delivers twice.
  if (chance_.PerCent(3)) Deliver(*process, operation, attempt, deadline);
  Deliver(*process, operation, attempt, deadline);
  // The client's own patience is not the server's.
  executor_->PostAfter(limit + chance_.Between(absl::ZeroDuration(), absl::Milliseconds(500)),
                       [this, operation, attempt] {
                         if (!operation->finished && operation->attempts == attempt) Attempt(operation);
                       });
}

void Client::Deliver(Process& process, const std::shared_ptr<Operation>& operation, int attempt,
                     absl::Time deadline) {
  const auto sending = witness_.Send(operation->fact, operation->expected_version, operation->check_only,
                                     deadline, process.number());
  // From within the server's task; what follows from it happens at the client's.
  const auto arrive = [this, operation, attempt](absl::StatusOr<v1::RecordResponse> answer) {
    if (chance_.PerCent(world_.answers_lost_per_cent)) return;
    executor_->Post(
        [this, operation, attempt, answer = std::move(answer)] { Hear(operation, attempt, answer); });
  };
  if (operation->check_only) {
    v1::CheckRequest request;
    *request.mutable_event() = operation->fact;
    if (operation->expected_version) request.set_expected_version(*operation->expected_version);
    process.journal().Check(std::move(request), deadline,
                            [this, sending, arrive](absl::StatusOr<v1::CheckResponse> answer) {
                              witness_.Checked(*sending, answer);
                              if (!answer.ok()) {
                                arrive(answer.status());
                              } else if (answer->has_acceptable()) {
                                arrive(answer->acceptable());
                              } else {
                                arrive(base::FromRpcStatus(answer->refused()));
                              }
                            });
    return;
  }
  v1::RecordRequest request;
  *request.mutable_event() = operation->fact;
  if (operation->expected_version) request.set_expected_version(*operation->expected_version);
  process.journal().Record(std::move(request), deadline,
                           [this, sending, arrive](absl::StatusOr<v1::RecordResponse> answer) {
                             witness_.Answered(*sending, answer);
                             arrive(std::move(answer));
                           });
}

void Client::Hear(const std::shared_ptr<Operation>& operation, int attempt,
                  const absl::StatusOr<v1::RecordResponse>& answer) {
  if (operation->finished) return;
  if (!answer.ok() && WorthAnotherTry(answer.status())) {
    if (operation->attempts == attempt) AgainLater(operation);
    return;
  }
  if (answer.ok() && !operation->check_only) {
    if (operation->attempts == 1 && !answer->repeat()) CheckOrder(*operation, answer->version());
    told_.push_back(operation->fact);
    if (chance_.PerCent(30)) ReadBack(operation->fact.stream(), *answer);
  }
  Finish(*operation);
}

void Client::AgainLater(const std::shared_ptr<Operation>& operation) {
  const int attempts = operation->attempts;
  executor_->PostAfter(chance_.Between(absl::Milliseconds(1), absl::Milliseconds(200)),
                       [this, operation, attempts] {
                         if (!operation->finished && operation->attempts == attempts) Attempt(operation);
                       });
}

void Client::Finish(Operation& operation) {
  operation.finished = true;
  --outstanding_;
}

void Client::CheckOrder(const Operation& operation, int64_t version) {
  for (const Placed& other : placed_) {
    if (other.process != operation.process || other.stream != operation.fact.stream()) continue;
    if ((other.order < operation.order) != (other.version < version)) {
      report_.Fail("client ", number_, " sent ", other.stream, "@", other.version, " and @", version,
                   " in the other order");
    }
  }
  placed_.push_back({operation.process, operation.fact.stream(), operation.order, version});
}

namespace {

absl::StatusOr<v1::GetCaseResponse> Decoded(const absl::StatusOr<services::EncodedCase>& encoded) {
  if (!encoded.ok()) return encoded.status();
  v1::GetCaseResponse answer;
  PRAKSIS_CHECK(answer.ParseFromString(encoded->bytes), "an answer that is no GetCaseResponse");
  return answer;
}

}  // namespace

void Client::ReadBack(const std::string& stream, const v1::RecordResponse& response) {
  Process* const process = find_process_();
  if (process == nullptr) return;
  v1::GetCaseRequest request;
  request.set_stream(stream);
  request.set_at_least(response.position());
  const absl::Time deadline = clock_.Now() + absl::Milliseconds(200);
  ++open_reads_;
  process->history().GetCase(request, deadline,
                             [this, stream, version = response.version(),
                              deadline](const absl::StatusOr<services::EncodedCase>& encoded) {
                               CheckReadBack(stream, version, deadline, Decoded(encoded));
                             });
}

void Client::CheckReadBack(const std::string& stream, int64_t version, absl::Time deadline,
                           const absl::StatusOr<v1::GetCaseResponse>& answer) {
  --open_reads_;
  if (!answer.ok()) {
    // Killed while it waited, or not caught up in time.
    if (!WorthAnotherTry(answer.status()) && answer.status().code() != absl::StatusCode::kCancelled) {
      report_.Fail("client ", number_, " cannot read ", stream, ": ", answer.status().ToString());
    }
    return;
  }
  ++reads_;
  const std::vector<v1::Event>& history = truth_.History(stream);
  const auto shown = static_cast<size_t>(answer->timeline_size());
  if (answer->timeline_size() < version) {
    report_.Fail("client ", number_, " does not see its own ", stream, "@", version, " but @", shown);
    return;
  }
  for (size_t i = 0; i < std::min(shown, history.size()); ++i) {
    if (answer->timeline(static_cast<int>(i)).event().SerializeAsString() != history[i].SerializeAsString()) {
      report_.Fail("client ", number_, " is shown another ", stream, "@", i + 1);
    }
  }
  if (shown <= history.size()) {
    const auto state = domain::cases::Fold({history.data(), shown});
    if (domain::cases::Summarize(state).SerializeAsString() != answer->summary().SerializeAsString()) {
      report_.Fail("client ", number_, " is shown another summary of ", stream, "@", shown);
    }
  }
}

}  // namespace praksis::simulation
