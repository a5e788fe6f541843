// Figures as pictures, by the same code that draws them in the pages: the script charts-server.js
// (services/gateway/web), whose global function renderFigure(name, json, options) gives an SVG.
#ifndef PRAKSIS_SERVICES_GATEWAY_CHARTS_H_
#define PRAKSIS_SERVICES_GATEWAY_CHARTS_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "libs/base/executor.h"
#include "services/gateway/figure_query.h"
#include "services/gateway/script_engine.h"

namespace praksis::gateway {

// Draws on a thread of its own, one after the other. Thread-safe.
class Charts {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<std::string>)>;

  // `script` gives the script's text, empty where there is none; it is called on this thread, and again when
  // a picture is wanted and the script has changed. `labels`: what renderFigure gets as options.labels.
  Charts(std::function<std::string()> script, std::string labels);

  // `answer`: the figure's, in JSON. `done` is called once, on this thread or within the call.
  //   UNAVAILABLE         NO_CHARTS: the script is not there.
  //   RESOURCE_EXHAUSTED  CHARTS_BUSY: kMaxWaiting are waiting.
  //   else                as ScriptEngine and SvgToPng.
  void Draw(const std::string& figure, std::string answer, const PictureOptions& options, bool png,
            Done done);

  static constexpr int kMaxWaiting = 16;

 private:
  absl::StatusOr<std::string> Svg(const std::string& figure, const std::string& answer,
                                  const PictureOptions& options);
  absl::Status Prepare();

  const std::function<std::string()> script_;
  const std::string labels_;
  std::atomic<int> waiting_ = 0;
  // On the thread only.
  std::string loaded_script_;
  std::unique_ptr<ScriptEngine> engine_;
  // Last: its tasks use the others.
  base::ThreadExecutor thread_{"charts"};
};

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_CHARTS_H_
