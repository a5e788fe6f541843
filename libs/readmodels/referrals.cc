#include "libs/readmodels/referrals.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/status.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;

constexpr std::string_view kName = "referrals";

// Stored: numbers keep their meaning.
enum class Answer : uint8_t { kWaiting = 0, kWithdrawn = 1, kAccepted = 2, kDeclined = 3 };

Answer AnswerOf(const CaseState::Referral& referral) {
  if (referral.was_accepted()) return Answer::kAccepted;
  switch (referral.state()) {
    case v1::CaseSummary::Referral::DECLINED:
      return Answer::kDeclined;
    case v1::CaseSummary::Referral::CANCELLED:
      return Answer::kWithdrawn;
    case v1::CaseSummary::Referral::ACCEPTED:
    case v1::CaseSummary::Referral::FULFILLED:
      return Answer::kAccepted;
    default:
      return Answer::kWaiting;
  }
}

// Keys of referrals.counts (parts as in keys.h), with the number of referrals:
//   key      := text(municipality) day(made) text(target group) tag worded(1 byte: 0, 1) answer
//   answer   := 0                                     waiting
//             | 1                                     withdrawn before an answer
//             | 2 number(days to answer)              accepted
//             | 3 number(days to answer) decider(1 byte: ReferralDeclined.Decider) text(reason)
class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  void Contribute(const CaseState& state, projection::Contributions& out) const override {
    for (const auto& referral : state.referrals()) {
      const Answer answer = AnswerOf(referral);
      KeyWriter key;
      key.Text(state.municipality())
          .Day(referral.made_on())
          .Text(state.target_group())
          .Number(PersonTag(state))
          .Byte(referral.resources_worded() ? 1 : 0)
          .Byte(static_cast<uint8_t>(answer));
      if (answer == Answer::kAccepted || answer == Answer::kDeclined) {
        const int32_t days = referral.has_answered_on() ? referral.answered_on() - referral.made_on() : 0;
        key.Number(static_cast<uint32_t>(std::max(days, 0)));
      }
      if (answer == Answer::kDeclined) {
        key.Byte(static_cast<uint8_t>(referral.declined_by())).Text(referral.decline_reason());
      }
      out.Count(key.key(), 1);
    }
  }
};

// Adds up one counter's row.
void Add(Cell& cell, base::Day today, ReferralsFigure& figure) {
  const int64_t referrals = CounterValue(cell.value);
  if (referrals <= 0) return;
  const uint32_t person = cell.rest.Number();
  (cell.rest.Byte() == 1 ? figure.worded : figure.not_worded).Add(referrals, person);
  switch (static_cast<Answer>(cell.rest.Byte())) {
    case Answer::kWaiting:
      figure.waiting.Add(referrals, person);
      figure.days_to_answer.push_back({.day = std::max(today - cell.day, 0), .cause = 0, .count = referrals});
      return;
    case Answer::kWithdrawn:
      figure.withdrawn.Add(referrals, person);
      return;
    case Answer::kAccepted:
      figure.accepted.Add(referrals, person);
      figure.days_to_answer.push_back(
          {.day = static_cast<int32_t>(cell.rest.Number()), .cause = 1, .count = referrals});
      return;
    case Answer::kDeclined: {
      const auto days = static_cast<int32_t>(cell.rest.Number());
      const auto decider = static_cast<v1::ReferralDeclined::Decider>(cell.rest.Byte());
      figure.declined[{decider, std::string(cell.rest.Text())}].Add(referrals, person);
      figure.days_to_answer.push_back({.day = days, .cause = 1, .count = referrals});
      return;
    }
  }
  PRAKSIS_CHECK(false, "an unknown answer in a key of ", kName);
}

}  // namespace

const projection::CaseModel& ReferralsModel() {
  static const Model model;
  return model;
}

absl::StatusOr<ReferralsFigure> ReadReferrals(const projection::View& view, const CellSelection& selection,
                                              base::Day today) {
  ReferralsFigure figure;
  RETURN_IF_ERROR(ScanCells(view.snapshot(), view.Counts(kName), selection, [&](Cell& cell) {
    if (selection.AdmitsTargetGroup(cell.rest.Text())) Add(cell, today, figure);
  }));
  return figure;
}

}  // namespace praksis::readmodels
