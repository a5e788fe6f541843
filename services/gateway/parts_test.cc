// What the gateway reads and writes, without a server: requests of the Connect protocol, errors, URLs of
// figures, tables, pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "absl/strings/escaping.h"
#include "google/rpc/error_details.pb.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"
#include "libs/definitions/definitions.h"
#include "libs/http/coding.h"
#include "libs/http/message.h"
#include "praksis/v1/dashboards.pb.h"
#include "services/gateway/codec.h"
#include "services/gateway/codelists_json.h"
#include "services/gateway/connect_error.h"
#include "services/gateway/connect_request.h"
#include "services/gateway/contract.h"
#include "services/gateway/definitions_json.h"
#include "services/gateway/figure_csv.h"
#include "services/gateway/figure_query.h"
#include "services/gateway/figures.h"
#include "services/gateway/pages.h"

namespace praksis::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr size_t kMax = 1000;

http::Request Post(std::string body, std::vector<http::Field> headers = {}) {
  http::Request request;
  request.method = "POST";
  request.body = std::move(body);
  request.headers = std::move(headers);
  return request;
}

http::Request Get(std::string query) {
  http::Request request;
  request.method = "GET";
  request.query = std::move(query);
  return request;
}

TEST(Contract, HasEveryServiceOfTheProtoFiles) {
  std::set<std::string> written;
  for (const auto& file : std::filesystem::directory_iterator(PRAKSIS_PROTO_DIRECTORY "/praksis/v1")) {
    std::ifstream text(file.path());
    for (std::string line; std::getline(text, line);) {
      if (line.starts_with("service ")) written.insert("praksis.v1." + line.substr(8, line.find(' ', 8) - 8));
    }
  }
  std::set<std::string> offered;
  for (const auto* service : Services()) offered.insert(service->full_name());
  EXPECT_EQ(offered, written);
  EXPECT_GE(written.size(), 5);
}

TEST(Contract, FindsMethodsByTheirPaths) {
  const auto* funnel = FindMethod("/praksis.v1.Dashboards/GetFunnel");
  ASSERT_NE(funnel, nullptr);
  EXPECT_TRUE(IsUnary(*funnel) && ChangesNothing(*funnel));
  EXPECT_FALSE(ChangesNothing(*FindMethod("/praksis.v1.Journal/Record")));
  EXPECT_FALSE(IsUnary(*FindMethod("/praksis.v1.Feed/Subscribe")));
  for (const char* path :
       {"", "/", "/praksis.v1.Dashboards", "/praksis.v1.Dashboards/", "/praksis.v1.Dashboards/getFunnel",
        "/praksis.v1.Nothing/GetFunnel", "praksis.v1.Dashboards/GetFunnel/"}) {
    EXPECT_EQ(FindMethod(path), nullptr) << path;
  }
}

TEST(Codec, SaysWhatIsWrongWithJson) {
  const auto& type = *v1::GetFunnelRequest::descriptor();
  EXPECT_EQ(*ToBytes(type, Codec::kJson, ""), "");
  for (const char* text :
       {"{", "[]", R"({"selektion":{}})", R"({"selection":{"from":7.5e}})", "{\"atLeast\":\"\xff\"}"}) {
    const auto bytes = ToBytes(type, Codec::kJson, text);
    EXPECT_EQ(base::ReasonOf(bytes.status()), "INVALID_JSON") << text;
  }
  EXPECT_THAT(ToBytes(type, Codec::kJson, R"({"selektion":{}})").status().message(), HasSubstr("selektion"));
}

TEST(Codec, EndsWhereJsonIsNestedWithoutEnd) {
  const std::string nested = R"({"selection":)" + std::string(100'000, '[') + "}";
  EXPECT_EQ(base::ReasonOf(ToBytes(*v1::GetFunnelRequest::descriptor(), Codec::kJson, nested).status()),
            "INVALID_JSON");
}

TEST(ConnectRequest, TakesTimeoutAndWhatTracesACall) {
  const auto read = ReadUnaryPost(Post("{}", {{"Connect-Protocol-Version", "1"},
                                              {"Connect-Timeout-Ms", "1500"},
                                              {"X-Correlation-Id", "abc"},
                                              {"Traceparent", "00-1-2-00"},
                                              {"Cookie", "secret"}}),
                                  Codec::kJson, kMax);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->surroundings.timeout, absl::Milliseconds(1500));
  ASSERT_EQ(read->surroundings.metadata.size(), 2);
  EXPECT_EQ(read->surroundings.metadata[0].name, "x-correlation-id");
  EXPECT_EQ(read->surroundings.metadata[1].value, "00-1-2-00");
}

TEST(ConnectRequest, RefusesHeadersThatItCannotFollow) {
  for (const http::Field& header : std::vector<http::Field>{{"Connect-Timeout-Ms", "12345678901"},
                                                            {"Connect-Timeout-Ms", "-1"},
                                                            {"Connect-Timeout-Ms", "soon"},
                                                            {"Connect-Protocol-Version", "2"},
                                                            {"Content-Encoding", "gzip"}}) {
    const auto read = ReadUnaryPost(Post("{}", {header}), Codec::kJson, kMax);
    EXPECT_EQ(base::ReasonOf(read.status()), "CONNECT_REQUEST_INVALID") << header.name << " " << header.value;
  }
  const auto read = ReadUnaryPost(Post("{}", {{"Content-Encoding", "br"}}), Codec::kJson, kMax);
  EXPECT_EQ(base::ReasonOf(read.status()), "COMPRESSION_UNKNOWN");
}

TEST(ConnectRequest, DecompressesWithinBounds) {
  const std::string text(kMax, 'x');
  EXPECT_EQ(
      ReadUnaryPost(Post(http::Gzip(text), {{"Content-Encoding", "gzip"}}), Codec::kJson, kMax)->messages[0],
      text);
  EXPECT_FALSE(
      ReadUnaryPost(Post(http::Gzip(text + "x"), {{"Content-Encoding", "gzip"}}), Codec::kJson, kMax).ok());
}

TEST(ConnectRequest, ReadsAGet) {
  EXPECT_EQ(ReadUnaryGet(Get("connect=v1&encoding=json&message=%7B%7D"), kMax)->messages[0], "{}");
  const auto proto = ReadUnaryGet(Get("encoding=proto&base64=1&message=CgA"), kMax);
  EXPECT_EQ(proto->codec, Codec::kProto);
  EXPECT_EQ(proto->messages[0], std::string("\n\0", 2));
  std::string packed = absl::WebSafeBase64Escape(http::Gzip("{}"));
  EXPECT_EQ(ReadUnaryGet(Get("encoding=json&base64=1&compression=gzip&message=" + packed), kMax)->messages[0],
            "{}");
}

TEST(ConnectRequest, NamesTheParameterOfAGetThatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"message=%7B%7D", "encoding"},
      {"encoding=json", "message"},
      {"encoding=xml&message=", "encoding"},
      {"encoding=json&message=&base64=yes", "base64"},
      {"encoding=json&message=!&base64=1", "message"},
      {"connect=v2&encoding=json&message=", "connect"},
      {"encoding=json&message=&color=red", "color"},
      {"encoding=json&message=%zz", "query"},
  };
  for (const auto& [query, field] : cases) {
    const auto read = ReadUnaryGet(Get(query), kMax);
    ASSERT_FALSE(read.ok()) << query;
    EXPECT_EQ(base::ErrorInfoOf(read.status())->metadata().at("field"), field) << query;
  }
}

TEST(ConnectRequest, ReadsEnvelopes) {
  const std::string body = Envelope(0, "{}") + Envelope(kCompressedFlag, http::Gzip("{ }")) + Envelope(0, "");
  const auto read = ReadStreamPost(Post(body, {{"Connect-Content-Encoding", "gzip"}}), Codec::kJson, kMax);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->messages, ElementsAre("{}", "{ }", ""));
}

TEST(ConnectRequest, RefusesEnvelopesThatAreNone) {
  const std::string whole = Envelope(0, "{}");
  for (size_t size = 1; size < whole.size(); ++size) {
    EXPECT_FALSE(ReadStreamPost(Post(whole.substr(0, size)), Codec::kJson, kMax).ok()) << size;
  }
  EXPECT_FALSE(ReadStreamPost(Post(Envelope(kEndOfStreamFlag, "{}")), Codec::kJson, kMax).ok());
  EXPECT_FALSE(ReadStreamPost(Post(Envelope(kCompressedFlag, http::Gzip("{}"))), Codec::kJson, kMax).ok());
  EXPECT_FALSE(ReadStreamPost(Post(std::string("\0\xff\xff\xff\xff{}", 7)), Codec::kJson, kMax).ok());
}

TEST(ConnectError, CarriesEveryDetail) {
  const absl::Status refusal =
      base::RefuseRequest("REQUEST_INVALID", {{"selection.from", "\"x\" is no date"}});
  const std::string json = ErrorJson(refusal);
  EXPECT_THAT(
      json,
      HasSubstr(
          R"({"code":"invalid_argument","message":"selection.from: \"x\" is no date","details":[{"type":"google.rpc.ErrorInfo","value":")"));
  EXPECT_THAT(json, HasSubstr(R"({"type":"google.rpc.BadRequest","value":")"));
  EXPECT_THAT(
      json,
      HasSubstr(
          R"("debug":{"fieldViolations":[{"field":"selection.from","description":"\"x\" is no date"}]})"));
  const size_t at = json.find("BadRequest\",\"value\":\"") + 21;
  std::string bytes;
  ASSERT_TRUE(absl::Base64Unescape(json.substr(at, json.find('"', at) - at), &bytes));
  google::rpc::BadRequest read;
  ASSERT_TRUE(read.ParseFromString(bytes));
  EXPECT_EQ(read.field_violations(0).field(), "selection.from");
}

TEST(ConnectError, HasTheStatusOfItsCode) {
  EXPECT_EQ(ErrorResponse(absl::UnavailableError("")).status, 503);
  EXPECT_EQ(ErrorResponse(absl::FailedPreconditionError("")).status, 400);
  EXPECT_EQ(ErrorResponse(absl::CancelledError("")).status, 499);
  EXPECT_EQ(EndOfStreamJson(absl::OkStatus()), "{}");
  EXPECT_THAT(EndOfStreamJson(absl::DataLossError("gap")),
              HasSubstr(R"({"error":{"code":"data_loss","message":"gap")"));
}

TEST(FigureQuery, ReadsAllParametersOfAFigure) {
  const auto read = ReadFigureQuery("/figures/interruptions.csv",
                                    "municipality=DK-360&municipality=DK-376&from=2025-01-01&to=2025-12-31&"
                                    "target_group=JOB_READY&industry=G&voice="
                                    "CITIZEN&at_least=abc&known_at=def");
  ASSERT_TRUE(read.ok()) << read.status();
  const auto& request = dynamic_cast<const v1::GetInterruptionsRequest&>(*read->request);
  EXPECT_THAT(request.selection().municipalities(), ElementsAre("DK-360", "DK-376"));
  EXPECT_EQ(request.selection().from(), "2025-01-01");
  EXPECT_THAT(request.selection().industry_sections(), ElementsAre("G"));
  EXPECT_EQ(request.voice(), v1::CITIZEN);
  EXPECT_EQ(request.at_least(), "abc");
  EXPECT_EQ(request.known_at(), "def");
  EXPECT_EQ(read->format, FigureFormat::kCsv);
}

TEST(FigureQuery, KnowsTheFiguresOfTheContract) {
  EXPECT_THAT(FigureNames(), ElementsAre("funnel", "referrals", "interruptions", "disagreement",
                                         "return-to-work", "coaching-outcomes", "belief", "continuity"));
}

TEST(FigureQuery, NamesEveryParameterThatIsWrongAtOnce) {
  const auto read = ReadFigureQuery("/figures/funnel.json", "colour=red&from=a&from=b&voice=CITIZEN&lang=da");
  EXPECT_THAT(base::ViolatedFields(read.status()), ElementsAre("colour", "from", "voice", "lang"));
  const auto picture =
      ReadFigureQuery("/figures/belief.svg", "lang=fr&theme=pink&width=10&height=x&rater=NOBODY");
  EXPECT_THAT(base::ViolatedFields(picture.status()),
              ElementsAre("lang", "theme", "width", "height", "rater"));
  EXPECT_THAT(base::ViolatedFields(ReadFigureQuery("/figures/funnel.json", "a=%zz").status()),
              ElementsAre("query"));
}

TEST(FigureQuery, KnowsNoOtherFiguresAndFormats) {
  EXPECT_EQ(base::ReasonOf(ReadFigureQuery("/figures/Funnel.json", "").status()), "FIGURE_UNKNOWN");
  EXPECT_EQ(base::ReasonOf(ReadFigureQuery("/figures/", "").status()), "FIGURE_UNKNOWN");
  EXPECT_EQ(base::ReasonOf(ReadFigureQuery("/figures/funnel", "").status()), "FORMAT_UNKNOWN");
  EXPECT_EQ(base::ReasonOf(ReadFigureQuery("/figures/funnel.json.csv", "").status()), "FORMAT_UNKNOWN");
}

TEST(FigureCsv, WritesARowForEachPartAndSaysWhatIsWithheld) {
  v1::GetReferralsResponse answer;
  answer.mutable_made()->set_value(12);
  answer.mutable_answered()->set_suppressed(true);
  answer.mutable_acceptance()->set_suppressed(true);
  answer.set_median_suppressed(true);
  answer.mutable_resources_worded()->set_value(0.1);
  answer.mutable_resources_worded()->set_upper(0.25);
  auto& refusal = *answer.add_refusals();
  refusal.set_decided_by("CITIZEN");
  refusal.set_reason("says \"no, thanks\"");
  refusal.mutable_count();
  answer.mutable_metadata()->set_figure("referrals");
  EXPECT_EQ(FigureCsv(answer),
            "part,made,answered,accepted,acceptance,acceptance_lower,acceptance_upper,median_days_to_answer,"
            "resources_worded,resources_worded_lower,resources_worded_upper,median_days_to_answer_lower,"
            "median_days_to_answer_upper,decided_by,reason,count\r\n"
            "total,12,suppressed,,suppressed,suppressed,suppressed,suppressed,0.1,0,0.25,suppressed,"
            "suppressed,,,\r\n"
            "refusals,,,,,,,,,,,,,CITIZEN,\"says \"\"no, thanks\"\"\",0\r\n");
}

TEST(FigureCsv, RepeatsWhatARowIsAPartOf) {
  v1::GetInterruptionsResponse answer;
  auto& cause = *answer.add_causes();
  cause.set_code("ILLNESS");
  cause.mutable_count()->set_value(7);
  auto& point = *cause.add_points();
  point.set_day(28);
  point.mutable_incidence()->set_value(0.5);
  const std::string csv = FigureCsv(answer);
  EXPECT_THAT(csv, HasSubstr("\r\ncauses.points,,,,,28,0.5,0,0,,ILLNESS,false,\r\n"));
  EXPECT_THAT(csv, HasSubstr("\r\ncauses,,,,,,,,,,ILLNESS,false,7\r\n"));
}

TEST(FigureJson, HasNoValueWhereItIsWithheld) {
  v1::GetCoachingOutcomesResponse answer;
  answer.mutable_all()->mutable_episodes()->set_suppressed(true);
  answer.mutable_all()->mutable_success()->set_suppressed(true);
  answer.mutable_all()->mutable_known();
  const std::string json = *FigureJson(answer);
  EXPECT_THAT(
      json,
      HasSubstr(
          R"("episodes":{"suppressed":true},"known":{"value":"0","suppressed":false},"success":{"suppressed":true})"));
}

TEST(FigureMetadata, SaysWhatWasAsked) {
  v1::GetInterruptionsResponse answer;
  answer.mutable_metadata()->set_figure("interruptions");
  auto read =
      ReadFigureQuery("/figures/interruptions.metadata.json", "from=2025-01-01&voice=COMPANY&at_least=p");
  ASSERT_TRUE(read.ok()) << read.status();
  const std::string json = *FigureMetadataJson(answer, *read->request, "en");
  EXPECT_THAT(json, HasSubstr(R"("figure":"interruptions")"));
  EXPECT_THAT(json, HasSubstr(R"("suppressedCells":0)"));
  EXPECT_THAT(json, HasSubstr(R"("selection":{"from":"2025-01-01"},"voice":"COMPANY"})"));
  EXPECT_THAT(*FigureMetadataJson(answer, v1::GetInterruptionsRequest(), "en"),
              HasSubstr(R"("selection":{}})"));
}

TEST(FigureMetadata, HasTheDefinitionInTheLanguageAskedFor) {
  auto read = ReadFigureQuery("/figures/funnel.metadata.json", "lang=sv");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->picture.lang, "sv");
  EXPECT_THAT(
      base::ViolatedFields(ReadFigureQuery("/figures/funnel.metadata.json", "lang=fr&width=400").status()),
      ElementsAre("lang", "width"));
  v1::GetFunnelResponse answer;
  answer.mutable_metadata()->set_figure("funnel");
  const definitions::Definition& funnel = definitions::Of("funnel");
  answer.mutable_metadata()->set_definition_revision(funnel.revision);
  answer.mutable_metadata()->set_definition(funnel.Text());
  for (const std::string language : {"en", "da", "sv", "he"}) {
    EXPECT_THAT(*FigureMetadataJson(answer, *read->request, language),
                HasSubstr("\"definition\":" + http::JsonText(funnel.Text(language))));
  }
  // Of a server of another release.
  answer.mutable_metadata()->set_definition_revision(funnel.revision + 1);
  EXPECT_THAT(*FigureMetadataJson(answer, *read->request, "da"),
              HasSubstr("\"definition\":" + http::JsonText(funnel.Text())));
}

TEST(Definitions, OfEveryFigureAreThereInEveryLanguage) {
  const std::string json = DefinitionsJson();
  for (const std::string& figure : FigureNames()) {
    EXPECT_THAT(json, HasSubstr("\"" + figure + "\":{\"revision\":"));
    EXPECT_THAT(json, HasSubstr(http::JsonText(definitions::Of(figure).Text("he"))));
  }
  EXPECT_THAT(json, HasSubstr("\"experiment-belief\":{"));
  EXPECT_THAT(json, HasSubstr("\"transfer\":{"));
}

TEST(Codelists, AreAllThereWithTheirLabels) {
  const std::string json = CodelistsJson(codelists::Codelists::BuiltIn());
  EXPECT_THAT(json, HasSubstr(R"({"lists":{"belief-influence":{"revision":1,"own":)"));
  EXPECT_THAT(json, HasSubstr(R"({"code":"ILLNESS","labels":{"da":"Sygdom",)"));
  for (const std::string& list : codelists::Codelists::BuiltIn().Lists())
    EXPECT_THAT(json, HasSubstr("\"" + list + "\":{"));
}

class PagesTest : public ::testing::Test {
 protected:
  PagesTest() : directory_(std::filesystem::path(testing::TempDir()) / "pages_test") {
    std::filesystem::remove_all(directory_);
  }
  ~PagesTest() override { std::filesystem::remove_all(directory_); }
  void Write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((directory_ / name).parent_path());
    std::ofstream(directory_ / name) << text;
  }
  http::Response Ask(std::string path, std::vector<http::Field> headers = {}) {
    http::Request request;
    request.method = "GET";
    request.path = std::move(path);
    request.headers = std::move(headers);
    return pages_.Answer(request);
  }
  static std::string HeaderOf(const http::Response& response, std::string_view name) {
    for (const auto& field : response.headers) {
      if (http::SameName(field.name, name)) return field.value;
    }
    return "";
  }

  const std::filesystem::path directory_;
  Pages pages_{directory_.string()};
};

TEST_F(PagesTest, SaysWhatToDoWhereThereAreNone) {
  const http::Response response = Ask("/");
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.bytes(), HasSubstr("deploy/up"));
  EXPECT_EQ(Ask("/assets/app.js").status, 404);
}

TEST_F(PagesTest, AnswersPagesWithTheIndexAndFilesWithThemselves) {
  Write("index.html", "<!doctype html>");
  Write("assets/app-1A2B3C4D.js", "run()");
  Write("assets/app-1A2B3C4D.js.br", "packed");
  EXPECT_EQ(Ask("/").bytes(), "<!doctype html>");
  EXPECT_EQ(Ask("/interruptions").bytes(), "<!doctype html>");
  EXPECT_EQ(HeaderOf(Ask("/"), "Cache-Control"), "no-cache");
  const http::Response script = Ask("/assets/app-1A2B3C4D.js");
  EXPECT_EQ(script.bytes(), "run()");
  EXPECT_THAT(script.content_type, HasSubstr("text/javascript"));
  EXPECT_THAT(HeaderOf(script, "Cache-Control"), HasSubstr("immutable"));
  EXPECT_THAT(HeaderOf(script, "Content-Security-Policy"), HasSubstr("script-src 'self';"));
  EXPECT_EQ(HeaderOf(script, "X-Content-Type-Options"), "nosniff");
  const http::Response packed = Ask("/assets/app-1A2B3C4D.js", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(packed.bytes(), "packed");
  EXPECT_EQ(HeaderOf(packed, "Content-Encoding"), "br");
  const http::Response unchanged = Ask("/", {{"If-None-Match", HeaderOf(Ask("/"), "ETag")}});
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_THAT(unchanged.bytes(), IsEmpty());
}

TEST_F(PagesTest, LeadsNowhereElse) {
  Write("index.html", "<!doctype html>");
  Write("charts-server.js", "draw()");
  std::ofstream(directory_.parent_path() / "secret.txt") << "secret";
  std::filesystem::create_symlink(directory_.parent_path() / "secret.txt", directory_ / "link.txt");
  std::filesystem::create_directory_symlink(directory_.parent_path(), directory_ / "up");
  for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/link.txt",
                           "/up/secret.txt", "/assets/../../secret.txt", "//secret.txt", "/%00", "/%ff",
                           "/charts-server.js", "/index.html.br", "/metrics", "/praksis.v1.Nothing/Get"}) {
    EXPECT_EQ(Ask(path).status, 404) << path;
  }
  std::filesystem::remove(directory_.parent_path() / "secret.txt");
  EXPECT_EQ(pages_.ChartsScript(), "draw()");
}

TEST_F(PagesTest, AreReadAnewWhenTheIndexHasChanged) {
  Write("index.html", "old");
  EXPECT_EQ(Ask("/").bytes(), "old");
  Write("index.html", "new");
  std::filesystem::last_write_time(directory_ / "index.html",
                                   std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
  EXPECT_EQ(Ask("/").bytes(), "new");
}

}  // namespace
}  // namespace praksis::gateway
