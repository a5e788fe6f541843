// Features as the selection and the interface number them.
#ifndef PRAKSIS_SERVICES_LEARNING_FEATURES_H_
#define PRAKSIS_SERVICES_LEARNING_FEATURES_H_

#include "libs/selection/selection.h"
#include "praksis/v1/selection.pb.h"

namespace praksis::services {

// From 0 here and from 1 there, in one order.
constexpr v1::PlacementFeature ToProto(selection::Feature feature) {
  return static_cast<v1::PlacementFeature>(static_cast<int>(feature) + v1::PLACEMENT_FEATURE_REASON_CITIZEN);
}
// `feature` is not UNSPECIFIED.
constexpr selection::Feature FromProto(v1::PlacementFeature feature) {
  return static_cast<selection::Feature>(feature - v1::PLACEMENT_FEATURE_REASON_CITIZEN);
}
static_assert(ToProto(selection::Feature::kBeliefTrajectory) == v1::PLACEMENT_FEATURE_BELIEF_TRAJECTORY);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_LEARNING_FEATURES_H_
