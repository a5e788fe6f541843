#include "libs/domain/measure/measure_rules.h"

#include <algorithm>
#include <string>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/stream/days.h"
#include "libs/domain/stream/refusals.h"
#include "libs/domain/stream/rules_of.h"
#include "libs/domain/stream_states/measure_state.pb.h"

namespace praksis::domain::measures {
namespace {

using Site = MeasureState::Site;

Thing ThisMeasure(const Occasion& occasion) { return {"measure", occasion.stream}; }

template <typename Sites>
auto* FindSite(Sites& sites, const std::string& name) {
  const auto found =
      std::find_if(sites.begin(), sites.end(), [&](const Site& site) { return site.site() == name; });
  return found == sites.end() ? nullptr : &*found;
}

std::vector<std::string> SiteNames(const MeasureState& state) {
  std::vector<std::string> names;
  for (const Site& site : state.sites()) names.push_back(site.site());
  return names;
}

bool IsImplemented(const MeasureState& state) {
  return std::any_of(state.sites().begin(), state.sites().end(),
                     [](const Site& site) { return site.has_implemented_on(); });
}

absl::Status RequireDecided(const MeasureState& state, const Occasion& occasion) {
  if (state.has_decided_on()) return absl::OkStatus();
  return RefuseNotBegun("MEASURE_NOT_DECIDED", ThisMeasure(occasion), "MeasureDecided");
}

absl::Status RefuseStopped(const Thing& thing, base::Day stopped_on) {
  return RefuseOver("MEASURE_STOPPED", thing, {"stopped_on", stopped_on}, "measure_evaluated");
}

// The measure goes on at `name`, one of its sites. Days at a site are compared under the site's name.
absl::Status RequireRunningAt(const MeasureState& state, const std::string& name, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireDecided(state, occasion));
  const Site* site = FindSite(state.sites(), name);
  if (site == nullptr) return RefuseUnknown("measure", {"site", name}, SiteNames(state));
  if (state.has_stopped_on()) return RefuseStopped(ThisMeasure(occasion), state.stopped_on());
  if (site->has_stopped_on()) return RefuseStopped({"site", name}, site->stopped_on());
  return absl::OkStatus();
}

// Not before the decision, nor before it came into use there.
absl::Status RequireAfterUse(const MeasureState& state, const Site& site, base::Day stopped_on) {
  const NamedDay stopped = {"stopped_on", stopped_on};
  const Thing thing = {"site", site.site()};
  if (site.has_implemented_on())
    return RequireOrder({"implemented_on", site.implemented_on()}, stopped, thing);
  return RequireOrder({"decided_on", state.decided_on()}, stopped, thing);
}

// What a measure is judged by, apart from everything else that was decided.
v1::MeasureDecided JudgedBy(const v1::MeasureDecided& decided) {
  v1::MeasureDecided judged;
  *judged.mutable_metric() = decided.metric();
  judged.set_design(decided.design());
  *judged.mutable_comparison_sites() = decided.comparison_sites();
  judged.set_before_days(decided.before_days());
  judged.set_after_days(decided.after_days());
  judged.set_confidence_percent(decided.confidence_percent());
  // In a stepped wedge the order of the sites is part of the design.
  if (decided.design() == v1::MEASURE_DESIGN_STEPPED_WEDGE) *judged.mutable_sites() = decided.sites();
  return judged;
}

}  // namespace

absl::Status Decide(const MeasureState& state, const v1::MeasureDecided&, const Occasion& occasion) {
  if (!state.has_decided_on()) return absl::OkStatus();
  return RefuseBegun(ThisMeasure(occasion), {"decided_on", state.decided_on()});
}

void Evolve(const v1::MeasureDecided& decided, const Occasion& occasion, MeasureState& state) {
  state.set_decided_on(occasion.day);
  state.set_cycle(decided.cycle());
  state.clear_sites();
  for (const v1::MeasureSite& site : decided.sites()) state.add_sites()->set_site(site.site());
}

absl::Status Decide(const MeasureState& state, const v1::MeasureImplemented& implemented,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireRunningAt(state, implemented.site(), occasion));
  const Site* site = FindSite(state.sites(), implemented.site());
  if (site->has_implemented_on()) {
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "SITE_IMPLEMENTED",
        base::StrCat("The measure came into use at ", site->site(), " on ", ShowDay(site->implemented_on()),
                     " already; it does so once per site. Correct the day if it is wrong."),
        {{"site", site->site()}, {"implemented_on", ShowDay(site->implemented_on())}});
  }
  return RequireOrder({"decided_on", state.decided_on()},
                      {"implemented_on", DayOf(implemented.implemented_on())}, {"site", site->site()});
}

void Evolve(const v1::MeasureImplemented& implemented, const Occasion& occasion, MeasureState& state) {
  if (Site* site = FindSite(*state.mutable_sites(), implemented.site())) {
    site->set_implemented_on(DayOr(implemented.implemented_on(), occasion.day));
  }
}

absl::Status Decide(const MeasureState& state, const v1::MeasureStopped& stopped, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireDecided(state, occasion));
  const base::Day day = DayOf(stopped.stopped_on());
  if (!stopped.site().empty()) {
    RETURN_IF_ERROR(RequireRunningAt(state, stopped.site(), occasion));
    return RequireAfterUse(state, *FindSite(state.sites(), stopped.site()), day);
  }
  if (state.has_stopped_on()) return RefuseStopped(ThisMeasure(occasion), state.stopped_on());
  for (const Site& site : state.sites()) {
    RETURN_IF_ERROR(RequireAfterUse(state, site, day));
    // Given up altogether last of all.
    if (site.has_stopped_on()) {
      RETURN_IF_ERROR(
          RequireOrder({"site_stopped_on", site.stopped_on()}, {"stopped_on", day}, {"site", site.site()}));
    }
  }
  return absl::OkStatus();
}

void Evolve(const v1::MeasureStopped& stopped, const Occasion& occasion, MeasureState& state) {
  const base::Day day = DayOr(stopped.stopped_on(), occasion.day);
  if (stopped.site().empty()) {
    state.set_stopped_on(day);
  } else if (Site* site = FindSite(*state.mutable_sites(), stopped.site())) {
    site->set_stopped_on(day);
  }
}

// Written by the evaluation itself; that no client reports it is seen by ValidateFact.
absl::Status Decide(const MeasureState& state, const v1::MeasureEvaluated& evaluated,
                    const Occasion& occasion) {
  const Thing measure = ThisMeasure(occasion);
  RETURN_IF_ERROR(RequireDecided(state, occasion));
  if (!IsImplemented(state)) return RefuseNotBegun("MEASURE_NOT_IMPLEMENTED", measure, "MeasureImplemented");
  const auto& ids = state.evaluation_ids();
  if (std::find(ids.begin(), ids.end(), evaluated.evaluation_id()) != ids.end()) {
    return RefuseExisting("measure", {"evaluation", evaluated.evaluation_id()});
  }
  for (const std::string& name : evaluated.sites()) {
    const Site* site = FindSite(state.sites(), name);
    if (site == nullptr) return RefuseUnknown("measure", {"site", name}, SiteNames(state));
    if (!site->has_implemented_on()) {
      return RefuseNotBegun("MEASURE_NOT_IMPLEMENTED", {"site", name}, "MeasureImplemented");
    }
  }
  return absl::OkStatus();
}

void Evolve(const v1::MeasureEvaluated& evaluated, const Occasion&, MeasureState& state) {
  state.add_evaluation_ids(evaluated.evaluation_id());
  state.set_verdict(evaluated.verdict());
}

// What it is judged by must not be chosen knowing how it went.
absl::Status RequireCorrectable(const MeasureState& state, const v1::Event& target,
                                const v1::Event& replaced) {
  if (!target.has_measure_decided() || !IsImplemented(state)) return absl::OkStatus();
  const v1::MeasureDecided before = JudgedBy(target.measure_decided());
  const v1::MeasureDecided after = JudgedBy(replaced.measure_decided());
  google::protobuf::util::MessageDifferencer differencer;
  std::string changes;
  differencer.ReportDifferencesToString(&changes);
  if (differencer.Compare(before, after)) return absl::OkStatus();
  std::replace(changes.begin(), changes.end(), '\n', ';');
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "DESIGN_FIXED",
      base::StrCat("What the measure \"", state.stream(), "\" is judged by is fixed since it came into use ",
                   "(", changes, "). Decide on a new measure to judge it otherwise."),
      {{"measure_id", state.stream()}, {"changes", changes}});
}

const StreamRules& MeasureRules() {
  static const RulesOf<OfMeasure, MeasureState> rules("measure");
  return rules;
}

}  // namespace praksis::domain::measures
