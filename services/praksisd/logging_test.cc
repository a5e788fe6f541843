#include "services/praksisd/logging.h"

#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace praksis::services {
namespace {

google::protobuf::Struct Parsed(const std::string& line) {
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &object).ok()) << line;
  return object;
}

TEST(JsonLineTest, HasTimeLevelProgramMessageAndFields) {
  EXPECT_EQ(JsonLine("2026-11-26T17:37:17.123Z", "info", "praksisd", "call refused",
                     {{"code", "ABORTED"}, {"reason", ""}, {"trace_id", "4bf9"}}),
            R"({"time":"2026-11-26T17:37:17.123Z","level":"info","program":"praksisd",)"
            R"("message":"call refused","code":"ABORTED","trace_id":"4bf9"})");
}

TEST(JsonLineTest, WhateverIsSaidIsOneLineAndStaysWithinItsQuotes) {
  const std::string said = "a \"b\" \\ c\nd\te\x01 f";
  const std::string line =
      JsonLine("", "info", "praksisd", said, {{"correlation_id", "\",\"level\":\"error"}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const google::protobuf::Struct object = Parsed(line);
  EXPECT_EQ(object.fields().at("message").string_value(), said);
  EXPECT_EQ(object.fields().at("level").string_value(), "info");
  EXPECT_EQ(object.fields().at("correlation_id").string_value(), "\",\"level\":\"error");
}

TEST(JsonLineTest, WhatIsNoUtf8DoesNotBreakIt) {
  EXPECT_EQ(Parsed(JsonLine("", "info", "praksisd", "half \xc3", {})).fields().at("message").string_value(),
            "half ?");
}

}  // namespace
}  // namespace praksis::services
