// The script engine keeps its script within bounds.
#include "services/gateway/script_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/refusal.h"
#include "services/gateway/png.h"

namespace praksis::gateway {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<std::string> DrawWith(const std::string& script, const ScriptEngine::Limits& limits = {}) {
  auto engine = ScriptEngine::Load(script, limits);
  if (!engine.ok()) return engine.status();
  return (*engine)->Call("draw", {"funnel", "[1,2]"}, R"({"lang":"da"})");
}

TEST(ScriptEngine, CallsAFunctionWithTextsAndAnObject) {
  EXPECT_EQ(
      *DrawWith("function draw(name, json, options) { return name + JSON.parse(json).length + options.lang "
                "+ 'å'; }"),
      "funnel2daå");
}

TEST(ScriptEngine, SaysWhatAScriptThrows) {
  for (const char* script : {"function draw() { throw new Error('no such figure'); }", "this is no script",
                             "function draw() { return 7; }", "function other() {}", "throw 'early'",
                             "function draw() { return draw() + 1; }"}) {
    EXPECT_EQ(base::ReasonOf(DrawWith(script).status()), "SCRIPT_FAILED") << script;
  }
  EXPECT_THAT(DrawWith("function draw() { throw new Error('no such figure'); }").status().message(),
              HasSubstr("no such figure"));
}

TEST(ScriptEngine, HasNeitherFilesNorNetworkNorTimers) {
  EXPECT_EQ(*DrawWith("function draw() { return [typeof require, typeof fetch, typeof setTimeout, typeof "
                      "print].join(); }"),
            "undefined,undefined,undefined,undefined");
}

TEST(ScriptEngine, StopsAScriptThatWantsTooMuchMemory) {
  const ScriptEngine::Limits limits{.memory_bytes = size_t{4} << 20, .time = absl::Seconds(20)};
  EXPECT_EQ(
      base::ReasonOf(
          DrawWith("function draw() { var a = []; for (;;) a.push('x' + a.length); }", limits).status()),
      "SCRIPT_TOO_LARGE");
  EXPECT_EQ(
      base::ReasonOf(
          DrawWith(
              "function draw() { var a = []; for (;;) { try { a.push('x' + a.length); } catch (e) {} } }",
              {.memory_bytes = size_t{4} << 20, .time = absl::Seconds(1)})
              .status())
          .substr(0, 10),
      "SCRIPT_TOO");
}

TEST(ScriptEngine, StopsAScriptThatTakesTooLong) {
  const ScriptEngine::Limits limits{.memory_bytes = size_t{64} << 20, .time = absl::Milliseconds(200)};
  EXPECT_EQ(base::ReasonOf(DrawWith("function draw() { for (;;) ({}); }", limits).status()),
            "SCRIPT_TOO_SLOW");
}

TEST(Png, IsDrawnFromSvg) {
  const auto png = SvgToPng(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#123456"/></svg>)");
  ASSERT_TRUE(png.ok()) << png.status();
  EXPECT_EQ(png->substr(0, 4), "\x89PNG");
  EXPECT_EQ(png->substr(16, 8), std::string("\0\0\0\x14\0\0\0\x0a", 8));
  EXPECT_EQ(base::ReasonOf(SvgToPng("no svg").status()), "SVG_UNREADABLE");
  EXPECT_EQ(base::ReasonOf(
                SvgToPng(R"(<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9000"/>)").status()),
            "PICTURE_TOO_LARGE");
}

}  // namespace
}  // namespace praksis::gateway
