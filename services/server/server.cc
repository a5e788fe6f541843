#include "services/server/server.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/executor.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/membership.h"
#include "libs/readmodels/tally.h"
#include "libs/recording/recorder.h"
#include "services/relay/relay.h"
#include "services/server/faces.h"
#include "services/server/measures.h"
#include "services/server/opened_log.h"
#include "services/server/operations_face.h"
#include "services/server/readers.h"
#include "services/server/readiness.h"
#include "services/server/serving.h"
#include "services/server/writers.h"

namespace praksis::services {
namespace {

// How long calls are taken as ever after NOT_SERVING has been said: clients that ask for health go elsewhere
// meanwhile. A call that comes while gRPC shuts down may be CANCELLED, which nobody takes for a reason to
// call again.
constexpr absl::Duration kNoticePatience = absl::Milliseconds(200);

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
  require(options.evaluate_measures_every > absl::ZeroDuration(), "evaluate_measures_every",
          "must be positive");
  const bool everywhere =
      options.rpc.listen_address.starts_with("0.0.0.0:") || options.rpc.listen_address.starts_with("[::]:");
  require(!options.kafka || !options.services.journal || !everywhere || !options.advertise.empty(),
          "advertise", "must be given where a recorder listens on all addresses: others reach it by one");
  require(options.services == Server::Services() || options.kafka, "services",
          "can be served one by one only where the log is on Kafka: an embedded log is one process's");
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

}  // namespace

// For those who run it.
struct Operators {
  Operators(Operated operated, log::EventLog& event_log, const base::Clock& clock, rpc::LiveCalls& calls)
      : service(std::move(operated), event_log, clock), face(service, calls) {}

  OperationsService service;
  OperationsFace face;
};

// Members are destroyed from the last to the first: nobody outlives what it uses.
struct Server::Rep {
  Rep(const base::Clock& clock_in, rpc::CallWatch watch) : clock(clock_in), calls(std::move(watch)) {}

  absl::Status Listen(const Options& options);
  Operated ToOperate();
  RecordOwnFact RecordOwn(const Options& options);
  void EvaluateMeasures(const Options& options);
  void Stop(absl::Time deadline);
  void WriteMetrics(metrics::Page& page);
  absl::Status Ready() const;

  const base::Clock& clock;
  rpc::LiveCalls calls;
  OpenStreams streams;
  std::unique_ptr<log::EventLog> event_log;
  std::function<void(metrics::Page&)> log_measures;
  OwnFacts own_facts;
  std::unique_ptr<Readers> readers;
  base::ThreadExecutor feed_thread{"feed"};
  std::unique_ptr<FeedService> feed;
  std::unique_ptr<FeedFace> feed_face;
  std::unique_ptr<Writers> writers;
  // Others have facts recorded here.
  bool is_recorder = false;
  std::unique_ptr<Operators> operations;
  std::unique_ptr<rpc::Server> rpc;
  CaughtUp caught_up;
  // Where other recorders reach this one.
  std::string advertised;
  OwnsItsOwn owns_its_own;
  std::unique_ptr<Serving> serving;
  // Null where it never is.
  std::unique_ptr<RecurringEvaluation> evaluation;
  std::atomic<bool> stopped = false;
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Options& options, const base::Clock& clock) {
  RETURN_IF_ERROR(CheckOptions(options));
  // Before anything is opened: a wrong address must not cost a start.
  RETURN_IF_ERROR(rpc::ListenAddress(options.rpc).status());
  RETURN_IF_ERROR(MakeDirectory(options.data_directory));
  ASSIGN_OR_RETURN(OpenedLog opened, OpenLog(options, clock));
  auto rep = std::make_unique<Rep>(clock, options.call_watch);
  rep->event_log = std::move(opened.event_log);
  rep->log_measures = std::move(opened.measures);
  const Services& services = options.services;
  if (services.history || services.dashboards || services.learning) {
    rep->own_facts = {.record = rep->RecordOwn(options), .come_to_now = std::move(opened.come_to_now)};
    ASSIGN_OR_RETURN(rep->readers,
                     Readers::Start(options, clock, *rep->event_log, rep->calls, rep->own_facts));
  }
  if (services.feed) {
    FeedService::Options feed;
    feed.may_lag = options.kafka.has_value();
    rep->feed =
        std::make_unique<FeedService>(*rep->event_log, std::vector<base::Executor*>{&rep->feed_thread}, feed);
    rep->feed_face = std::make_unique<FeedFace>(*rep->feed, rep->calls, rep->streams);
  }
  rep->is_recorder = services.journal;
  if (Records(services)) {
    rep->writers = std::make_unique<Writers>(options, clock, *rep->event_log, std::move(opened.membership),
                                             rep->calls, rep->streams);
  }
  rep->operations = std::make_unique<Operators>(rep->ToOperate(), *rep->event_log, clock, rep->calls);
  RETURN_IF_ERROR(rep->Listen(options));
  rep->EvaluateMeasures(options);
  return std::unique_ptr<Server>(new Server(std::move(rep)));
}

// Asked of calls only, which come once there are writers.
RecordOwnFact Server::Rep::RecordOwn(const Options& options) {
  if (!Records(options.services)) return {};
  return [this](v1::RecordRequest request, absl::Time deadline, Reply<v1::RecordResponse> reply) {
    writers->journal.RecordOwn(std::move(request), deadline, std::move(reply));
  };
}

void Server::Rep::EvaluateMeasures(const Options& options) {
  if (!options.services.learning || options.evaluate_measures_every == absl::InfiniteDuration()) return;
  evaluation = readers->EvaluateMeasures(*event_log, clock,
                                         {.interval = options.evaluate_measures_every,
                                          .record = own_facts.record,
                                          .health = [this] { return event_log->Health(); },
                                          .come_to_now = own_facts.come_to_now,
                                          .watch = options.evaluation_watch});
}

Operated Server::Rep::ToOperate() {
  Operated operated;
  operated.refusals = [this] { return calls.statistics().Refused(); };
  if (readers != nullptr) operated.projections = readers->projections.get();
  if (!is_recorder) return operated;
  operated.recorder = [this] { return writers->recorder.statistics(); };
  if (writers->membership != nullptr) {
    operated.owner = [this](PartitionId partition) { return writers->membership->OwnerOf(partition); };
  }
  return operated;
}

absl::Status Server::Rep::Listen(const Options& options) {
  std::vector<rpc::NamedService> served;
  std::vector<Serving::Watched> watched;
  const auto serve = [&](const char* name, grpc::Service& face, std::function<absl::Status()> health) {
    served.push_back({name, &face});
    calls.statistics().Expect(name);
    watched.push_back({name, std::move(health)});
  };
  const auto log_health = [this] { return event_log->Health(); };
  const auto reader_health = [this]() -> absl::Status {
    RETURN_IF_ERROR(readers->projections->health());
    return caught_up(*event_log, *readers->projections);
  };
  log::Membership* const membership = is_recorder ? writers->membership.get() : nullptr;
  const auto journal_health = [this, membership]() -> absl::Status {
    if (membership != nullptr) {
      RETURN_IF_ERROR(membership->Health());
      RETURN_IF_ERROR(membership->Reachable());
    }
    RETURN_IF_ERROR(event_log->Health());
    return owns_its_own(writers->recorder, membership, advertised);
  };
  if (is_recorder) serve(v1::Journal::service_full_name(), writers->journal_face, journal_health);
  if (options.services.history) serve(v1::History::service_full_name(), readers->history_face, reader_health);
  if (feed != nullptr) serve(v1::Feed::service_full_name(), *feed_face, log_health);
  if (options.services.dashboards) {
    serve(v1::Dashboards::service_full_name(), readers->dashboards_face, reader_health);
  }
  if (options.services.learning) {
    serve(v1::Learning::service_full_name(), readers->learning_face, reader_health);
    serve(v1::Cycles::service_full_name(), readers->cycles_face, reader_health);
    serve(v1::Measures::service_full_name(), readers->measures_face, reader_health);
    serve(v1::Stories::service_full_name(), readers->stories_face, reader_health);
    serve(v1::Transfer::service_full_name(), readers->transfer_face, reader_health);
    serve(v1::Experiments::service_full_name(), readers->experiments_face, reader_health);
  }
  serve(v1::Operations::service_full_name(), operations->face, [] { return absl::OkStatus(); });
  if (membership != nullptr) served.push_back({relay::v1::Relay::service_full_name(), &writers->relay_face});
  ASSIGN_OR_RETURN(rpc, rpc::Server::Start(options.rpc, served));
  advertised = options.advertise.empty() ? rpc->address() : options.advertise;
  if (membership != nullptr) {
    RETURN_IF_ERROR(membership->Join(advertised, *writers->relay));
  } else if (writers != nullptr && writers->membership != nullptr) {
    RETURN_IF_ERROR(writers->membership->Watch(*writers->relay));
  }
  serving = std::make_unique<Serving>(*rpc, std::move(watched));
  return absl::OkStatus();
}

void Server::Rep::Stop(absl::Time deadline) {
  if (stopped.exchange(true)) return;
  if (evaluation != nullptr) evaluation->Stop();
  if (serving != nullptr) serving->Stop();
  rpc->StopServing();
  const absl::Time noticed = std::min(deadline, absl::Now() + kNoticePatience);
  std::mutex mutex;
  std::condition_variable changed;
  bool drained = writers == nullptr;
  if (is_recorder && writers->membership != nullptr && writers->membership->HasOthers()) {
    // While others take over, calls are still taken: their facts are forwarded.
    writers->membership->Leave();
  }
  absl::SleepFor(noticed - absl::Now());
  calls.Stop();
  streams.Drain();
  if (writers != nullptr) {
    writers->recorder.Stop([&] {
      const std::lock_guard lock(mutex);
      drained = true;
      changed.notify_all();
    });
  }
  calls.Wait(deadline);
  if (writers != nullptr && writers->relay != nullptr) writers->relay->Stop();
  // Queries that wait for a position are told that it has not been reached: by now their own deadline may be
  // far away.
  if (readers != nullptr) readers->projections->ExpireWaits(absl::InfiniteFuture());
  rpc->Shutdown(deadline);
  // All calls are done, so all facts are answered; what is left is the recorder saying so.
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return drained; });
}

void Server::Rep::WriteMetrics(metrics::Page& page) {
  for (const Serving::State& state : serving->states()) {
    page.Gauge("praksis_service_serving", "1 where the health service says SERVING.",
               state.health.ok() && !stopped ? 1 : 0, {{"service", state.service}});
  }
  calls.statistics().Write(page);
  page.Gauge("praksis_rpc_calls_live", "Calls under way, streams among them.",
             static_cast<double>(calls.live()));
  WriteLog(*event_log, page);
  log_measures(page);
  if (is_recorder) WriteRecorder(writers->recorder, page);
  if (writers != nullptr && writers->relay != nullptr) WriteRelay(*writers->relay, page);
  if (readers != nullptr) readers->WriteMetrics(*event_log, clock.Now(), page);
  if (feed != nullptr) WriteFeed(*feed, page);
  if (evaluation != nullptr) WriteEvaluations(evaluation->statistics(), page);
}

absl::Status Server::Rep::Ready() const {
  if (stopped) return rpc::RefuseStopping();
  std::string missing;
  for (const Serving::State& state : serving->states()) {
    if (state.health.ok()) continue;
    missing += base::StrCat(missing.empty() ? "" : "; ", state.service, ": ", state.health.message());
  }
  return missing.empty() ? absl::OkStatus() : absl::UnavailableError(missing);
}

Server::Server(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

Server::~Server() { Stop(absl::InfinitePast()); }

int Server::port() const { return rep_->rpc->port(); }
const std::string& Server::address() const { return rep_->rpc->address(); }
std::shared_ptr<grpc::Channel> Server::InProcessChannel() { return rep_->rpc->InProcessChannel(); }
int Server::partitions() const { return rep_->event_log->partition_count(); }

void Server::WriteMetrics(metrics::Page& page) const { rep_->WriteMetrics(page); }
absl::Status Server::Ready() const { return rep_->Ready(); }

void Server::Stop(absl::Time deadline) { rep_->Stop(deadline); }

}  // namespace praksis::services
