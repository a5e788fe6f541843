#include "libs/domain/staff/staff_rules.h"

#include <algorithm>
#include <string>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/stream/days.h"
#include "libs/domain/stream/refusals.h"
#include "libs/domain/stream/rules_of.h"
#include "libs/domain/stream_states/staff_state.pb.h"

namespace praksis::domain::staff {
namespace {

using Training = StaffState::Training;

// Where a training says no organisation, it is for any.
bool IsFor(const Training& training, const std::string& organisation) {
  return training.organisation().empty() || training.organisation() == organisation;
}

// Whether they were trained for `organisation` after day `after`, and not after day `until`.
bool TrainedBetween(const StaffState& state, const std::string& organisation, base::Day after,
                    base::Day until) {
  return std::any_of(state.trainings().begin(), state.trainings().end(), [&](const Training& training) {
    return IsFor(training, organisation) && after < training.trained_on() && training.trained_on() <= until;
  });
}

absl::Status RefuseLeft(const Occasion& occasion, const std::string& organisation, base::Day left_on) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "STAFF_LEFT",
      base::StrCat("\"", occasion.stream, "\" left \"", organisation, "\" on ", ShowDay(left_on),
                   " already, and was not trained there between; ", "correct that day if it is wrong."),
      {{"staff_id", occasion.stream}, {"organisation", organisation}, {"left_on", ShowDay(left_on)}});
}

}  // namespace

absl::Status Decide(const StaffState& state, const v1::StaffTrained& trained, const Occasion& occasion) {
  const base::Day day = DayOf(trained.trained_on());
  const bool known =
      std::any_of(state.trainings().begin(), state.trainings().end(), [&](const Training& training) {
        return training.method() == trained.method() &&
               training.method_revision() == trained.method_revision() && training.role() == trained.role() &&
               training.organisation() == trained.organisation() && training.trained_on() == day;
      });
  if (!known) return absl::OkStatus();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "TRAINING_EXISTS",
                      base::StrCat("\"", occasion.stream, "\" was trained in ", trained.method(), " on ",
                                   ShowDay(day), " already; report another training with its own day."),
                      {{"staff_id", occasion.stream},
                       {"method", trained.method()},
                       {"method_revision", trained.method_revision()},
                       {"role", trained.role()},
                       {"trained_on", ShowDay(day)}});
}

void Evolve(const v1::StaffTrained& trained, const Occasion& occasion, StaffState& state) {
  Training* training = state.add_trainings();
  training->set_method(trained.method());
  training->set_method_revision(trained.method_revision());
  training->set_role(trained.role());
  training->set_trained_on(DayOr(trained.trained_on(), occasion.day));
  training->set_organisation(trained.organisation());
}

// Departures are reported in any order: of any two, one is the earlier, and they must have come back between.
absl::Status Decide(const StaffState& state, const v1::StaffLeft& left, const Occasion& occasion) {
  const base::Day day = DayOf(left.left_on());
  for (const auto& departure : state.departures()) {
    if (departure.organisation() != left.organisation()) continue;
    const auto [earlier, later] = std::minmax({base::Day{departure.left_on()}, day});
    if (!TrainedBetween(state, left.organisation(), earlier, later)) {
      return RefuseLeft(occasion, left.organisation(), departure.left_on());
    }
  }
  return absl::OkStatus();
}

void Evolve(const v1::StaffLeft& left, const Occasion& occasion, StaffState& state) {
  StaffState::Departure* departure = state.add_departures();
  departure->set_organisation(left.organisation());
  departure->set_left_on(DayOr(left.left_on(), occasion.day));
}

const StreamRules& StaffRules() {
  static const RulesOf<OfStaff, StaffState> rules("staff");
  return rules;
}

}  // namespace praksis::domain::staff
