#include "libs/readmodels/practice.h"

#include <algorithm>

#include "libs/readmodels/keys.h"
#include "libs/readmodels/pool.h"
#include "libs/store/database.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;

constexpr std::string_view kName = "practice";
constexpr int kMostFound = 255;

void Add(PracticeKind kind, base::Day day, int value, std::string_view worker, KeyWriter& row) {
  row.Byte(static_cast<uint8_t>(kind)).Day(day).Byte(static_cast<uint8_t>(value)).Text(worker);
}

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }

  void Contribute(const CaseState& state, projection::Contributions& out) const override {
    KeyWriter row;
    row.Number(PersonTag(state));
    const size_t nothing = row.key().size();
    for (const auto& belief : state.beliefs()) {
      if (belief.rater() != v1::BeliefAssessed::CASEWORKER) continue;
      Add(PracticeKind::kBelief, belief.assessed_on(), belief.score(), belief.worker(), row);
    }
    for (const auto& visit : state.visits()) {
      Add(PracticeKind::kVisit, visit.visited_on(), std::clamp(visit.placements_found(), 0, kMostFound),
          visit.worker(), row);
    }
    for (const auto& referral : state.referrals()) {
      Add(PracticeKind::kReferral, referral.made_on(), referral.resources_worded() ? 1 : 0,
          PrimaryWorkerOn(state, referral.made_on()), row);
    }
    if (row.key().size() == nothing) return;
    KeyWriter key;
    key.Text(state.municipality());
    out.Row(key.key() + state.stream(), row.key());
  }
};

PracticeEntry ReadEntry(KeyReader& row) {
  PracticeEntry entry;
  entry.kind = static_cast<PracticeKind>(row.Byte());
  entry.day = row.Day();
  entry.value = row.Byte();
  entry.worker = row.Text();
  return entry;
}

}  // namespace

const projection::CaseModel& PracticeModel() {
  static const Model model;
  return model;
}

absl::Status VisitPractice(const projection::View& view, std::string_view municipality,
                           absl::FunctionRef<void(const PracticeCase& practice)> visit) {
  KeyWriter prefix;
  prefix.Text(municipality);
  const auto cursor = view.snapshot().Scan(view.Rows(kName), prefix.key(), store::PrefixEnd(prefix.key()));
  for (; cursor->Valid(); cursor->Next()) {
    KeyReader row(cursor->value());
    PracticeCase practice;
    practice.stream = cursor->key().substr(prefix.key().size());
    practice.person = row.Number();
    while (!row.done()) practice.entries.push_back(ReadEntry(row));
    visit(practice);
  }
  return cursor->status();
}

}  // namespace praksis::readmodels
