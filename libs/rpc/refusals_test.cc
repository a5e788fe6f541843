// Counting refusals.
#include "libs/rpc/refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/refusal.h"

namespace praksis::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Refusals, CountsByReasonMostFrequentFirst) {
  Refusals refusals;
  refusals.Count(absl::OkStatus());
  refusals.Count(absl::UnavailableError("without a reason"));
  for (int i = 0; i < 2; ++i) {
    refusals.Count(base::Refuse(absl::StatusCode::kNotFound, "CASE_NOT_FOUND", "no such case"));
  }
  EXPECT_THAT(refusals.List(), ElementsAre(Pair("CASE_NOT_FOUND", 2), Pair("UNAVAILABLE", 1)));
}

}  // namespace
}  // namespace praksis::rpc
