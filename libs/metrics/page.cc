#include "libs/metrics/page.h"

#include <cstddef>
#include <limits>
#include <map>
#include <sstream>
#include <vector>

#include "libs/base/check.h"
#include "prometheus/check_names.h"
#include "prometheus/client_metric.h"
#include "prometheus/metric_family.h"
#include "prometheus/metric_type.h"
#include "prometheus/text_serializer.h"

namespace praksis::metrics {

struct Page::Rep {
  prometheus::ClientMetric& Add(std::string_view name, std::string_view help, prometheus::MetricType type,
                                Labels labels) {
    const auto [known, is_new] = places.emplace(name, families.size());
    if (is_new) {
      PRAKSIS_CHECK(prometheus::CheckMetricName(known->first), "metric ", name);
      families.push_back({.name = known->first, .help = std::string(help), .type = type, .metric = {}});
    }
    prometheus::MetricFamily& family = families[known->second];
    PRAKSIS_CHECK(family.type == type, "metric ", name, " is of two kinds");
    prometheus::ClientMetric& metric = family.metric.emplace_back();
    for (const auto& [label, value] : labels)
      metric.label.push_back({std::string(label), std::string(value)});
    return metric;
  }

  std::vector<prometheus::MetricFamily> families;
  std::map<std::string, size_t, std::less<>> places;  // of a family by its name
};

Page::Page() : rep_(std::make_unique<Rep>()) {}
Page::~Page() = default;

void Page::Counter(std::string_view name, std::string_view help, double value, Labels labels) {
  rep_->Add(name, help, prometheus::MetricType::Counter, labels).counter.value = value;
}

void Page::Gauge(std::string_view name, std::string_view help, double value, Labels labels) {
  rep_->Add(name, help, prometheus::MetricType::Gauge, labels).gauge.value = value;
}

void Page::Histogram(std::string_view name, std::string_view help, const Distribution& distribution,
                     double unit, Labels labels) {
  auto& histogram = rep_->Add(name, help, prometheus::MetricType::Histogram, labels).histogram;
  uint64_t cumulative = 0;
  for (size_t i = 0; i < distribution.counts.size(); ++i) {
    cumulative += static_cast<uint64_t>(distribution.counts[i]);
    const bool last = i == distribution.bounds.size();
    histogram.bucket.push_back({.cumulative_count = cumulative,
                                .upper_bound = last ? std::numeric_limits<double>::infinity()
                                                    : static_cast<double>(distribution.bounds[i]) / unit});
  }
  histogram.sample_count = cumulative;
  histogram.sample_sum = static_cast<double>(distribution.sum) / unit;
}

std::string Page::Text() const {
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, rep_->families);
  return std::move(text).str();
}

}  // namespace praksis::metrics
