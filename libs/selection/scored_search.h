// The objectives of cases chosen for what they are: a score of each, and the feature values shown
// (selection.h).
#ifndef PRAKSIS_LIBS_SELECTION_SCORED_SEARCH_H_
#define PRAKSIS_LIBS_SELECTION_SCORED_SEARCH_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libs/selection/candidates.h"
#include "libs/selection/gain_source.h"
#include "libs/selection/likeness.h"
#include "libs/selection/objective.h"
#include "libs/selection/other_ending.h"
#include "libs/selection/twins.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// By class of `candidates`, in millionths: what kExtreme and kDisconfirming choose for.
std::vector<int64_t> UnusualScores(const Universe& universe, const Candidates& candidates,
                                   const Likeness& likeness);
std::vector<int64_t> UnexpectedScores(const Universe& universe, const Candidates& candidates,
                                      const OtherEnding& other_ending, const Weights& weights);

// Not thread-safe; everything passed in must outlive it.
class ScoredSearch final : public GainSource {
 public:
  // `scores` by class.
  ScoredSearch(const Universe& universe, const Columns& columns, const Candidates& candidates,
               const Parameters& parameters, const Likeness& likeness, std::vector<int64_t> scores);
  // kMatchedPair: the scores are those of the twins that are left, and only who has one is offered.
  ScoredSearch(const Universe& universe, const Columns& columns, const Candidates& candidates,
               const Parameters& parameters, const Likeness& likeness, Twins& twins);

  Gains Largest(const Admits& admits, size_t count, Effort effort) override;
  // Twins that are taken are counted as if they were left.
  std::vector<int64_t> LargestRemaining(std::span<const int32_t> wanted, int64_t visits) override;
  void Add(uint32_t class_index, uint32_t number) override;
  int64_t WorthAtMost() const override { return worth_at_most_ + shown_.Micros(value_micros_); }
  int64_t Everything() const override { return everything_; }

  const FeatureMicros& value_micros() const { return value_micros_; }
  const Coverage& coverage() const override { return coverage_; }
  const Shown& shown() const override { return shown_; }

  // By number of the pick.
  const std::vector<int64_t>& scores_of_picks() const { return scores_of_picks_; }
  const std::vector<Pick::Twin>& twins_of_picks() const { return twins_of_picks_; }

 private:
  ScoredSearch(const Universe& universe, const Columns& columns, const Candidates& candidates,
               const Parameters& parameters, const Likeness& likeness, std::vector<int64_t> scores,
               Twins* twins);

  int64_t ScoreNow(uint32_t class_index) const;
  // What a member of the class adds, where that is its score.
  int64_t Micros(uint32_t class_index, int64_t score) const {
    return score + shown_.NewMicros(candidates_.classes()[class_index].features, value_micros_);
  }

  const Candidates& candidates_;
  const std::vector<int64_t> scores_;  // by class; with every twin left
  Twins* const twins_;
  const FeatureMicros value_micros_;
  // By class: what it added when that was last found out. It adds less with every pick, but for twins:
  // whoever gets another than was planned may get a better one.
  std::vector<int64_t> at_most_;
  Coverage coverage_;
  Shown shown_;
  int64_t worth_at_most_ = 0;
  int64_t everything_ = 0;
  std::vector<int64_t> scores_of_picks_;
  std::vector<Pick::Twin> twins_of_picks_;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_SCORED_SEARCH_H_
