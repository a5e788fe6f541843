#include "libs/base/trace_parent.h"

#include <string>

#include "gtest/gtest.h"

namespace praksis::base {
namespace {

constexpr char kExample[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceParent, IsOneOfVersion00) {
  EXPECT_TRUE(IsTraceParent(kExample));
  EXPECT_TRUE(IsTraceParent("00-00000000000000000000000000000001-0000000000000001-00"));
  EXPECT_TRUE(IsTraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff"));
}

TEST(TraceParent, IsNotWhatTheStandardCallsInvalid) {
  for (const char* invalid : {"", "00",
                              // other versions
                              "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                              "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                              // ids of zeros
                              "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                              "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                              // capitals, and what is no digit
                              "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                              "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
                              "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A",
                              // other separators
                              "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                              "00-4bf92f3577b34da6a3ce929d0e0e4736a00f067aa0ba902b7-01",
                              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7 01",
                              // too short, too long
                              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
                              " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}) {
    EXPECT_FALSE(IsTraceParent(invalid)) << invalid;
  }
}

TEST(TraceParent, IsSampledWhereTheLowestFlagSaysSo) {
  const auto with_flags = [](const std::string& flags) {
    return "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-" + flags;
  };
  for (const char* flags : {"01", "03", "0b", "ff"}) EXPECT_TRUE(IsSampled(with_flags(flags))) << flags;
  for (const char* flags : {"00", "02", "0a", "fe"}) EXPECT_FALSE(IsSampled(with_flags(flags))) << flags;
  EXPECT_FALSE(IsSampled(""));
  EXPECT_FALSE(IsSampled("01"));
}

TEST(TraceParent, HasAnId) {
  EXPECT_EQ(TraceIdOf(kExample), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(TraceIdOf("4bf92f3577b34da6a3ce929d0e0e4736"), "");
}

}  // namespace
}  // namespace praksis::base
