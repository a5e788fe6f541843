// The services of praksis, all or some of them in one process, on the embedded log or on Kafka, behind one
// gRPC address. praksisd and the programs named after a service are this and a command line; tests run it in
// process.
//
// On Kafka any number of servers share the log. Those with the Journal are recorders: each owns some of the
// partitions and forwards what is for another (services/relay). Each of the others has everything.
//
//   <data>/log/          the log: what happened. Back this up.
//   <data>/replica/      instead of it, where the log is on Kafka: this process's copy.
//   <data>/projections/  read models: made anew from the log whenever they are missing; several of them side
//   by side
//                        (libs/projection/projection_set.h).
#ifndef PRAKSIS_SERVICES_SERVER_SERVER_H_
#define PRAKSIS_SERVICES_SERVER_SERVER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/log/traces.h"
#include "libs/log_kafka/kafka_options.h"
#include "libs/metrics/page.h"
#include "libs/rpc/call.h"
#include "libs/rpc/server.h"
#include "services/dashboards/grid.h"
#include "services/measures/recurring_evaluation.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace praksis::services {

class Server {
 public:
  struct Services {
    bool journal = true;
    bool history = true;
    bool feed = true;
    bool dashboards = true;
    bool learning = true;
    friend bool operator==(const Services&, const Services&) = default;
  };
  struct Options {
    // Some only: on Kafka, for the embedded log is one process's.
    Services services;
    // Made where it is missing.
    std::string data_directory;
    // The log is on Kafka, in a topic that exists, instead of in the data directory, which then has a copy.
    // Its directory is not looked at.
    std::optional<log::KafkaOptions> kafka;
    // Where other recorders reach this one, "host:port"; empty: where it listens.
    std::string advertise;
    // Taken when the log is made; a log that exists keeps its own number.
    int partitions = 4;
    // Counts from 1 to k - 1 are not shown in figures.
    int k = 5;
    // The periods that figures may be asked about, so that no small group follows from several answers.
    Periods periods = Periods::kYears;
    // Of days whose zone is not said, and of today.
    absl::TimeZone time_zone = absl::UTCTimeZone();
    // How long a fact may wait to be decided where the client set no deadline.
    absl::Duration record_limit = absl::Seconds(10);
    // Unanswered items of one RecordMany call.
    size_t max_undecided_items = 4096;
    // Facts waiting per partition.
    size_t max_queued_facts = 10'000;
    // Case states kept in memory, for deciding and for projecting each.
    size_t state_cache_bytes = size_t{256} << 20;
    // Blocks of the read models kept in memory.
    size_t block_cache_bytes = size_t{128} << 20;
    // What figures add up, kept in memory: up to about 30 bytes per case or placement and figure. Beyond
    // that, figures are read from disk, which takes some tenths of a second for a million.
    size_t figure_bytes = size_t{512} << 20;
    // What the log, and the read models, gather in memory before they write it to table files, each.
    size_t write_buffer_bytes = size_t{64} << 20;
    rpc::ServerOptions rpc;
    // Told of calls that were refused, and of those whose client records their trace.
    rpc::CallWatch call_watch;
    // Told of every such record once it is projected, on the projector's thread; must not block. Empty:
    // traces are not kept.
    std::function<void(std::string_view projection, const log::Traces::Traced& traced)> on_projected;
    // With Services::learning, how often measures in use are evaluated at most, where facts have come in, and
    // what is news recorded (RecurringEvaluation); absl::InfiniteDuration(): never.
    absl::Duration evaluate_measures_every = absl::Hours(1);
    EvaluationWatch evaluation_watch;
  };

  // Opens the data directory and serves. `clock` must outlive the server.
  //   FAILED_PRECONDITION  the topic is not fit for the log (TOPIC_UNFIT); another process has the directory;
  //   the address cannot be listened on (see rpc::Server). DATA_LOSS            what is stored is damaged.
  //   INVALID_ARGUMENT     an option makes no sense.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Options& options, const base::Clock& clock);
  // Stop at once.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  // To connect to: "127.0.0.1:41237".
  const std::string& address() const;
  // As rpc::Server::InProcessChannel.
  std::shared_ptr<grpc::Channel> InProcessChannel();
  // Of the log, which may have been made with another number than Options::partitions.
  int partitions() const;

  // What its parts tell of themselves. Thread-safe, and until it is destroyed.
  void WriteMetrics(metrics::Page& page) const;
  // OK where every service serves, as the health service says; else UNAVAILABLE with those that do not, and
  // why. Thread-safe, as WriteMetrics.
  absl::Status Ready() const;

  // Says NOT_SERVING, hands its partitions over to other recorders, if there are any, refuses new calls
  // (UNAVAILABLE, STOPPING), answers every fact that was accepted, ends the streams, and closes. What is not
  // answered by `deadline` is cancelled, but a batch that the log is already writing is waited for. Only
  // once, from one thread.
  void Stop(absl::Time deadline);

 private:
  struct Rep;
  explicit Server(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_SERVER_H_
