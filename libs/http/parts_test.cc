// What is read from requests before any handler sees them.
#include <gtest/gtest.h>

#include <string>

#include "libs/base/refusal.h"
#include "libs/http/coding.h"
#include "libs/http/guard.h"
#include "libs/http/host.h"
#include "libs/http/message.h"
#include "libs/http/query.h"
#include "libs/http/routes.h"
#include "libs/http/wire.h"

namespace praksis::http {
namespace {

TEST(Query, DecodesNamesAndValuesInOrder) {
  const auto fields =
      ParseQuery("municipality=DK-360&municipality=DK-376&label=bl%C3%A5+b%C3%A6r&empty=&bare&&");
  ASSERT_TRUE(fields.has_value());
  ASSERT_EQ(fields->size(), 5);
  EXPECT_EQ((*fields)[1].value, "DK-376");
  EXPECT_EQ((*fields)[2].value, "blå bær");
  EXPECT_EQ((*fields)[3].value, "");
  EXPECT_EQ((*fields)[4].name, "bare");
}

TEST(Query, RefusesWhatCannotBeDecoded) {
  for (const char* query : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "a=%c0%af", "%ed%a0%80=1"}) {
    EXPECT_FALSE(ParseQuery(query).has_value()) << query;
  }
  std::string many;
  for (size_t i = 0; i <= kMaxParameters; ++i) many += "a=1&";
  EXPECT_FALSE(ParseQuery(many).has_value());
}

TEST(Utf8, IsWellFormedOnly) {
  EXPECT_TRUE(IsUtf8("på 👍 שלום"));
  EXPECT_FALSE(IsUtf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(IsUtf8("\xc3"));
  EXPECT_FALSE(IsUtf8("\x80"));
}

TEST(Coding, TakesWhatAcceptEncodingNames) {
  EXPECT_TRUE(Accepts("gzip, deflate, br", "gzip"));
  EXPECT_TRUE(Accepts("br;q=1.0, GZIP;q=0.2", "gzip"));
  EXPECT_TRUE(Accepts("*", "br"));
  EXPECT_FALSE(Accepts("", "gzip"));
  EXPECT_FALSE(Accepts("gzip;q=0", "gzip"));
  EXPECT_FALSE(Accepts("*, gzip;q=0", "gzip"));
  EXPECT_FALSE(Accepts("gzip;q=high", "gzip"));
}

TEST(Coding, GzipComesBackTheSameAndIsBounded) {
  const std::string text(100'000, 'x');
  const std::string packed = Gzip(text);
  EXPECT_LT(packed.size(), 1'000);
  EXPECT_EQ(Gunzip(packed, text.size()), text);
  EXPECT_FALSE(Gunzip(packed, text.size() - 1).has_value());
  EXPECT_FALSE(Gunzip(packed.substr(0, packed.size() - 1), text.size()).has_value());
  EXPECT_FALSE(Gunzip("no gzip", 100).has_value());
}

TEST(Host, IsOwnByLoopbackNamesOnly) {
  for (const char* host :
       {"localhost", "localhost:7480", "127.0.0.1:7480", "127.8.9.1", "[::1]:80", "LOCALHOST"}) {
    EXPECT_TRUE(IsOwnHost(host, {})) << host;
  }
  for (const char* host : {"", "example.org", "localhost.example.org", "127.0.0.1.example.org:7480",
                           "localhost:port", "10.0.0.1:7480", "[::1]x:1"}) {
    EXPECT_FALSE(IsOwnHost(host, {})) << host;
  }
  EXPECT_TRUE(IsOwnHost("praksis.example.org:443", {"praksis.example.org"}));
}

TEST(Address, IsNumbersOfThisMachineAndAPort) {
  EXPECT_EQ(ParseAddress("localhost:7480")->host, "127.0.0.1");
  EXPECT_EQ(ParseAddress("[::1]:0")->host, "::1");
  for (const char* text : {"", "7480", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80",
                           "[127.0.0.1]:80", "example.org:80", "127.0.0.1:+1"}) {
    EXPECT_EQ(base::ReasonOf(ParseAddress(text).status()), "LISTEN_ADDRESS_INVALID") << text;
  }
}

Request From(std::vector<Field> headers, std::string method = "GET") {
  Request request;
  request.method = std::move(method);
  request.headers = std::move(headers);
  return request;
}

TEST(Guard, RefusesPagesOfOtherSites) {
  const Field host{"Host", "localhost:7480"};
  EXPECT_FALSE(RefuseForeign(From({host}), true, {}));
  EXPECT_FALSE(RefuseForeign(From({host, {"Origin", "http://127.0.0.1:5173"}}, "POST"), true, {}));
  EXPECT_FALSE(RefuseForeign(From({host, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}}),
                             true, {}));
  EXPECT_EQ(RefuseForeign(From({{"Host", "rebound.example.org"}}), true, {})->status, 403);
  EXPECT_EQ(RefuseForeign(From({host, {"Origin", "https://example.org"}}, "POST"), true, {})->status, 403);
  EXPECT_EQ(RefuseForeign(From({host, {"Origin", "null"}}, "POST"), true, {})->status, 403);
  EXPECT_EQ(RefuseForeign(From({host, {"Sec-Fetch-Site", "cross-site"}}, "POST"), false, {})->status, 403);
  EXPECT_EQ(
      RefuseForeign(From({host, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}}, "POST"),
                    false, {})
          ->status,
      403);
  EXPECT_FALSE(RefuseForeign(From({{"Host", "praksis.example.org"}}), false, {}));
}

TEST(Guard, TakesTheAbsoluteFormOfATarget) {
  EXPECT_EQ(OriginForm("http://localhost:7480/a?b"), "/a?b");
  EXPECT_EQ(OriginForm("http://localhost:7480"), "/");
  EXPECT_EQ(OriginForm("/a"), "/a");
}

TEST(Head, HasNoHeaderThatAValueBrings) {
  Response response;
  response.headers.push_back({"X-Note", "one\r\nSet-Cookie: two"});
  const std::string head = HeadText(response, {.length = 0}, absl::UnixEpoch());
  EXPECT_EQ(head.find("\nSet-Cookie"), std::string::npos);
  EXPECT_NE(head.find("Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"), std::string::npos);
}

TEST(Problem, IsJsonWhateverItQuotes) {
  EXPECT_EQ(Problem(404, "not_found", "no \"a\\b\"\n").body,
            R"({"code":"not_found","message":"no \"a\\b\"\u000a"})");
}

}  // namespace
}  // namespace praksis::http
