#include "services/learning/explanation.h"

#include <string>
#include <string_view>

#include "absl/numeric/int128.h"
#include "libs/base/encoding.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "services/learning/features.h"

namespace praksis::services {
namespace {

using Response = v1::SelectCasesResponse;
using selection::Exclusion;
using selection::Feature;

// -1 where fewer than k.
int64_t Told(int64_t cases, int64_t k) { return cases < k ? -1 : cases; }

std::string PseudonymText(uint64_t pseudonym) {
  std::string bytes;
  base::AppendBigEndian64(pseudonym, bytes);
  return base::ToHex(bytes);
}

const std::string& ValueOf(const selection::Pool& pool, const selection::FeatureValues& features,
                           Feature feature) {
  const auto index = static_cast<size_t>(feature);
  return pool.values[index][features[index]];
}

std::string_view NameOf(Feature feature) {
  switch (feature) {
    case Feature::kReasonCitizen:
      return "reason_citizen";
    case Feature::kReasonCompany:
      return "reason_company";
    case Feature::kReasonJobCentre:
      return "reason_job_centre";
    case Feature::kDurationBand:
      return "duration_band";
    case Feature::kIndustrySection:
      return "industry_section";
    case Feature::kPlacementType:
      return "placement_type";
    case Feature::kTargetGroup:
      return "target_group";
    case Feature::kBeliefTrajectory:
      return "belief_trajectory";
  }
  return "";
}

void PutFeatures(const selection::Pool& pool, const selection::FeatureValues& features, v1::Features& out) {
  out.set_reason_citizen(ValueOf(pool, features, Feature::kReasonCitizen));
  out.set_reason_company(ValueOf(pool, features, Feature::kReasonCompany));
  out.set_reason_job_centre(ValueOf(pool, features, Feature::kReasonJobCentre));
  out.set_duration_band(ValueOf(pool, features, Feature::kDurationBand));
  out.set_industry_section(ValueOf(pool, features, Feature::kIndustrySection));
  out.set_placement_type(ValueOf(pool, features, Feature::kPlacementType));
  out.set_target_group(ValueOf(pool, features, Feature::kTargetGroup));
  out.set_belief_trajectory(ValueOf(pool, features, Feature::kBeliefTrajectory));
}

// Who a placement is: `Who` is a Pick or a Twin.
template <typename Who>
absl::Status PutWho(const projection::View& view, const readmodels::Universe& universe, size_t placement,
                    bool anonymised, Who& out) {
  const selection::Pool& pool = universe.pool();
  out.set_pseudonym(PseudonymText(pool.pseudonym[placement]));
  out.set_anonymised(anonymised);
  PutFeatures(pool, pool.features[placement], *out.mutable_features());
  if (anonymised) return absl::OkStatus();
  ASSIGN_OR_RETURN(const readmodels::Universe::Identity identity, universe.Identify(view, placement));
  out.set_stream(identity.stream);
  out.set_placement_id(identity.placement_id);
  return absl::OkStatus();
}

absl::Status PutPick(const projection::View& view, const readmodels::Universe& universe,
                     const readmodels::Universe* others, const selection::Pick& pick, int64_t k,
                     Response::Pick& out) {
  const selection::Pool& pool = universe.pool();
  const selection::FeatureValues& features = pool.features[pick.placement];
  out.set_municipality(pool.sites[pool.site[pick.placement]]);
  RETURN_IF_ERROR(PutWho(view, universe, pick.placement, pick.anonymised, out));
  out.set_score_permille(static_cast<int32_t>(pick.score_micros / 1000));
  if (pick.twin) {
    RETURN_IF_ERROR(PutWho(view, *others, pick.twin->placement, pick.twin->anonymised, *out.mutable_twin()));
  }
  out.set_gain_micros(pick.gain_micros);
  for (const Feature feature : pick.newly_shows) {
    out.add_newly_shows(base::StrCat(NameOf(feature), "=", ValueOf(pool, features, feature)));
  }
  out.set_stands_for(Told(pick.stands_for, k));
  if (pick.runner_up != pick.placement) {
    out.set_runner_up_pseudonym(PseudonymText(pool.pseudonym[pick.runner_up]));
    out.set_runner_up_distance_micros(pick.runner_up_distance_micros);
  }
  return absl::OkStatus();
}

void PutRelaxation(const selection::SiteReport::Relaxation& relaxation, Response::Relaxation& out) {
  using Kind = selection::SiteReport::Relaxation::Kind;
  out.set_criterion(relaxation.criterion);
  out.set_adds(relaxation.adds);
  switch (relaxation.kind) {
    case Kind::kAnonymised:
      out.set_kind(Response::Relaxation::ANONYMISED_INTERVIEWS);
      return;
    case Kind::kConsents:
      out.set_kind(Response::Relaxation::MORE_CONSENTS);
      return;
    case Kind::kShorterRuns:
      out.set_kind(Response::Relaxation::SHORTER_RUNS);
      if (relaxation.months) out.set_min_calendar_months(*relaxation.months);
      out.set_at_least_days(relaxation.days);
      return;
    case Kind::kNoFilter:
      out.set_kind(Response::Relaxation::NO_FILTER);
      out.set_feature(ToProto(relaxation.feature));
      return;
    case Kind::kNoCap:
      out.set_kind(Response::Relaxation::NO_CAP);
      return;
  }
}

// `cases_per_pick`: 2 for pairs.
void PutSite(const selection::Pool& pool, const selection::SiteReport& site, int cases_per_pick,
             Response::Site& out) {
  out.set_municipality(pool.sites[site.site]);
  out.set_universe(site.universe);
  out.set_candidates(site.candidates);
  out.set_quota(site.quota * cases_per_pick);
  out.set_chosen(site.chosen * cases_per_pick);
  if (site.among) {
    out.mutable_among()->set_feature(ToProto(site.among->feature));
    out.mutable_among()->set_value(site.among->value);
  }
  const auto excluded = [&](Exclusion exclusion) { return site.excluded[static_cast<size_t>(exclusion)]; };
  out.mutable_excluded()->set_shorter_than_a_month(excluded(Exclusion::kRanTooShort));
  out.mutable_excluded()->set_no_consent_and_not_alike_enough(
      excluded(Exclusion::kNoConsentAndNotAlikeEnough));
  out.mutable_excluded()->set_no_consent(excluded(Exclusion::kNoConsent));
  out.mutable_excluded()->set_case_unavailable(excluded(Exclusion::kCaseUnavailable));
  out.mutable_excluded()->set_no_twin(excluded(Exclusion::kNoTwin));
  out.mutable_excluded()->set_filtered(excluded(Exclusion::kFiltered));
  for (const auto& relaxation : site.relaxations) {
    auto& added = *out.add_relaxations();
    PutRelaxation(relaxation, added);
  }
}

void PutCertificate(const selection::Selection& selection, Response::Certificate& out) {
  out.set_objective_micros(selection.objective_micros);
  out.set_upper_bound_micros(selection.upper_bound_micros);
  out.set_exact(selection.exact);
  out.set_proven_permille(ProvenPermille(selection));
  out.set_picks_cut_short(selection.picks_cut_short);
}

}  // namespace

int32_t ProvenPermille(const selection::Selection& selection) {
  // Nothing to choose from is chosen as well as can be.
  if (selection.upper_bound_micros == 0) return 1000;
  return static_cast<int32_t>(absl::int128(selection.objective_micros) * 1000 / selection.upper_bound_micros);
}

absl::StatusOr<Response> Explain(const projection::View& view, const readmodels::Universe& universe,
                                 const readmodels::Universe* others, const selection::Parameters& parameters,
                                 const selection::Selection& selection) {
  const int64_t k = parameters.threshold;
  const selection::Pool& pool = universe.pool();
  Response response;
  for (const selection::Pick& pick : selection.picks) {
    RETURN_IF_ERROR(PutPick(view, universe, others, pick, k, *response.add_picks()));
  }
  PutCertificate(selection, *response.mutable_certificate());
  const int cases_per_pick = parameters.mode == selection::Mode::kMatchedPair ? 2 : 1;
  for (const selection::SiteReport& site : selection.sites) {
    PutSite(pool, site, cases_per_pick, *response.add_sites());
  }
  response.set_coverage_permille(selection.coverage_permille);
  for (const selection::Uncovered& uncovered : selection.uncovered) {
    auto& added = *response.add_uncovered();
    PutFeatures(pool, uncovered.features, *added.mutable_features());
    added.set_cases(Told(uncovered.placements, k));
  }
  response.set_algorithm_revision(selection::AlgorithmRevision(parameters, selection));
  response.set_candidates_sha256(selection.candidates_sha256);
  response.set_others_sha256(selection.others_sha256);
  return response;
}

}  // namespace praksis::services
