#include "libs/metrics/page.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace praksis::metrics {
namespace {

TEST(PageTest, MetricsOfOneNameStandTogetherUnderOneHelp) {
  Page page;
  page.Counter("praksis_things_total", "Things.", 3, {{"kind", "a"}});
  page.Gauge("praksis_level", "A level.", 1.5);
  page.Counter("praksis_things_total", "Things.", 4, {{"kind", "b"}});
  EXPECT_EQ(page.Text(),
            "# HELP praksis_things_total Things.\n"
            "# TYPE praksis_things_total counter\n"
            "praksis_things_total{kind=\"a\"} 3\n"
            "praksis_things_total{kind=\"b\"} 4\n"
            "# HELP praksis_level A level.\n"
            "# TYPE praksis_level gauge\n"
            "praksis_level 1.5\n");
}

TEST(PageTest, AHistogramCountsUpwardsInTheUnitOfItsName) {
  static constexpr std::array<int64_t, 2> kBounds = {1'000'000, 2'000'000'000};
  Histogram took(kBounds);
  took.Observe(500'000);
  took.Observe(1'500'000'000);
  took.Observe(3'000'000'000);
  Page page;
  page.Histogram("praksis_took_seconds", "How long.", took.distribution(), kNanoseconds);
  EXPECT_THAT(page.Text(), testing::HasSubstr("praksis_took_seconds_count 3\n"
                                              "praksis_took_seconds_sum 4.5005\n"
                                              "praksis_took_seconds_bucket{le=\"0.001\"} 1\n"
                                              "praksis_took_seconds_bucket{le=\"2\"} 2\n"
                                              "praksis_took_seconds_bucket{le=\"+Inf\"} 3\n"));
}

TEST(PageTest, WhatStandsInALabelCannotEndIt) {
  Page page;
  page.Gauge("praksis_level", "A level.", 1, {{"broker", "a\"b\\c\nd"}});
  EXPECT_THAT(page.Text(), testing::HasSubstr("praksis_level{broker=\"a\\\"b\\\\c\\nd\"} 1\n"));
}

TEST(PageDeathTest, AMetricIsOfOneKindAndHasAName) {
  Page page;
  page.Gauge("praksis_level", "A level.", 1);
  EXPECT_DEATH(page.Counter("praksis_level", "A level.", 1), "two kinds");
  EXPECT_DEATH(page.Gauge("praksis level", "A level.", 1), "metric praksis level");
}

}  // namespace
}  // namespace praksis::metrics
