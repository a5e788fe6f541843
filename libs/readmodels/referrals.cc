#include "libs/readmodels/referrals.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/by_day.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/tallies.h"

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
  Answer answer;
  uint8_t worded;
  uint16_t decider;
  CodeNumber reason;
  CodeNumber target_group;
  int32_t days;
  base::Day day;
  uint32_t person;
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
  Summing(base::Day today, int64_t exact_below) : today_(today), tallies_(exact_below, kRefusals) {}

  void Add(const ReferralCell& cell) {
    tallies_.Add(cell.worded == 1 ? kWorded : kNotWorded, cell.count, cell.person);
    switch (cell.answer) {
      case Answer::kWaiting:
        tallies_.Add(kWaiting, cell.count, cell.person);
        waiting_[today_ - cell.day] += cell.count;
        return;
      case Answer::kWithdrawn:
        tallies_.Add(kWithdrawn, cell.count, cell.person);
        return;
      case Answer::kAccepted:
        tallies_.Add(kAccepted, cell.count, cell.person);
        answered_[cell.days] += cell.count;
        return;
      case Answer::kDeclined:
        tallies_.Add(RefusalOf(cell), cell.count, cell.person);
        answered_[cell.days] += cell.count;
        return;
    }
  }

  ReferralsFigure Finish() {
    figure_.worded = tallies_.At(kWorded);
    figure_.not_worded = tallies_.At(kNotWorded);
    figure_.waiting = tallies_.At(kWaiting);
    figure_.withdrawn = tallies_.At(kWithdrawn);
    figure_.accepted = tallies_.At(kAccepted);
    for (size_t i = 0; i < refusals_.size(); ++i) {
      const auto decider = static_cast<v1::ReferralDeclined::Decider>(refusals_[i].first);
      figure_.declined[{decider, std::string(TextOfCode(refusals_[i].second))}] = tallies_.At(kRefusals + i);
    }
    Observe(waiting_, 0);
    Observe(answered_, 1);
    return std::move(figure_);
  }

 private:
  // Places among tallies_; from kRefusals on refusals_.
  enum : size_t { kWorded, kNotWorded, kWaiting, kWithdrawn, kAccepted, kRefusals };
  using Refusal = std::pair<uint16_t, CodeNumber>;

  size_t RefusalOf(const ReferralCell& cell) {
    const Refusal refusal = {cell.decider, cell.reason};
    // Cells come sorted: most have the refusal of the one before.
    if (last_ < refusals_.size() && refusals_[last_] == refusal) return kRefusals + last_;
    last_ = static_cast<size_t>(std::find(refusals_.begin(), refusals_.end(), refusal) - refusals_.begin());
    if (last_ == refusals_.size()) {
      refusals_.push_back(refusal);
      tallies_.Resize(kRefusals + refusals_.size());
    }
    return kRefusals + last_;
  }

  void Observe(PerDay<int64_t>& days, int32_t cause) {
    days.ForEach([&](int32_t day, int64_t count) {
      if (count > 0) figure_.days_to_answer.push_back({.day = day, .cause = cause, .count = count});
    });
  }

  const base::Day today_;
  ReferralsFigure figure_;
  Tallies tallies_;
  std::vector<Refusal> refusals_;
  size_t last_ = 0;
  PerDay<int64_t> waiting_;
  PerDay<int64_t> answered_;
};

}  // namespace

const projection::CaseModel& ReferralsModel() {
  static const Model model;
  return model;
}

absl::StatusOr<ReferralsFigure> ReadReferrals(const projection::View& view, const CellSelection& selection,
                                              base::Day today, int64_t exact_below) {
  Summing summing(today, exact_below);
  RETURN_IF_ERROR(ForEachCell<ReferralCell>(view, kName, selection,
                                            [&](const ReferralCell& cell) { summing.Add(cell); }));
  return summing.Finish();
}

}  // namespace praksis::readmodels
