#include "libs/selection/prepared_pool.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "libs/base/strings.h"

namespace praksis::selection {
namespace {

constexpr size_t kMaxPlacements = (size_t{1} << 24) - 1;
constexpr size_t kMaxValues = 255;

bool AreDistinct(const std::vector<std::string>& names) {
  return std::set<std::string>(names.begin(), names.end()).size() == names.size();
}

// The names that a pool refers to, and its shape.
void CheckPool(const Pool& pool, std::vector<base::FieldViolation>& violations) {
  const auto violate = [&](std::string field, std::string description) {
    violations.push_back({std::move(field), std::move(description)});
  };
  if (pool.size() > kMaxPlacements)
    violate("pool", base::StrCat("has more than ", kMaxPlacements, " placements"));
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    const std::vector<std::string>& names = pool.values[feature];
    const std::string field = base::StrCat("pool.values[", feature, "]");
    if (names.empty() || !names[0].empty()) violate(field, "does not begin with the empty name");
    if (names.size() > kMaxValues) violate(field, base::StrCat("has more than ", kMaxValues, " values"));
    if (!AreDistinct(names)) violate(field, "names a value twice");
  }
  if (pool.sites.size() > 0xffff) violate("pool.sites", "has more than 65535 sites");
  if (!AreDistinct(pool.sites)) violate("pool.sites", "names a site twice");
  const auto check_column = [&](size_t size, const char* name) {
    if (size != pool.size()) {
      violate(base::StrCat("pool.", name),
              base::StrCat("has ", size, " entries for ", pool.size(), " placements"));
    }
  };
  check_column(pool.site.size(), "site");
  check_column(pool.caseworker.size(), "caseworker");
  check_column(pool.exclusion.size(), "exclusion");
  check_column(pool.days.size(), "days");
  check_column(pool.months.size(), "months");
  check_column(pool.consented.size(), "consented");
  check_column(pool.pseudonym.size(), "pseudonym");
}

// That the rows of a pool of the right shape refer to what there is.
void CheckRows(const Pool& pool, std::vector<base::FieldViolation>& violations) {
  FeatureValues largest = {};
  for (const FeatureValues& features : pool.features) {
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      largest[feature] = std::max(largest[feature], features[feature]);
    }
  }
  for (size_t feature = 0; feature < kFeatureCount && pool.size() > 0; ++feature) {
    if (largest[feature] >= pool.values[feature].size()) {
      violations.push_back(
          {base::StrCat("pool.features[", feature, "]"), "refers to a value that has no name"});
    }
  }
  const auto check_below = [&](const auto& column, size_t limit, const char* name) {
    if (!column.empty() && *std::max_element(column.begin(), column.end()) >= limit) {
      violations.push_back({base::StrCat("pool.", name), "refers to something that has no name"});
    }
  };
  check_below(pool.site, pool.sites.size(), "site");
  check_below(pool.caseworker, pool.caseworkers.size(), "caseworker");
  for (const Exclusion exclusion : pool.exclusion) {
    if (exclusion == Exclusion::kNone || exclusion == Exclusion::kRanTooShort ||
        exclusion == Exclusion::kCaseUnavailable) {
      continue;
    }
    violations.push_back({"pool.exclusion", "has what only the selection decides"});
    break;
  }
}

}  // namespace

PreparedPool::PreparedPool(const Pool& pool, std::pmr::memory_resource* memory) : pool_(pool) {
  CheckPool(pool, violations_);
  if (violations_.empty()) CheckRows(pool, violations_);
  if (!violations_.empty()) return;
  universe_.emplace(pool, memory);
  columns_ = std::async(std::launch::async, [this, memory] { return Columns(*universe_, memory); }).share();
}

size_t PreparedPool::bytes() const {
  return violations_.empty() ? sizeof(*this) + universe_->bytes() + columns().bytes() : sizeof(*this);
}

}  // namespace praksis::selection
