// How the parts of this answer hang together, and what is therefore shown:
//   - open = not assessed + low + high: one table. low and high are broken down into their scores: two
//     tables, each shown only where its whole is. assessed is shown where not assessed is, the share where
//     all three are.
//   - Of a quarter, and of a score's outcomes, the two parts and their sum; quarters and scores do not add
//     up to anything shown here.
#include <array>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "libs/figures/calibration.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/cells_out.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

using readmodels::BeliefFigure;
using readmodels::Tally;
using Response = v1::GetBeliefResponse;

constexpr size_t kMostQuarters = 40;

// The parts of open, in the order in which they are withheld next to small ones.
enum Part : size_t { kNotAssessed, kLow, kHigh };

Tally Sum(std::span<const Tally> cells) {
  Tally sum;
  for (const Tally& cell : cells) sum.Add(cell);
  return sum;
}

class Answer {
 public:
  Answer(const BeliefFigure& figure, int64_t k) : figure_(figure), k_(k), out_(k) {}

  Response Make() {
    PutOpen();
    PutQuarters();
    PutCalibration();
    out_.Finish(*response_.mutable_metadata());
    return std::move(response_);
  }

 private:
  void PutOpen() {
    const std::span<const Tally> scores = figure_.scores;
    const auto low = scores.first(readmodels::kHighScore - 1);
    const auto high = scores.subspan(readmodels::kHighScore - 1);
    const std::array<Tally, 3> parts = {figure_.not_assessed, Sum(low), Sum(high)};
    const auto may_withhold = Withhold(parts, k_, Next::kInOrder);
    const std::vector<bool> withheld = may_withhold.value_or(std::vector<bool>(parts.size(), true));
    const Tally open = Sum(parts);
    const int64_t assessed = parts[kLow].count + parts[kHigh].count;
    const bool any_withheld = withheld[kNotAssessed] || withheld[kLow] || withheld[kHigh];
    out_.Put(open.count, !may_withhold, *response_.mutable_open());
    out_.Put(assessed, withheld[kNotAssessed], *response_.mutable_assessed());
    out_.Put(figures::WilsonProportion(parts[kHigh].count, assessed), any_withheld,
             *response_.mutable_high());
    PutScores(low, 1, withheld[kLow]);
    PutScores(high, readmodels::kHighScore, withheld[kHigh]);
  }

  void PutScores(std::span<const Tally> cells, int first_score, bool withhold) {
    const auto withheld = Withhold(cells, k_, Next::kSmallest);
    for (size_t i = 0; i < cells.size(); ++i) {
      auto& score = *response_.add_scores();
      score.set_score(first_score + static_cast<int>(i));
      out_.Put(cells[i].count, withhold || !withheld || (*withheld)[i], *score.mutable_cases());
    }
  }

  // Cases, and the share of them that are `hits`, where both can be shown.
  void PutShare(const Tally& hits, const Tally& others, const figures::Proportion& share, v1::Count& cases,
                v1::Estimate& shown_share) {
    const std::array<Tally, 2> parts = {hits, others};
    const auto withheld = Withhold(parts, k_, Next::kInOrder);
    out_.Put(hits.count + others.count, !withheld, cases);
    out_.Put(share, !withheld || (*withheld)[0] || (*withheld)[1], shown_share);
  }

  void PutQuarters() {
    auto quarter = figure_.quarters.begin();
    if (figure_.quarters.size() > kMostQuarters) {
      std::advance(quarter, static_cast<std::ptrdiff_t>(figure_.quarters.size() - kMostQuarters));
    }
    for (; quarter != figure_.quarters.end(); ++quarter) {
      auto& added = *response_.add_quarters();
      added.set_from(base::FormatDay(quarter->first));
      const auto& [high, low] = quarter->second;
      PutShare(high, low, figures::WilsonProportion(high.count, high.count + low.count),
               *added.mutable_cases(), *added.mutable_high());
    }
  }

  void PutCalibration() {
    std::vector<figures::ScoreCounts> counts;
    for (size_t i = 0; i < figure_.outcomes.size(); ++i) {
      const auto& [in_work, not_in_work] = figure_.outcomes[i];
      counts.push_back({.score = static_cast<double>(i + 1),
                        .hits = in_work.count,
                        .trials = in_work.count + not_in_work.count});
    }
    const figures::Calibration calibration = figures::Calibrate(counts);
    for (size_t i = 0; i < figure_.outcomes.size(); ++i) {
      auto& added = *response_.add_calibration();
      added.set_score(static_cast<int32_t>(i + 1));
      PutShare(figure_.outcomes[i].in_work, figure_.outcomes[i].not_in_work, calibration.scores[i].observed,
               *added.mutable_cases(), *added.mutable_in_work());
    }
  }

  const BeliefFigure& figure_;
  const int64_t k_;
  CellsOut out_;
  Response response_;
};

}  // namespace

absl::StatusOr<Response> AnswerBelief(const BeliefFigure& figure, v1::BeliefAssessed::Rater rater,
                                      int64_t k) {
  if (IsSmall(figure.cases, k)) return RefuseTooNarrow(k);
  Response response = Answer(figure, k).Make();
  response.set_rater(rater);
  return response;
}

}  // namespace praksis::services
