// Figures at URLs: GET /figures/<figure>.json | .csv | .metadata.json | .svg | .png (see figure_query.h and
// API.md).
#ifndef PRAKSIS_SERVICES_GATEWAY_FIGURES_H_
#define PRAKSIS_SERVICES_GATEWAY_FIGURES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "libs/base/clock.h"
#include "libs/base/executor.h"
#include "libs/http/routes.h"
#include "services/gateway/backend.h"
#include "services/gateway/charts.h"
#include "services/gateway/figure_query.h"

namespace praksis::gateway {

// Everything given must outlive it. Thread-safe.
class Figures {
 public:
  Figures(Backend& backend, Charts& charts, base::Executor& worker, const base::Clock& clock)
      : backend_(backend), charts_(charts), worker_(worker), clock_(clock) {}

  void AddTo(http::Routes& routes);

 private:
  // A figure that was asked for, until it is answered.
  struct Asked;

  void Handle(const std::shared_ptr<http::Exchange>& exchange);
  void Answer(const std::shared_ptr<Asked>& asked, const UnaryAnswer& answer);
  void Draw(const std::shared_ptr<Asked>& asked, const google::protobuf::Message& figure);

  Backend& backend_;
  Charts& charts_;
  base::Executor& worker_;
  const base::Clock& clock_;
};

// The answer as JSON for who has no schema: fields with their default values are there, but what is withheld
// has no value.
absl::StatusOr<std::string> FigureJson(const google::protobuf::Message& answer);

// What the figure says about itself, its definition in `language`, and what was asked.
absl::StatusOr<std::string> FigureMetadataJson(const google::protobuf::Message& answer,
                                               const google::protobuf::Message& request,
                                               const std::string& language);

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_FIGURES_H_
