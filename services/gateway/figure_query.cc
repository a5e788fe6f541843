#include "services/gateway/figure_query.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"
#include "libs/http/query.h"
#include "libs/rpc/wire.h"
#include "praksis/v1/dashboards.pb.h"
#include "services/gateway/codec.h"

namespace praksis::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using Violations = std::vector<base::FieldViolation>;

constexpr std::string_view kRoot = "/figures/";
constexpr int kMinPixels = 200;
constexpr int kMaxPixels = 4000;

const ServiceDescriptor& Dashboards() {
  return *v1::GetFunnelRequest::descriptor()->file()->FindServiceByName("Dashboards");
}

// "GetReturnToWork" is "return-to-work".
std::string NameOf(const MethodDescriptor& method) {
  std::string name;
  for (const char c : std::string_view(method.name()).substr(3)) {
    if (absl::ascii_isupper(c) && !name.empty()) name += '-';
    name += absl::ascii_tolower(c);
  }
  return name;
}

bool AnswersWithFigure(const MethodDescriptor& method) {
  const FieldDescriptor* const metadata = method.output_type()->FindFieldByName("metadata");
  return method.name().starts_with("Get") && metadata != nullptr &&
         metadata->message_type() == v1::FigureMetadata::descriptor();
}

// A parameter of a URL, and the field of Selection that it is.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOfSelection = {{
    {"municipality", "municipalities"},
    {"from", "from"},
    {"to", "to"},
    {"target_group", "target_groups"},
    {"industry", "industry_sections"},
}};

// The field for a parameter and the message that has it; nulls where the figure has no such parameter.
std::pair<Message*, const FieldDescriptor*> FieldFor(std::string_view name, Message& request) {
  for (const auto& [parameter, field] : kOfSelection) {
    if (name != parameter) continue;
    const FieldDescriptor* const selection = request.GetDescriptor()->FindFieldByName("selection");
    if (selection == nullptr) return {nullptr, nullptr};
    Message* const message = request.GetReflection()->MutableMessage(&request, selection);
    return {message, message->GetDescriptor()->FindFieldByName(std::string(field))};
  }
  if (name != "voice" && name != "rater" && name != "at_least" && name != "known_at") {
    return {nullptr, nullptr};
  }
  return {&request, request.GetDescriptor()->FindFieldByName(std::string(name))};
}

std::string ValuesOf(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) names.push_back(type.value(i)->name());
  }
  return absl::StrJoin(names, ", ");
}

void SetField(Message& message, const FieldDescriptor& field, const http::Field& parameter,
              Violations& violations) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.AddString(&message, &field, parameter.value);
  if (field.type() == FieldDescriptor::TYPE_STRING)
    return reflection.SetString(&message, &field, parameter.value);
  const auto* const value = field.enum_type()->FindValueByName(parameter.value);
  if (value == nullptr || value->number() == 0) {
    violations.push_back({parameter.name, base::StrCat("\"", parameter.value, "\" is none of ",
                                                       ValuesOf(*field.enum_type()))});
    return;
  }
  reflection.SetEnum(&message, &field, value);
}

void ReadPixels(const http::Field& parameter, int& pixels, Violations& violations) {
  if (absl::SimpleAtoi(parameter.value, &pixels) && pixels >= kMinPixels && pixels <= kMaxPixels) return;
  violations.push_back(
      {parameter.name, base::StrCat("must be a number from ", kMinPixels, " to ", kMaxPixels)});
}

// Whether this is a parameter of pictures.
bool ReadPicture(const http::Field& parameter, PictureOptions& picture, Violations& violations) {
  if (parameter.name == "lang") {
    picture.lang = parameter.value;
    const auto& known = codelists::kLanguages;
    if (std::find(known.begin(), known.end(), parameter.value) == known.end()) {
      violations.push_back({"lang", "must be da, sv, en or he"});
    }
  } else if (parameter.name == "theme") {
    picture.theme = parameter.value;
    if (parameter.value != "light" && parameter.value != "dark") {
      violations.push_back({"theme", "must be light or dark"});
    }
  } else if (parameter.name == "width") {
    ReadPixels(parameter, picture.width, violations);
  } else if (parameter.name == "height") {
    ReadPixels(parameter, picture.height, violations);
  } else {
    return false;
  }
  return true;
}

void ReadParameters(const std::vector<http::Field>& parameters, FigureQuery& query, Violations& violations) {
  const bool picture = query.format == FigureFormat::kSvg || query.format == FigureFormat::kPng;
  const bool in_words = query.format == FigureFormat::kMetadata;
  std::set<std::string> seen;
  for (const http::Field& parameter : parameters) {
    const bool again = !seen.insert(parameter.name).second;
    const auto [message, field] = FieldFor(parameter.name, *query.request);
    if (again && (field == nullptr || !field->is_repeated())) {
      violations.push_back({parameter.name, "may be given once"});
    } else if (field != nullptr) {
      SetField(*message, *field, parameter, violations);
    } else if (!(picture || (in_words && parameter.name == "lang")) ||
               !ReadPicture(parameter, query.picture, violations)) {
      violations.push_back({parameter.name, base::StrCat("is no parameter of ", query.figure)});
    }
  }
}

std::optional<FigureFormat> FormatOf(std::string_view extension) {
  constexpr std::array<std::pair<std::string_view, FigureFormat>, 5> kFormats = {{
      {"json", FigureFormat::kJson},
      {"csv", FigureFormat::kCsv},
      {"metadata.json", FigureFormat::kMetadata},
      {"svg", FigureFormat::kSvg},
      {"png", FigureFormat::kPng},
  }};
  for (const auto& [name, format] : kFormats) {
    if (name == extension) return format;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> FigureNames() {
  std::vector<std::string> names;
  for (int i = 0; i < Dashboards().method_count(); ++i) {
    if (AnswersWithFigure(*Dashboards().method(i))) names.push_back(NameOf(*Dashboards().method(i)));
  }
  return names;
}

const MethodDescriptor* FindFigure(std::string_view figure) {
  for (int i = 0; i < Dashboards().method_count(); ++i) {
    const MethodDescriptor* const method = Dashboards().method(i);
    if (AnswersWithFigure(*method) && NameOf(*method) == figure) return method;
  }
  return nullptr;
}

absl::StatusOr<FigureQuery> ReadFigureQuery(std::string_view path, std::string_view query) {
  path.remove_prefix(std::min(kRoot.size(), path.size()));
  const size_t dot = path.find('.');
  FigureQuery read;
  read.figure = rpc::WithoutInvalidUtf8(path.substr(0, dot));
  read.method = FindFigure(read.figure);
  if (read.method == nullptr) {
    return base::Refuse(absl::StatusCode::kNotFound, "FIGURE_UNKNOWN",
                        base::StrCat("there is no figure \"", read.figure, "\"; there are ",
                                     absl::StrJoin(FigureNames(), ", ")),
                        {{"figure", read.figure}});
  }
  const std::string extension(dot == std::string_view::npos ? "" : path.substr(dot + 1));
  const auto format = FormatOf(extension);
  if (!format) {
    return base::Refuse(absl::StatusCode::kNotFound, "FORMAT_UNKNOWN",
                        base::StrCat("a figure comes as .json, .csv, .metadata.json, .svg or .png, not as \"",
                                     rpc::WithoutInvalidUtf8(extension), "\""),
                        {{"format", rpc::WithoutInvalidUtf8(extension)}});
  }
  read.format = *format;
  read.request = NewMessage(*read.method->input_type());
  const auto parameters = http::ParseQuery(query);
  if (!parameters) return base::RefuseRequest("QUERY_INVALID", {{"query", "cannot be decoded"}});
  Violations violations;
  ReadParameters(*parameters, read, violations);
  if (!violations.empty()) return base::RefuseRequest("QUERY_INVALID", violations);
  return read;
}

}  // namespace praksis::gateway
