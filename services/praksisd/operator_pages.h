// The pages for who keeps a server running:
//   /metrics   what it tells of itself, for Prometheus (text format 0.0.4)
//   /healthz   200 while the process answers: for who restarts what hangs
//   /readyz    200 where every service serves, as the health service says; else 503 with what is missing
// None says anything of a case or a person, so that they may be asked for without a certificate.
#ifndef PRAKSIS_SERVICES_PRAKSISD_OPERATOR_PAGES_H_
#define PRAKSIS_SERVICES_PRAKSISD_OPERATOR_PAGES_H_

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "libs/base/executor.h"
#include "libs/http/routes.h"
#include "libs/metrics/instruments.h"
#include "services/server/server.h"

namespace praksis::services {

// Answers made on a thread of its own, for asking a database for its figures may take a while. Must outlive
// the HTTP server whose routes it is in, and not the server that it tells of.
class OperatorPages {
 public:
  OperatorPages(std::string program, std::string data_directory, const Server& server)
      : program_(std::move(program)), data_directory_(std::move(data_directory)), server_(server) {}

  void AddTo(http::Routes& routes);

  // As http::ServerOptions::observe has it: counts what is answered over HTTP.
  void Observe(std::string_view route, int status, absl::Duration took);

  // What /metrics answers.
  std::string Metrics() const;

 private:
  const std::string program_;
  const std::string data_directory_;
  const Server& server_;
  // By hundreds of the status: 2xx, 3xx, 4xx, 5xx.
  std::array<metrics::Counter, 4> answers_;
  metrics::Histogram answer_times_{metrics::AnswerTimes()};
  base::ThreadExecutor thread_{"metrics"};
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_PRAKSISD_OPERATOR_PAGES_H_
