#include "services/praksisd/logging.h"

#include <chrono>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "libs/base/strings.h"
#include "libs/base/trace_parent.h"
#include "libs/rpc/server.h"
#include "libs/rpc/wire.h"
#include "spdlog/formatter.h"
#include "spdlog/sinks/stdout_color_sinks.h"
#include "spdlog/spdlog.h"

namespace praksis::services {
namespace {

// Of the line that this thread is writing: spdlog has no place for them. It formats within its call.
thread_local const LogFields* fields_of_line = nullptr;

std::string_view View(spdlog::string_view_t text) { return {text.data(), text.size()}; }

void AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  // What is written may be what anybody sent; a reader of JSON stumbles over half a character.
  for (const char c : rpc::WithoutInvalidUtf8(text)) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += absl::StrFormat("\\u%04x", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void AppendMember(std::string_view name, std::string_view value, std::string& out) {
  out += out.empty() ? '{' : ',';
  AppendQuoted(name, out);
  out += ':';
  AppendQuoted(value, out);
}

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& line, spdlog::memory_buf_t& out) override {
    static const LogFields none;
    const std::string time =
        absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromChrono(line.time), absl::UTCTimeZone());
    const std::string json =
        JsonLine(time, View(spdlog::level::to_string_view(line.level)), View(line.logger_name),
                 View(line.payload), fields_of_line == nullptr ? none : *fields_of_line);
    out.append(json.data(), json.data() + json.size());
    out.push_back('\n');
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

bool json = false;

// A refusal that its client can do something about, or has asked for.
bool IsClients(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDataLoss:
      return false;
    default:
      return true;
  }
}

LogFields FieldsOf(const rpc::EndedCall& call) {
  return {{"method", call.method.name},
          {"code", absl::StatusCodeToString(call.code)},
          {"reason", call.reason},
          {"took_ms", absl::StrFormat("%.3f", absl::ToDoubleMilliseconds(call.took))},
          {"correlation_id", call.correlation},
          {"trace_id", std::string(base::TraceIdOf(call.trace_parent))}};
}

}  // namespace

std::string JsonLine(std::string_view time, std::string_view level, std::string_view program,
                     std::string_view message, const LogFields& fields) {
  std::string line;
  AppendMember("time", time, line);
  AppendMember("level", level, line);
  AppendMember("program", program, line);
  AppendMember("message", message, line);
  for (const auto& [name, value] : fields) {
    if (!value.empty()) AppendMember(name, value, line);
  }
  return line + "}";
}

void LogTo(const std::string& program, const std::string& level, LogFormat format) {
  json = format == LogFormat::kJson;
  auto logger = spdlog::stderr_color_mt(program);
  if (json) {
    logger->set_formatter(std::make_unique<JsonFormatter>());
  } else {
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  }
  logger->set_level(spdlog::level::from_str(level));
  // Debug lines are looked for as they come, too.
  logger->flush_on(spdlog::level::debug);
  spdlog::set_default_logger(std::move(logger));
  rpc::SayThrough([](std::string_view line) { spdlog::warn("{}", line); });
}

void LogLine(LogLevel level, std::string_view message, const LogFields& fields) {
  const auto spdlog_level = level == LogLevel::kDebug ? spdlog::level::debug : spdlog::level::info;
  if (!spdlog::should_log(spdlog_level)) return;
  if (json) {
    fields_of_line = &fields;
    spdlog::log(spdlog_level, "{}", message);
    fields_of_line = nullptr;
    return;
  }
  std::string line(message);
  for (const auto& [name, value] : fields) {
    if (!value.empty()) line += base::StrCat(" ", name, "=", value);
  }
  spdlog::log(spdlog_level, "{}", line);
}

void CallLog::Refused(const rpc::EndedCall& call) {
  const bool clients = IsClients(call.code);
  Write(clients ? LogLevel::kDebug : LogLevel::kInfo, clients ? "call refused" : "call failed",
        FieldsOf(call));
}

void CallLog::Traced(const rpc::EndedCall& call) { Write(LogLevel::kDebug, "call traced", FieldsOf(call)); }

void CallLog::Projected(std::string_view projection, const log::Traces::Traced& traced) {
  Write(LogLevel::kDebug, "event projected",
        {{"projection", std::string(projection)},
         {"partition", base::StrCat(traced.partition.value())},
         {"offset", base::StrCat(traced.offset.value())},
         {"trace_id", std::string(base::TraceIdOf(traced.trace_parent))}});
}

void CallLog::Write(LogLevel level, std::string_view message, const LogFields& fields) {
  if (!spdlog::should_log(level == LogLevel::kDebug ? spdlog::level::debug : spdlog::level::info)) return;
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  const int64_t second = std::chrono::duration_cast<std::chrono::seconds>(since).count();
  int64_t left_out = 0;
  {
    const std::lock_guard lock(mutex_);
    if (second != second_) {
      second_ = second;
      lines_ = 0;
      left_out = std::exchange(left_out_, 0);
    }
    if (++lines_ > kLinesPerSecond) {
      ++left_out_;
      return;
    }
  }
  if (left_out > 0) LogLine(level, "lines about calls left out", {{"lines", base::StrCat(left_out)}});
  LogLine(level, message, fields);
}

}  // namespace praksis::services
