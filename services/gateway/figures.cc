#include "services/gateway/figures.h"

#include <utility>

#include "absl/strings/str_replace.h"
#include "libs/base/encoding.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/definitions/definitions.h"
#include "praksis/v1/dashboards.pb.h"
#include "services/gateway/codec.h"
#include "services/gateway/connect_error.h"
#include "services/gateway/figure_csv.h"
#include "services/gateway/pages.h"

namespace praksis::gateway {
namespace {

using google::protobuf::Message;

constexpr absl::Duration kLimit = absl::Seconds(60);

std::string TypeOf(FigureFormat format) {
  switch (format) {
    case FigureFormat::kJson:
    case FigureFormat::kMetadata:
      return "application/json";
    case FigureFormat::kCsv:
      return "text/csv; charset=utf-8; header=present";
    case FigureFormat::kSvg:
      return "image/svg+xml";
    case FigureFormat::kPng:
      return "image/png";
  }
  return "";
}

// Of what was asked, the answer (its position is part of it) and how it is shown.
std::string EtagOf(const std::string& bytes, const FigureQuery& query) {
  const PictureOptions& picture = query.picture;
  const std::string shown = base::StrCat(static_cast<int>(query.format), "|", picture.lang, "|",
                                         picture.theme, "|", picture.width, "x", picture.height, "|");
  return base::StrCat(
      "W/\"",
      base::ToHex(base::Sha256(shown + query.request->SerializeAsString() + "|" + bytes)).substr(0, 32),
      "\"");
}

}  // namespace

struct Figures::Asked {
  std::shared_ptr<http::Exchange> exchange;
  FigureQuery query;
  std::string etag;

  http::Response Begun() const {
    http::Response response;
    response.headers = {{"Cache-Control", "no-cache"}, {"ETag", etag}};
    AddSafetyHeaders(response);
    return response;
  }
  void Refuse(const absl::Status& status) const {
    http::Response response = ErrorResponse(status);
    AddSafetyHeaders(response);
    exchange->Answer(std::move(response));
  }
  void Send(std::string body) const {
    http::Response response = Begun();
    response.content_type = TypeOf(query.format);
    if (query.format == FigureFormat::kCsv) {
      response.headers.push_back(
          {"Content-Disposition", base::StrCat("attachment; filename=\"", query.figure, ".csv\"")});
    }
    response.body = std::move(body);
    exchange->Answer(std::move(response));
  }
  void SendOrRefuse(absl::StatusOr<std::string> body) const {
    if (!body.ok()) return Refuse(body.status());
    Send(*std::move(body));
  }
};

void Figures::AddTo(http::Routes& routes) {
  routes.Add("/figures/", {"GET"}, [this](const auto& exchange) { Handle(exchange); });
}

void Figures::Handle(const std::shared_ptr<http::Exchange>& exchange) {
  const auto asked = std::make_shared<Asked>();
  asked->exchange = exchange;
  absl::StatusOr<FigureQuery> query = ReadFigureQuery(exchange->request().path, exchange->request().query);
  if (!query.ok()) return asked->Refuse(query.status());
  asked->query = *std::move(query);
  const auto& method = *asked->query.method;
  CallSettings settings{.deadline = clock_.Now() + kLimit, .metadata = {}};
  const auto call =
      backend_.Call(base::StrCat("/", method.service()->full_name(), "/", method.name()), settings,
                    asked->query.request->SerializeAsString(), [this, asked](UnaryAnswer answer) {
                      worker_.Post([this, asked, got = std::move(answer)] { Answer(asked, got); });
                    });
  exchange->OnGone([call] { call->Cancel(); });
}

void Figures::Answer(const std::shared_ptr<Asked>& asked, const UnaryAnswer& answer) {
  if (!answer.bytes.ok()) return asked->Refuse(answer.bytes.status());
  asked->etag = EtagOf(*answer.bytes, asked->query);
  if (asked->exchange->request().Header("If-None-Match") == asked->etag) {
    http::Response unchanged = asked->Begun();
    unchanged.status = 304;
    return asked->exchange->Answer(std::move(unchanged));
  }
  const auto figure = NewMessage(*asked->query.method->output_type());
  if (!figure->ParseFromString(*answer.bytes))
    return asked->Refuse(absl::InternalError("the answer is unreadable"));
  switch (asked->query.format) {
    case FigureFormat::kJson:
      return asked->SendOrRefuse(FigureJson(*figure));
    case FigureFormat::kCsv:
      return asked->Send(FigureCsv(*figure));
    case FigureFormat::kMetadata:
      return asked->SendOrRefuse(
          FigureMetadataJson(*figure, *asked->query.request, asked->query.picture.lang));
    case FigureFormat::kSvg:
    case FigureFormat::kPng:
      return Draw(asked, *figure);
  }
}

void Figures::Draw(const std::shared_ptr<Asked>& asked, const Message& figure) {
  absl::StatusOr<std::string> json = ToJson(figure);
  if (!json.ok()) return asked->Refuse(json.status());
  charts_.Draw(asked->query.figure, *std::move(json), asked->query.picture,
               asked->query.format == FigureFormat::kPng,
               [asked](absl::StatusOr<std::string> picture) { asked->SendOrRefuse(std::move(picture)); });
}

absl::StatusOr<std::string> FigureJson(const Message& answer) {
  ASSIGN_OR_RETURN(const std::string json, ToJson(answer, /*everything=*/true));
  // Quotes within texts are escaped, so that neither can stand in one.
  return absl::StrReplaceAll(
      json, {{R"({"value":"0","suppressed":true})", R"({"suppressed":true})"},
             {R"({"value":0,"lower":0,"upper":0,"suppressed":true})", R"({"suppressed":true})"}});
}

absl::StatusOr<std::string> FigureMetadataJson(const Message& answer, const Message& request,
                                               const std::string& language) {
  const auto* const field = answer.GetDescriptor()->FindFieldByName("metadata");
  v1::FigureMetadata metadata;
  metadata.ParseFromString(answer.GetReflection()->GetMessage(answer, field).SerializeAsString());
  metadata.set_definition(definitions::InLanguage(metadata.figure(), metadata.definition_revision(),
                                                  metadata.definition(), language));
  ASSIGN_OR_RETURN(std::string json, ToJson(metadata, true));
  const std::unique_ptr<Message> asked(request.New());
  asked->CopyFrom(request);
  const auto& reflection = *asked->GetReflection();
  reflection.ClearField(asked.get(), asked->GetDescriptor()->FindFieldByName("at_least"));
  reflection.MutableMessage(asked.get(), asked->GetDescriptor()->FindFieldByName("selection"));
  ASSIGN_OR_RETURN(const std::string selection, ToJson(*asked));
  json.back() = ',';
  return json + selection.substr(1);
}

}  // namespace praksis::gateway
