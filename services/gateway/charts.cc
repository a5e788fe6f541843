#include "services/gateway/charts.h"

#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/http/message.h"
#include "services/gateway/png.h"

namespace praksis::gateway {
namespace {

using http::JsonText;

// An engine that holds more than this is made anew: what a script leaves behind must not grow for ever.
constexpr size_t kRenewBytes = size_t{64} << 20;

}  // namespace

Charts::Charts(std::function<std::string()> script, std::string labels)
    : script_(std::move(script)), labels_(std::move(labels)) {}

void Charts::Draw(const std::string& figure, std::string answer, const PictureOptions& options, bool png,
                  Done done) {
  if (waiting_.fetch_add(1) >= kMaxWaiting) {
    --waiting_;
    return done(base::RefuseOverload(
        "CHARTS_BUSY", "too many pictures are being drawn; ask again in a moment", absl::Seconds(2)));
  }
  thread_.Post([this, figure, json = std::move(answer), options, png, reply = std::move(done)]() mutable {
    absl::StatusOr<std::string> picture = Svg(figure, json, options);
    if (picture.ok() && png) picture = SvgToPng(*picture);
    --waiting_;
    reply(std::move(picture));
  });
}

absl::Status Charts::Prepare() {
  std::string script = script_();
  if (script.empty()) {
    return base::Refuse(
        absl::StatusCode::kUnavailable, "NO_CHARTS",
        "pictures are drawn by a script that is built with the pages, and it is not there: deploy/up "
        "builds it");
  }
  if (engine_ != nullptr && engine_->memory_bytes() <= kRenewBytes && script == loaded_script_)
    return absl::OkStatus();
  engine_ = nullptr;
  ASSIGN_OR_RETURN(engine_, ScriptEngine::Load(script, {}));
  loaded_script_ = std::move(script);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Charts::Svg(const std::string& figure, const std::string& answer,
                                        const PictureOptions& options) {
  RETURN_IF_ERROR(Prepare());
  const std::string object = base::StrCat(
      "{\"lang\":", JsonText(options.lang), ",\"theme\":", JsonText(options.theme),
      ",\"width\":", options.width, ",\"height\":", options.height, ",\"labels\":", labels_, "}");
  absl::StatusOr<std::string> svg = engine_->Call("renderFigure", {figure, answer}, object);
  if (!svg.ok()) engine_ = nullptr;
  return svg;
}

}  // namespace praksis::gateway
