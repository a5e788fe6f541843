#include "libs/figures/proportion.h"

#include "gtest/gtest.h"

namespace praksis::figures {
namespace {

// Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table
// I, method 3 (score, without continuity correction).
TEST(WilsonProportionTest, GivesThePublishedIntervals) {
  struct Example {
    int64_t hits, trials;
    double lower, upper;
  };
  for (const Example& example : {Example{81, 263, 0.2553, 0.3662}, Example{15, 148, 0.0624, 0.1605},
                                 Example{0, 20, 0.0, 0.1611}, Example{1, 29, 0.0061, 0.1718}}) {
    const Proportion proportion = WilsonProportion(example.hits, example.trials);
    EXPECT_NEAR(proportion.lower, example.lower, 5e-5) << example.hits << "/" << example.trials;
    EXPECT_NEAR(proportion.upper, example.upper, 5e-5) << example.hits << "/" << example.trials;
    EXPECT_DOUBLE_EQ(proportion.value,
                     static_cast<double>(example.hits) / static_cast<double>(example.trials));
  }
}

TEST(WilsonProportionTest, SaysNothingWithoutTrials) {
  const Proportion proportion = WilsonProportion(0, 0);
  EXPECT_EQ(proportion.value, 0);
  EXPECT_EQ(proportion.lower, 0);
  EXPECT_EQ(proportion.upper, 1);
}

TEST(WilsonProportionTest, IsTheSameReadFromEitherEnd) {
  for (int64_t hits = 0; hits <= 40; ++hits) {
    const Proportion those = WilsonProportion(hits, 40);
    const Proportion others = WilsonProportion(40 - hits, 40);
    EXPECT_NEAR(those.lower, 1 - others.upper, 1e-12);
    EXPECT_LE(those.lower, those.value);
    EXPECT_GE(those.upper, those.value);
  }
  for (int64_t trials = 1; trials <= 400; ++trials) {
    EXPECT_EQ(WilsonProportion(trials, trials).upper, 1) << trials;
    EXPECT_EQ(WilsonProportion(0, trials).lower, 0) << trials;
  }
}

TEST(WilsonProportionTest, StaysWithinItsBoundsForCountsOfACountry) {
  const Proportion proportion = WilsonProportion(4'000'000'000, 9'000'000'000);
  EXPECT_LT(proportion.upper - proportion.lower, 3e-5);
  EXPECT_NEAR(proportion.value, 4.0 / 9.0, 1e-12);
}

}  // namespace
}  // namespace praksis::figures
