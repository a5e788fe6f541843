#include "services/server/server.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "libs/base/executor.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/case/case_rules.h"
#include "libs/log_embedded/embedded_log.h"
#include "libs/log_kafka/kafka_log.h"
#include "libs/log_kafka/topic.h"
#include "libs/projection/projection.h"
#include "libs/readmodels/all_models.h"
#include "libs/readmodels/tally.h"
#include "libs/recording/recorder.h"
#include "services/server/faces.h"
#include "services/server/query_thread.h"
#include "services/server/serving.h"

namespace praksis::services {
namespace {

// Questions waiting per kind; see QueryThread.
constexpr size_t kMaxQueuedQueries = 1'000;

// Executors of sequencers, on a thread for every two cores: each answer of one sequencer's that finds
// another's at gRPC's locks costs both of them. On Kafka a thread each, for owning a partition waits for
// brokers.
recording::Recorder::MakeExecutor SequencerExecutors(const Server::Options& options) {
  if (options.kafka) {
    return [next = 0]() mutable {
      return std::make_unique<base::ThreadExecutor>(base::StrCat("recorder-", next++));
    };
  }
  std::vector<std::shared_ptr<base::Executor>> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency() / 2); ++i) {
    threads.push_back(std::make_shared<base::ThreadExecutor>(base::StrCat("recorder-", i)));
  }
  return [threads = std::move(threads), next = size_t{0}]() mutable {
    return std::make_unique<base::SharedExecutor>(threads[next++ % threads.size()]);
  };
}

absl::Status CheckOptions(const Server::Options& options) {
  std::vector<base::FieldViolation> violations;
  const auto require = [&](bool holds, const char* field, const char* description) {
    if (!holds) violations.push_back({field, description});
  };
  require(!options.data_directory.empty(), "data_directory", "must be given");
  require(options.partitions >= 1 && options.partitions <= 1024, "partitions", "must be from 1 to 1024");
  require(options.k >= 3 && options.k <= readmodels::Persons::kExactBelow, "k", "must be from 3 to 64");
  require(options.max_undecided_items >= 1, "max_undecided_items", "must be at least 1");
  require(options.max_queued_facts >= 1, "max_queued_facts", "must be at least 1");
  require(options.record_limit > absl::ZeroDuration(), "record_limit", "must be positive");
  return violations.empty() ? absl::OkStatus() : base::RefuseRequest("OPTIONS_INVALID", violations);
}

absl::Status MakeDirectory(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error) return absl::OkStatus();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "DATA_DIRECTORY_UNUSABLE",
                      base::StrCat("cannot make the directory ", directory, ": ", error.message()),
                      {{"directory", directory}, {"error", error.message()}});
}

absl::StatusOr<std::unique_ptr<log::EventLog>> OpenKafkaLog(const Server::Options& options,
                                                            const base::Clock& clock) {
  log::KafkaOptions kafka = *options.kafka;
  kafka.directory = options.data_directory + "/replica";
  ASSIGN_OR_RETURN(const log::TopicDescription topic, log::DescribeTopic(kafka));
  for (const log::TopicProblem& problem : log::CheckTopic(topic, kafka.bootstrap_servers)) {
    const std::string text =
        base::StrCat("topic ", topic.name, ": ", problem.text, ". Remedy: ", problem.remedy);
    if (problem.serious) {
      return base::Refuse(absl::StatusCode::kFailedPrecondition, "TOPIC_UNFIT", text,
                          {{"topic", topic.name}});
    }
    if (kafka.say) kafka.say(4, text);
  }
  ASSIGN_OR_RETURN(auto opened, log::KafkaLog::Open(kafka, clock));
  return opened;
}

// The log that is there, whatever its number of partitions, or a new one.
absl::StatusOr<std::unique_ptr<log::EventLog>> OpenLog(const Server::Options& options,
                                                       const base::Clock& clock) {
  if (options.kafka) return OpenKafkaLog(options, clock);
  const std::string directory = options.data_directory + "/log";
  log::EmbeddedOptions log_options;
  log_options.partitions = 0;
  auto opened = log::EmbeddedLog::Open(directory, log_options);
  if (absl::IsNotFound(opened.status())) {
    log_options.partitions = options.partitions;
    opened = log::EmbeddedLog::Open(directory, log_options);
  }
  if (!opened.ok()) return opened.status();
  return *std::move(opened);
}

recording::Options RecordingOptions(const Server::Options& options) {
  recording::Options recording;
  recording.max_queued_facts = options.max_queued_facts;
  recording.state_cache_bytes = options.state_cache_bytes;
  recording.time_zone = options.time_zone;
  return recording;
}

projection::Options ProjectionOptions(const Server::Options& options) {
  projection::Options projection;
  projection.directory = options.data_directory + "/projections";
  projection.state_cache_bytes = options.state_cache_bytes;
  projection.block_cache_bytes = options.block_cache_bytes;
  return projection;
}

}  // namespace

// Members are destroyed from the last to the first: nobody outlives what it uses.
struct Server::Rep {
  Rep(const Options& options, const base::Clock& clock, std::unique_ptr<log::EventLog> opened_log,
      std::unique_ptr<projection::Projection> opened_projection)
      : event_log(std::move(opened_log)),
        projection(std::move(opened_projection)),
        recorder(*event_log, {&domain::cases::CaseRules()}, clock, SequencerExecutors(options),
                 RecordingOptions(options)),
        history_thread("history", kMaxQueuedQueries, clock),
        dashboards_thread("dashboards", kMaxQueuedQueries, clock),
        learning_thread("learning", kMaxQueuedQueries, clock),
        journal(recorder, codelists::Codelists::BuiltIn(), clock, *event_log, options.time_zone),
        history(*projection, *event_log, domain::cases::CaseRules(), clock),
        feed(*event_log, {&feed_thread}),
        dashboards(*projection, *event_log, clock, {.time_zone = options.time_zone, .k = options.k}),
        learning(*projection, *event_log, clock, {.time_zone = options.time_zone, .k = options.k}),
        journal_face({journal, calls, streams, clock, options.record_limit, options.max_undecided_items}),
        history_face(history, history_thread, calls),
        feed_face(feed, calls, streams),
        dashboards_face(dashboards, dashboards_thread, calls),
        learning_face(learning, learning_thread, calls) {}

  absl::Status Listen(const Options& options);
  void Stop(absl::Time deadline);

  rpc::LiveCalls calls;
  OpenStreams streams;
  std::unique_ptr<log::EventLog> event_log;
  std::unique_ptr<projection::Projection> projection;
  recording::Recorder recorder;
  base::ThreadExecutor feed_thread{"feed"};
  QueryThread history_thread;
  QueryThread dashboards_thread;
  QueryThread learning_thread;
  JournalService journal;
  HistoryService history;
  FeedService feed;
  DashboardsService dashboards;
  LearningService learning;
  JournalFace journal_face;
  HistoryFace history_face;
  FeedFace feed_face;
  DashboardsFace dashboards_face;
  LearningFace learning_face;
  std::unique_ptr<rpc::Server> rpc;
  std::unique_ptr<Serving> serving;
  bool stopped = false;
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Options& options, const base::Clock& clock) {
  RETURN_IF_ERROR(CheckOptions(options));
  // Before anything is opened: a wrong address must not cost a start.
  RETURN_IF_ERROR(rpc::ListenAddress(options.rpc).status());
  RETURN_IF_ERROR(MakeDirectory(options.data_directory));
  ASSIGN_OR_RETURN(auto event_log, OpenLog(options, clock));
  ASSIGN_OR_RETURN(auto projection, projection::Projection::Open(
                                        *event_log, domain::cases::CaseRules(), readmodels::AllCaseModels(),
                                        readmodels::AllEventModels(), ProjectionOptions(options)));
  auto rep = std::make_unique<Rep>(options, clock, std::move(event_log), std::move(projection));
  rep->projection->Start(clock);
  RETURN_IF_ERROR(rep->Listen(options));
  return std::unique_ptr<Server>(new Server(std::move(rep)));
}

absl::Status Server::Rep::Listen(const Options& options) {
  ASSIGN_OR_RETURN(rpc,
                   rpc::Server::Start(options.rpc, {{v1::Journal::service_full_name(), &journal_face},
                                                    {v1::History::service_full_name(), &history_face},
                                                    {v1::Feed::service_full_name(), &feed_face},
                                                    {v1::Dashboards::service_full_name(), &dashboards_face},
                                                    {v1::Learning::service_full_name(), &learning_face}}));
  const auto log_health = [this] { return event_log->Health(); };
  const auto projection_health = [this] { return projection->health(); };
  serving = std::make_unique<Serving>(
      *rpc, std::vector<Serving::Watched>{{v1::Journal::service_full_name(), log_health},
                                          {v1::History::service_full_name(), projection_health},
                                          {v1::Dashboards::service_full_name(), projection_health},
                                          {v1::Learning::service_full_name(), projection_health}});
  return absl::OkStatus();
}

void Server::Rep::Stop(absl::Time deadline) {
  if (stopped) return;
  stopped = true;
  serving.reset();
  rpc->StopServing();
  calls.Stop();
  streams.Drain();
  std::mutex mutex;
  std::condition_variable changed;
  bool drained = false;
  recorder.Stop([&] {
    const std::lock_guard lock(mutex);
    drained = true;
    changed.notify_all();
  });
  calls.Wait(deadline);
  // Queries that wait for a position are told that it has not been reached: by now their own deadline may be
  // far away.
  projection->ExpireWaits(absl::InfiniteFuture());
  rpc->Shutdown(deadline);
  // All calls are done, so all facts are answered; what is left is the recorder saying so.
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return drained; });
}

Server::Server(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

Server::~Server() { Stop(absl::InfinitePast()); }

int Server::port() const { return rep_->rpc->port(); }
const std::string& Server::address() const { return rep_->rpc->address(); }
int Server::partitions() const { return rep_->event_log->partition_count(); }

void Server::Stop(absl::Time deadline) { rep_->Stop(deadline); }

}  // namespace praksis::services
