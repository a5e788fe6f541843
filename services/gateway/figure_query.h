// What is asked by a figure's URL: "/figures/<figure>.<format>?municipality=DK-360&from=2025-01-01".
#ifndef PRAKSIS_SERVICES_GATEWAY_FIGURE_QUERY_H_
#define PRAKSIS_SERVICES_GATEWAY_FIGURE_QUERY_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace praksis::gateway {

enum class FigureFormat { kJson, kCsv, kMetadata, kSvg, kPng };

// How a picture is to look.
struct PictureOptions {
  std::string lang = "en";
  std::string theme = "light";
  int width = 800;
  int height = 480;
};

struct FigureQuery {
  // As in FigureMetadata.figure.
  std::string figure;
  FigureFormat format = FigureFormat::kJson;
  const google::protobuf::MethodDescriptor* method = nullptr;
  std::unique_ptr<google::protobuf::Message> request;
  // Of metadata the language alone.
  PictureOptions picture;
};

// The calls that answer with a figure: those of Dashboards named Get<Figure> whose answer has FigureMetadata.
// "return-to-work" is GetReturnToWork; null where there is no such figure.
const google::protobuf::MethodDescriptor* FindFigure(std::string_view figure);
// Their names, in the contract's order.
std::vector<std::string> FigureNames();

// Reads path and query. Parameters: municipality, target_group, industry (all repeated), from, to, at_least,
// and voice or rater where the figure has them; lang for pictures and metadata; for pictures also theme,
// width and height.
//   NOT_FOUND         FIGURE_UNKNOWN, FORMAT_UNKNOWN.
//   INVALID_ARGUMENT  QUERY_INVALID with BadRequest: every parameter that is none of these, given twice or
//   malformed.
absl::StatusOr<FigureQuery> ReadFigureQuery(std::string_view path, std::string_view query);

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_FIGURE_QUERY_H_
