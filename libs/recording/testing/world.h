// A recorder over a log in memory, in a world where nothing happens but what the test lets happen.
#ifndef PRAKSIS_LIBS_RECORDING_TESTING_WORLD_H_
#define PRAKSIS_LIBS_RECORDING_TESTING_WORLD_H_

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/log/event_log.h"
#include "libs/log/memory_log.h"
#include "libs/log/step_executor.h"
#include "libs/recording/recorder.h"
#include "libs/recording/testing/tiny_rules.h"

namespace praksis::recording::testing {

inline std::string IdOf(int number) {
  std::string digits = std::to_string(number);
  return "01956a2c-7b00-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

inline v1::Event Envelope(std::string_view stream, int id) {
  v1::Event fact;
  fact.set_event_id(IdOf(id));
  fact.set_stream(std::string(stream));
  fact.mutable_actor()->set_id("cw-1");
  return fact;
}
inline v1::Event Opened(std::string_view stream, int id) {
  v1::Event fact = Envelope(stream, id);
  fact.mutable_case_opened()->set_person_ref("p-1");
  return fact;
}
inline v1::Event Noted(std::string_view stream, int id, std::string_view text = "all is well") {
  v1::Event fact = Envelope(stream, id);
  fact.mutable_note_added()->set_text(std::string(text));
  return fact;
}
inline v1::Event Closed(std::string_view stream, int id) {
  v1::Event fact = Envelope(stream, id);
  fact.mutable_case_closed();
  return fact;
}
inline v1::Event Voided(std::string_view stream, int id, int64_t target) {
  v1::Event fact = Envelope(stream, id);
  fact.mutable_event_voided()->set_target_version(target);
  return fact;
}

// Runs on another executor what would be lost with its own.
class BorrowedExecutor final : public base::Executor {
 public:
  explicit BorrowedExecutor(base::Executor& executor) : executor_(executor) {}
  void Post(Task task) override { executor_.Post(WhileAlive(std::move(task))); }
  void PostAfter(absl::Duration delay, Task task) override {
    executor_.PostAfter(delay, WhileAlive(std::move(task)));
  }

 private:
  Task WhileAlive(Task task) {
    return [alive = std::weak_ptr<int>(alive_), task = std::move(task)]() mutable {
      if (!alive.expired()) task();
    };
  }

  base::Executor& executor_;
  const std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

// What becomes of the next appends, in order; after that all succeed.
class ScriptedFaults final : public log::Faults {
 public:
  log::AppendFate OnAppend(PartitionId, const std::vector<log::Record>& batch) override {
    batch_sizes.push_back(batch.size());
    if (fates.empty()) return {};
    log::AppendFate fate = fates.front();
    fates.pop_front();
    return fate;
  }
  bool IsWrittenAfterAll(PartitionId) override { return written_after_all; }
  absl::Status OnOwn(PartitionId) override { return own; }
  absl::Status OnRead() override {
    ++reads;
    return read;
  }

  std::deque<log::AppendFate> fates;
  bool written_after_all = false;
  absl::Status own;
  absl::Status read;
  int reads = 0;
  std::vector<size_t> batch_sizes;
};

using Fate = log::AppendFate::Outcome;

class World {
 public:
  explicit World(Options options = {}) : options_(options) { Start(); }

  void Start() {
    recorder_ = std::make_unique<Recorder>(
        log_, std::vector<const domain::StreamRules*>{&rules_}, clock,
        [this] { return std::make_unique<BorrowedExecutor>(executor); }, options_);
  }
  // As a kill would.
  void End() { recorder_.reset(); }

  // What was answered to a fact; nothing yet: none.
  struct Answer {
    std::optional<absl::StatusOr<Recorded>> result;
    int times = 0;
    bool ok() const { return result.has_value() && result->ok(); }
    int64_t version() const { return ok() ? (**result).version.value() : -1; }
    bool repeat() const { return ok() && (**result).repeat; }
    // "" while there is none or it was accepted.
    std::string reason() const { return result && !result->ok() ? base::ReasonOf(result->status()) : ""; }
  };

  // Sends a fact and returns at once. The answer lives as long as the world.
  const Answer& Send(v1::Event fact, std::optional<int64_t> expected_version = std::nullopt,
                     absl::Duration limit = absl::Seconds(10)) {
    recorder_->Record(std::move(fact), AsVersion(expected_version), clock.Now() + limit, Remember());
    return answers_.back();
  }
  const Answer& SendCheck(v1::Event fact, std::optional<int64_t> expected_version = std::nullopt,
                          absl::Duration limit = absl::Seconds(10)) {
    recorder_->Check(std::move(fact), AsVersion(expected_version), clock.Now() + limit, Remember());
    return answers_.back();
  }
  // Sends it and lets everything happen that happens at once.
  const Answer& Record(v1::Event fact, std::optional<int64_t> expected_version = std::nullopt) {
    const Answer& answer = Send(std::move(fact), expected_version);
    Pass();
    return answer;
  }

  // Lets time pass and happen what is due.
  void Pass(absl::Duration duration = absl::ZeroDuration()) {
    executor.RunFor(absl::ZeroDuration());
    for (; duration > absl::ZeroDuration(); duration -= absl::Milliseconds(1)) {
      clock.Advance(absl::Milliseconds(1));
      executor.RunFor(absl::Milliseconds(1));
    }
  }

  // The stream as the log has it.
  std::vector<v1::Event> Stored(std::string_view stream) {
    const absl::Status read = std::exchange(faults.read, absl::OkStatus());
    log::RecordBatch batch;
    (void)log_.ReadStream(StreamId(stream), Version(1), batch);
    faults.read = read;
    std::vector<v1::Event> events(batch.size());
    for (size_t i = 0; i < batch.size(); ++i) events[i].ParseFromString(std::string(batch.value(i)));
    return events;
  }

  Recorder& recorder() { return *recorder_; }
  log::MemoryLog& event_log() { return log_; }

  base::ManualClock clock{absl::FromUnixSeconds(1'760'000'000)};
  ScriptedFaults faults;
  log::StepExecutor executor;

 private:
  static std::optional<Version> AsVersion(std::optional<int64_t> version) {
    if (!version) return std::nullopt;
    return Version(*version);
  }
  Recorder::Done Remember() {
    Answer& answer = answers_.emplace_back();
    return [&answer](absl::StatusOr<Recorded> result) {
      ++answer.times;
      answer.result = std::move(result);
    };
  }

  const TinyRules rules_;
  const Options options_;
  log::MemoryLog log_{executor, {.partitions = 2, .markers = true}, &faults};
  std::deque<Answer> answers_;
  std::unique_ptr<Recorder> recorder_;
};

}  // namespace praksis::recording::testing

#endif  // PRAKSIS_LIBS_RECORDING_TESTING_WORLD_H_
