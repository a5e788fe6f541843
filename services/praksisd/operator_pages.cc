#include "services/praksisd/operator_pages.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "libs/base/strings.h"
#include "libs/http/exchange.h"
#include "libs/metrics/page.h"
#include "libs/metrics/process.h"

namespace praksis::services {
namespace {

constexpr char kPlainText[] = "text/plain; charset=utf-8";

http::Response Text(int status, std::string_view content_type, std::string body) {
  return {.status = status,
          .content_type = std::string(content_type),
          .headers = {{"Cache-Control", "no-store"}},
          .body = std::move(body),
          .shared_body = nullptr};
}

http::Response Readiness(const Server& server) {
  const absl::Status ready = server.Ready();
  if (ready.ok()) return Text(200, kPlainText, "ready\n");
  return Text(503, kPlainText, base::StrCat("not ready: ", ready.message(), "\n"));
}

}  // namespace

void OperatorPages::AddTo(http::Routes& routes) {
  routes.Add("/metrics", {"GET"}, [this](std::shared_ptr<http::Exchange> exchange) {
    thread_.Post([this, exchange = std::move(exchange)] {
      exchange->Answer(Text(200, metrics::Page::kContentType, Metrics()));
    });
  });
  routes.Add("/readyz", {"GET"},
             [this](std::shared_ptr<http::Exchange> exchange) { exchange->Answer(Readiness(server_)); });
  routes.Add("/healthz", {"GET"}, [](std::shared_ptr<http::Exchange> exchange) {
    exchange->Answer(Text(200, kPlainText, "alive\n"));
  });
}

void OperatorPages::Observe(std::string_view /*route*/, int status, absl::Duration took) {
  answers_[static_cast<size_t>(std::clamp(status / 100, 2, 5) - 2)].Add();
  answer_times_.Observe(absl::ToInt64Nanoseconds(took));
}

std::string OperatorPages::Metrics() const {
  metrics::Page page;
  page.Gauge("praksis_build_info", "1, labelled with the program and its version.", 1,
             {{"program", program_}, {"version", PRAKSIS_VERSION}});
  metrics::WriteProcess(page);
  metrics::WriteDisk(data_directory_, page);
  server_.WriteMetrics(page);
  for (size_t i = 0; i < answers_.size(); ++i) {
    page.Counter("praksis_http_requests_total", "Requests answered over HTTP, by hundreds of their status.",
                 static_cast<double>(answers_[i].value()), {{"status", base::StrCat(i + 2, "xx")}});
  }
  page.Histogram("praksis_http_duration_seconds", "From an HTTP request's last byte to its answer's.",
                 answer_times_.distribution(), metrics::kNanoseconds);
  return page.Text();
}

}  // namespace praksis::services
