#include "libs/readmodels/referrals.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/by_day.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/codes.h"

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
struct ReferralCell {
  base::Day day;
  uint32_t person;
  CodeNumber target_group;
  CodeNumber reason;
  int32_t days;
  Answer answer;
  uint8_t worded;
  uint16_t decider;
  int32_t count;

  static ReferralCell Read(KeyReader& rest) {
    ReferralCell cell = {};
    cell.target_group = NumberOfCode(rest.Text());
    cell.person = rest.Number();
    cell.worded = rest.Byte();
    cell.answer = static_cast<Answer>(rest.Byte());
    PRAKSIS_CHECK(cell.answer <= Answer::kDeclined, "an unknown answer in a key of ", kName);
    if (cell.answer == Answer::kAccepted || cell.answer == Answer::kDeclined) {
      cell.days = static_cast<int32_t>(rest.Number());
    }
    if (cell.answer == Answer::kDeclined) {
      cell.decider = rest.Byte();
      cell.reason = NumberOfCode(rest.Text());
    }
    return cell;
  }
};

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  const projection::CellFormat* cell_format() const override { return FormatFor<ReferralCell>(); }
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

class Summing {
 public:
  explicit Summing(base::Day today) : today_(today) {}

  void Add(const ReferralCell& cell) {
    (cell.worded == 1 ? figure_.worded : figure_.not_worded).Add(cell.count, cell.person);
    switch (cell.answer) {
      case Answer::kWaiting:
        figure_.waiting.Add(cell.count, cell.person);
        waiting_[today_ - cell.day] += cell.count;
        return;
      case Answer::kWithdrawn:
        figure_.withdrawn.Add(cell.count, cell.person);
        return;
      case Answer::kAccepted:
        figure_.accepted.Add(cell.count, cell.person);
        answered_[cell.days] += cell.count;
        return;
      case Answer::kDeclined:
        declined_[{cell.decider, cell.reason}].Add(cell.count, cell.person);
        answered_[cell.days] += cell.count;
        return;
    }
  }

  ReferralsFigure Finish() {
    for (auto& [refusal, tally] : declined_) {
      const auto decider = static_cast<v1::ReferralDeclined::Decider>(refusal.first);
      figure_.declined[{decider, std::string(TextOfCode(refusal.second))}] = std::move(tally);
    }
    Observe(waiting_, 0);
    Observe(answered_, 1);
    return std::move(figure_);
  }

 private:
  void Observe(PerDay<int64_t>& days, int32_t cause) {
    days.ForEach([&](int32_t day, int64_t count) {
      if (count > 0) figure_.days_to_answer.push_back({.day = day, .cause = cause, .count = count});
    });
  }

  const base::Day today_;
  ReferralsFigure figure_;
  std::map<std::pair<uint16_t, CodeNumber>, Tally> declined_;
  PerDay<int64_t> waiting_;
  PerDay<int64_t> answered_;
};

}  // namespace

const projection::CaseModel& ReferralsModel() {
  static const Model model;
  return model;
}

absl::StatusOr<ReferralsFigure> ReadReferrals(const projection::View& view, const CellSelection& selection,
                                              base::Day today) {
  Summing summing(today);
  RETURN_IF_ERROR(ForEachCell<ReferralCell>(view, kName, selection,
                                            [&](const ReferralCell& cell) { summing.Add(cell); }));
  return summing.Finish();
}

}  // namespace praksis::readmodels
