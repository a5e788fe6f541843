#include "services/learning/kept_choice.h"

#include <string>
#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "services/learning/explanation.h"
#include "services/learning/features.h"

namespace praksis::services {
namespace {

using selection::Exclusion;
using selection::Feature;

void PutValue(const selection::Pool& pool, const selection::FeatureValues& features, Feature feature,
              v1::FeatureValue& out) {
  const auto index = static_cast<size_t>(feature);
  out.set_feature(ToProto(feature));
  out.set_value(pool.values[index][features[index]]);
}

absl::Status PutCase(const projection::View& view, const readmodels::Universe& universe, size_t placement,
                     v1::LearningCase& out) {
  ASSIGN_OR_RETURN(readmodels::Universe::Identity identity, universe.Identify(view, placement));
  out.set_case_stream(std::move(identity.stream));
  out.set_placement_id(std::move(identity.placement_id));
  return absl::OkStatus();
}

absl::Status PutPick(const projection::View& view, const readmodels::Universe& universe,
                     const readmodels::Universe* others, const selection::Pick& pick, int64_t k,
                     v1::SelectionPick& out) {
  const selection::Pool& pool = universe.pool();
  RETURN_IF_ERROR(PutCase(view, universe, pick.placement, *out.mutable_learning_case()));
  out.set_site(pool.sites[pool.site[pick.placement]]);
  out.set_only_anonymised(pick.anonymised);
  out.set_gain_micros(pick.gain_micros);
  for (const Feature feature : pick.newly_shows) {
    PutValue(pool, pool.features[pick.placement], feature, *out.add_newly_covers());
  }
  if (pick.twin) RETURN_IF_ERROR(PutCase(view, *others, pick.twin->placement, *out.mutable_twin()));
  if (pick.stands_for >= k) out.set_stands_for(static_cast<int32_t>(pick.stands_for));
  if (pick.runner_up == pick.placement) return absl::OkStatus();
  out.set_runner_up_distance_micros(pick.runner_up_distance_micros);
  return PutCase(view, universe, pick.runner_up, *out.mutable_runner_up());
}

void PutExcluded(const selection::Selection& selection, int64_t k, v1::SelectionCoverage& out) {
  // In the order in which they are applied.
  static constexpr std::pair<Exclusion, v1::SelectionExclusion> kReasons[] = {
      {Exclusion::kCaseUnavailable, v1::SELECTION_EXCLUSION_SUBJECT_ERASED},
      {Exclusion::kRanTooShort, v1::SELECTION_EXCLUSION_RAN_TOO_SHORT},
      {Exclusion::kFiltered, v1::SELECTION_EXCLUSION_FILTERED},
      {Exclusion::kNoConsent, v1::SELECTION_EXCLUSION_NO_CONSENT},
      {Exclusion::kNoConsentAndNotAlikeEnough, v1::SELECTION_EXCLUSION_TOO_FEW_ALIKE}};
  for (const auto& [exclusion, reason] : kReasons) {
    int64_t placements = 0;
    for (const auto& site : selection.sites) placements += site.excluded[static_cast<size_t>(exclusion)];
    if (placements == 0) continue;
    auto& excluded = *out.add_excluded();
    excluded.set_reason(reason);
    if (placements >= k) excluded.set_placements(static_cast<int32_t>(placements));
  }
}

void PutCoverage(const selection::Pool& pool, const selection::Selection& selection, int64_t k,
                 v1::SelectionCoverage& out) {
  int64_t universe = 0;
  int64_t candidates = 0;
  for (const auto& site : selection.sites) {
    universe += site.universe;
    candidates += site.candidates;
  }
  if (universe >= k) out.set_universe(static_cast<int32_t>(universe));
  if (candidates >= k) out.set_candidates(static_cast<int32_t>(candidates));
  out.set_covered_permille(selection.coverage_permille);
  PutExcluded(selection, k, out);
  for (const selection::Uncovered& uncovered : selection.uncovered) {
    if (uncovered.placements < k) continue;
    auto& cluster = *out.add_uncovered();
    cluster.set_placements(static_cast<int32_t>(uncovered.placements));
    for (size_t feature = 0; feature < selection::kFeatureCount; ++feature) {
      if (uncovered.features[feature] == 0) continue;
      PutValue(pool, uncovered.features, static_cast<Feature>(feature), *cluster.add_shared());
    }
  }
}

}  // namespace

void AddCodelistRevisions(const codelists::Codelists& codelists,
                          google::protobuf::RepeatedPtrField<std::string>& revisions) {
  for (const char* list : {"interruption-reason", "target-group"}) {
    *revisions.Add() = base::StrCat(list, "@", codelists.Revision(list));
  }
}

absl::StatusOr<v1::CasesSelected> Keep(const projection::View& view, const readmodels::Universe& universe,
                                       const readmodels::Universe* others,
                                       const selection::Parameters& parameters,
                                       const selection::Selection& selection) {
  const int64_t k = parameters.threshold;
  v1::CasesSelected kept;
  kept.set_algorithm_revision(selection::AlgorithmRevision(parameters, selection));
  kept.set_candidates_sha256(
      others == nullptr ? selection.candidates_sha256
                        : base::ToHex(base::Sha256(selection.candidates_sha256 + selection.others_sha256)));
  for (const selection::Pick& pick : selection.picks) {
    RETURN_IF_ERROR(PutPick(view, universe, others, pick, k, *kept.add_picks()));
  }
  v1::SelectionCertificate& certificate = *kept.mutable_certificate();
  certificate.set_objective_micros(selection.objective_micros);
  certificate.set_upper_bound_micros(selection.upper_bound_micros);
  certificate.set_proven_permille(ProvenPermille(selection));
  certificate.set_exact(selection.exact);
  certificate.set_picks_cut_short(selection.picks_cut_short);
  for (size_t quota = 0; quota < selection.slack_micros.size(); ++quota) {
    const selection::SiteReport& of = selection.sites[quota];
    v1::SelectionSlack& slack = *certificate.add_slack();
    slack.set_site(universe.pool().sites[of.site]);
    if (of.among) {
      slack.mutable_among()->set_feature(ToProto(of.among->feature));
      slack.mutable_among()->set_value(of.among->value);
    }
    slack.set_slack_micros(selection.slack_micros[quota]);
  }
  PutCoverage(universe.pool(), selection, k, *kept.mutable_coverage());
  return kept;
}

}  // namespace praksis::services
