#include "services/cli/projections_text.h"

#include <algorithm>
#include <cstdio>

#include "absl/time/time.h"
#include "libs/base/strings.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

using base::StrCat;

constexpr size_t kShownBytes = 24;

std::string MomentText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixSeconds(time.seconds()), absl::LocalTimeZone());
}

// What is behind, most of all partitions: "3 events, 2 s"; of what is kept, up to when it knows.
std::string LagText(const v1::Projection& projection) {
  if (projection.has_known()) return StrCat("as known ", MomentText(projection.known()));
  if (projection.lags().empty()) return "";
  int64_t events = 0;
  google::protobuf::Duration oldest;
  for (const v1::PartitionLag& lag : projection.lags()) {
    events += lag.events();
    if (lag.age().seconds() >= oldest.seconds()) oldest = lag.age();
  }
  if (events == 0) return "none";
  return StrCat(Grouped(events), events == 1 ? " event, " : " events, ", DurationText(oldest));
}

std::string StateText(const v1::Projection& projection) {
  std::string text = v1::Projection::State_Name(projection.state());
  if (!projection.has_progress() || projection.progress().total() <= 0) return text;
  const v1::Progress& progress = projection.progress();
  text += StrCat(" ", 100 * progress.done() / progress.total(), " %");
  if (progress.has_left()) text += StrCat(", ", DurationText(progress.left()), " left");
  return text;
}

std::string ModelsText(const v1::Projection& projection) {
  std::string text;
  for (const std::string& model : projection.models()) text += StrCat(text.empty() ? "" : " ", model);
  if (projection.has_problem()) return projection.problem().message();
  return projection.of_other_program() ? StrCat("other program: ", text.empty() ? "?" : text) : text;
}

// Printable ASCII as it is, all else in hexadecimal digits.
std::string KeyText(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes.substr(0, kShownBytes)) {
    if (byte > 0x20 && byte < 0x7f && byte != '\\') {
      text += byte;
    } else {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned char>(byte));
      text += hex;
    }
  }
  if (bytes.empty()) return "(absent)";
  return bytes.size() > kShownBytes ? text + "…" : text;
}

Style StyleOf(const v1::Projection& projection) {
  if (projection.has_problem()) return Style::kRed;
  switch (projection.state()) {
    case v1::Projection::SERVING:
      return Style::kBold;
    case v1::Projection::STOPPED:
      return Style::kDim;
    default:
      return Style::kPlain;
  }
}

}  // namespace

std::string BytesText(int64_t bytes) {
  if (bytes < 1024) return StrCat(bytes, " B");
  double value = static_cast<double>(bytes);
  const char* unit = "B";
  for (const char* larger : {"KiB", "MiB", "GiB", "TiB"}) {
    if (value < 1024) break;
    value /= 1024;
    unit = larger;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %s", value, unit);
  return text;
}

std::string DurationText(const google::protobuf::Duration& duration) {
  const int64_t seconds = duration.seconds() + (duration.nanos() > 0 ? 1 : 0);
  if (seconds < 120) return StrCat(seconds, " s");
  if (seconds < 7'200) return StrCat(seconds / 60, " min");
  if (seconds < 172'800) return StrCat(seconds / 3'600, " h");
  return StrCat(seconds / 86'400, " d");
}

std::string RenderProjections(const std::vector<std::pair<std::string, v1::Projection>>& projections,
                              bool name_servers, const Terminal& terminal) {
  std::vector<Column> columns = {{"NAME"},       {"STATE"},   {"BEHIND"},
                                 {"SIZE", true}, {"CREATED"}, {"MODELS", false, Fit::kWrapped}};
  if (name_servers) columns.insert(columns.begin(), {"SERVER"});
  Table table(std::move(columns));
  for (const auto& [server, projection] : projections) {
    std::vector<std::string> cells = {projection.name(),
                                      StateText(projection),
                                      LagText(projection),
                                      BytesText(projection.disk_bytes()),
                                      MomentText(projection.created()),
                                      ModelsText(projection)};
    if (name_servers) cells.insert(cells.begin(), server);
    table.Add(std::move(cells), StyleOf(projection));
  }
  return table.Render(terminal);
}

std::string RenderComparison(const v1::Comparison& comparison, const Terminal& terminal) {
  std::string text;
  if (terminal.interactive) {
    text = StrCat(
        Grouped(comparison.rows_compared()), " rows of ", Harmless(comparison.left()), " and ",
        Harmless(comparison.right()), " compared at one position: ",
        comparison.rows_different() == 0
            ? Styled(terminal, Style::kGreen, "all are equal")
            : Styled(terminal, Style::kRed, StrCat(Grouped(comparison.rows_different()), " are different")),
        "\n");
  }
  if (comparison.differences().empty()) return text;
  Table table({{"TABLE"}, {"KEY"}, {Harmless(comparison.left())}, {Harmless(comparison.right())}});
  for (const v1::Comparison::Row& row : comparison.differences()) {
    table.Add({row.table(), KeyText(row.key()), KeyText(row.left()), KeyText(row.right())});
  }
  return StrCat(text, text.empty() ? "" : "\n", table.Render(terminal));
}

}  // namespace praksis::cli
