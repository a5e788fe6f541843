#include "services/measures/recurring_evaluation.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/thread.h"
#include "libs/log/end.h"
#include "libs/log/position.h"

namespace praksis::services {
namespace {

using ViewOr = absl::StatusOr<std::shared_ptr<const projection::View>>;

// How long the read models may take to come to the log's end, and a broker to say where that is.
constexpr absl::Duration kPatience = absl::Seconds(2);
constexpr absl::Duration kRecordLimit = absl::Seconds(30);
// From not having been able to evaluate until trying again, and from not having been able to record.
constexpr absl::Duration kUntilReady = absl::Seconds(1);
constexpr absl::Duration kAfterFailure = absl::Minutes(1);

// Somebody else has recorded meanwhile.
bool IsOvertaken(const absl::Status& status) { return base::ReasonOf(status) == "CONCURRENT_CHANGE"; }

}  // namespace

class RecurringEvaluation::Rep : public std::enable_shared_from_this<Rep> {
 public:
  Rep(MeasuresService& measures, projection::ViewSource& views, log::EventLog& event_log,
      const base::Clock& clock, Options options)
      : measures_(measures),
        views_(views),
        event_log_(event_log),
        clock_(clock),
        options_(std::move(options)) {
    PRAKSIS_CHECK(options_.record != nullptr);
    PRAKSIS_CHECK(options_.interval > absl::ZeroDuration());
  }

  void Run() {
    while (!stopping()) Sleep(std::min({Round(), options_.interval, options_.first_within}));
  }
  void Stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  Statistics statistics() const {
    const std::lock_guard lock(mutex_);
    return statistics_;
  }

 private:
  using SteadyClock = std::chrono::steady_clock;
  // What a round has seen.
  struct Seen {
    log::Position position;
    base::Day day = 0;
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  enum class Outcome { kDone, kOvertaken, kFailed };

  bool stopping() const {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }
  void Sleep(absl::Duration duration) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, absl::ToChronoNanoseconds(duration), [this] { return stopping_; });
  }

  // How long to wait for the next one.
  absl::Duration Round() {
    using Which = MeasuresService::Which;
    const SteadyClock::time_point begun = SteadyClock::now();
    const ViewOr view = Latest();
    if (!view.ok()) return kUntilReady;
    const Seen now = {.position = (*view)->position(), .day = measures_.Today()};
    const bool all = begun >= all_due_;
    if (now != (all ? all_seen_ : seen_)) {
      const absl::StatusOr<std::vector<MeasureNews>> news = measures_.FindNews(
          **view, now.day, all ? Which::kAll : Which::kNeverEvaluated, [this] { return !stopping(); });
      if (!news.ok()) {
        Fail("", news.status());
        return kAfterFailure;
      }
      const Outcome outcome = Record(*news);
      if (outcome == Outcome::kFailed) return kAfterFailure;
      if (outcome == Outcome::kOvertaken) return options_.interval;
      seen_ = now;
    }
    if (!all) return absl::InfiniteDuration();
    all_seen_ = now;
    all_due_ = begun + absl::ToChronoNanoseconds(options_.interval);
    const std::lock_guard lock(mutex_);
    statistics_.evaluated = clock_.Now();
    return options_.interval;
  }

  // The read models at the log's end as it is now, and nothing of them on the way there.
  ViewOr Latest() {
    RETURN_IF_ERROR(options_.health ? options_.health() : absl::OkStatus());
    const absl::Time deadline = clock_.Now() + kPatience;
    RETURN_IF_ERROR(options_.come_to_now ? options_.come_to_now(deadline) : absl::OkStatus());
    ASSIGN_OR_RETURN(const log::Position end, log::EndOf(event_log_));
    ASSIGN_OR_RETURN(auto view, Await<std::shared_ptr<const projection::View>>(
                                    [&](auto done) { views_.When(end, deadline, std::move(done)); }));
    if (view->cells_awaited()) return absl::UnavailableError("figures are being read into memory");
    return view;
  }

  // One after the other.
  Outcome Record(const std::vector<MeasureNews>& news) {
    Outcome worst = Outcome::kDone;
    for (const MeasureNews& each : news) {
      if (stopping()) return Outcome::kFailed;
      const absl::StatusOr<v1::RecordResponse> recorded = Await<v1::RecordResponse>(
          [&](auto done) { options_.record(each.record, clock_.Now() + kRecordLimit, Telling(each, done)); });
      if (recorded.ok()) continue;
      worst = std::max(worst, IsOvertaken(recorded.status()) ? Outcome::kOvertaken : Outcome::kFailed);
    }
    return worst;
  }

  // Tells whoever watches, also where nobody awaits the reply any more, and then `done`.
  template <typename Done>
  Reply<v1::RecordResponse> Telling(const MeasureNews& news, Done done) {
    return [rep = shared_from_this(), evaluation = news.evaluation,
            done = std::move(done)](absl::StatusOr<v1::RecordResponse> recorded) mutable {
      const std::string measure = evaluation.measure().measure();
      if (recorded.ok() && !recorded->repeat()) rep->Tell(std::move(evaluation), *recorded);
      if (!recorded.ok() && !IsOvertaken(recorded.status())) rep->Fail(measure, recorded.status());
      std::move(done)(std::move(recorded));
    };
  }
  void Tell(v1::EvaluateMeasureResponse evaluation, const v1::RecordResponse& recorded) {
    {
      const std::lock_guard lock(mutex_);
      ++statistics_.recorded;
    }
    if (!options_.watch.recorded) return;
    v1::RecordEvaluationResponse response;
    *response.mutable_evaluation() = std::move(evaluation);
    response.set_recorded(true);
    response.set_version(recorded.version());
    response.set_position(recorded.position());
    options_.watch.recorded(response);
  }
  void Fail(const std::string& measure, const absl::Status& why) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      ++statistics_.failed;
    }
    if (options_.watch.failed) options_.watch.failed(measure, why);
  }

  // What `begin(done)` has `done` called with; CANCELLED once this is stopping.
  template <typename T, typename BeginCall>
  absl::StatusOr<T> Await(BeginCall begin) {
    const auto answer = std::make_shared<std::optional<absl::StatusOr<T>>>();  // guarded by mutex_
    begin([rep = shared_from_this(), answer](absl::StatusOr<T> given) {
      const std::lock_guard lock(rep->mutex_);
      *answer = std::move(given);
      rep->changed_.notify_all();
    });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopping_ || answer->has_value(); });
    if (answer->has_value()) return std::move(*answer).value();
    return absl::CancelledError("stopping");
  }

  MeasuresService& measures_;
  projection::ViewSource& views_;
  log::EventLog& event_log_;
  const base::Clock& clock_;
  const Options options_;
  // Of the thread: what the last round has seen, the last of all measures, and when all are due again.
  std::optional<Seen> seen_;
  std::optional<Seen> all_seen_;
  SteadyClock::time_point all_due_ = SteadyClock::time_point::min();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded by mutex_
  Statistics statistics_;  // guarded by mutex_
};

RecurringEvaluation::RecurringEvaluation(MeasuresService& measures, projection::ViewSource& views,
                                         log::EventLog& event_log, const base::Clock& clock, Options options)
    : rep_(std::make_shared<Rep>(measures, views, event_log, clock, std::move(options))),
      thread_(base::StartWorker("measures", [rep = rep_] { rep->Run(); })) {}

RecurringEvaluation::~RecurringEvaluation() {
  Stop();
  thread_.join();
}

void RecurringEvaluation::Stop() { rep_->Stop(); }

RecurringEvaluation::Statistics RecurringEvaluation::statistics() const { return rep_->statistics(); }

}  // namespace praksis::services
