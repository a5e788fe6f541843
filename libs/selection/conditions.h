// What a placement has to meet to be a candidate. Internal to libs/selection.
#ifndef PRAKSIS_LIBS_SELECTION_CONDITIONS_H_
#define PRAKSIS_LIBS_SELECTION_CONDITIONS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/selection/selection.h"

namespace praksis::selection {

inline constexpr uint8_t kNoQuota = 255;

// Which quota a placement belongs to, if any.
class Quotas {
 public:
  Quotas(const Pool& pool, const Parameters& parameters) : pool_(pool), sites_(pool.sites.size()) {
    for (size_t i = 0; i < parameters.quotas.size(); ++i) {
      const Quota& quota = parameters.quotas[i];
      OfSite& site = sites_[quota.site];
      if (!quota.among) {
        site.by_value.fill(static_cast<uint8_t>(i));
        continue;
      }
      go_by_features_ = true;
      site.feature = static_cast<size_t>(quota.among->feature);
      const std::vector<std::string>& names = pool.values[site.feature];
      const auto value = std::find(names.begin() + 1, names.end(), quota.among->value);
      if (value == names.end()) continue;
      site.by_value[static_cast<size_t>(value - names.begin())] = static_cast<uint8_t>(i);
    }
  }

  // Index into Parameters::quotas, or kNoQuota.
  uint8_t Of(size_t row) const { return Of(pool_.site[row], pool_.features[row]); }
  uint8_t Of(uint16_t site, const FeatureValues& features) const {
    return sites_[site].by_value[features[sites_[site].feature]];
  }
  // Otherwise the site alone tells.
  bool GoByFeatures() const { return go_by_features_; }

 private:
  struct OfSite {
    OfSite() { by_value.fill(kNoQuota); }
    size_t feature = 0;
    std::array<uint8_t, 256> by_value = {};
  };

  const Pool& pool_;
  std::vector<OfSite> sites_;
  bool go_by_features_ = false;
};

// Which filter keeps a placement out.
class Filters {
 public:
  Filters(const Pool& pool, const Parameters& parameters) : pool_(pool) {
    for (const Filter& filter : parameters.filters) {
      OfFeature& here = filters_.emplace_back();
      here.feature = filter.feature;
      const std::vector<std::string>& names = pool.values[static_cast<size_t>(filter.feature)];
      for (size_t value = 1; value < names.size(); ++value) {
        here.admits[value] =
            std::find(filter.values.begin(), filter.values.end(), names[value]) != filter.values.end();
      }
    }
  }

  bool Admit(size_t row) const { return Admit(pool_.features[row]); }
  bool Admit(const FeatureValues& features) const {
    return std::all_of(filters_.begin(), filters_.end(),
                       [&](const OfFeature& filter) { return Admits(filter, features); });
  }
  // The feature of the one filter that keeps it out; nothing where there is none, or more than one.
  std::optional<Feature> OnlyHindrance(size_t row) const {
    std::optional<Feature> hindrance;
    for (const OfFeature& filter : filters_) {
      if (Admits(filter, pool_.features[row])) continue;
      if (hindrance) return std::nullopt;
      hindrance = filter.feature;
    }
    return hindrance;
  }

 private:
  struct OfFeature {
    Feature feature = Feature::kReasonCitizen;
    std::array<bool, 256> admits = {};  // by value; never of what is not known
  };

  static bool Admits(const OfFeature& filter, const FeatureValues& features) {
    return filter.admits[features[static_cast<size_t>(filter.feature)]];
  }

  const Pool& pool_;
  std::vector<OfFeature> filters_;
};

// Of a placement that meets all other conditions.
inline Exclusion Decide(bool consented, bool alike_enough, bool consented_only) {
  if (consented) return Exclusion::kNone;
  if (consented_only) return Exclusion::kNoConsent;
  return alike_enough ? Exclusion::kNone : Exclusion::kNoConsentAndNotAlikeEnough;
}

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_CONDITIONS_H_
