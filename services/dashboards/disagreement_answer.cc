// How the parts hang together: interrupted contains those with several voices, these contain those that
// differ, and each pair's contain theirs; but the pairs overlap, and from all of them together follows how
// many there are about which exactly these two or all three spoke. So sums are published one by one, as long
// as nothing small follows (safe_sums.h). A share is published with what it is a share of, or not at all.
// Kappa says more about the same interruptions than the share: it comes with it, or not at all.
#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libs/figures/kappa.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/cells_out.h"
#include "services/dashboards/safe_sums.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

using readmodels::DisagreementFigure;
using readmodels::Tally;
using Pair = DisagreementFigure::Pair;
using Pattern = DisagreementFigure::Pattern;
using Response = v1::GetDisagreementResponse;

constexpr std::array<std::pair<v1::Voice, v1::Voice>, DisagreementFigure::kPairs> kVoices = {
    {{v1::CITIZEN, v1::COMPANY}, {v1::CITIZEN, v1::JOB_CENTRE}, {v1::COMPANY, v1::JOB_CENTRE}}};

bool Any(const Pattern& pattern, Pair what) {
  return std::find(pattern.begin(), pattern.end(), what) != pattern.end();
}

figures::Kappa KappaOf(const std::map<DisagreementFigure::Codes, int64_t>& codes) {
  std::map<std::string, size_t> categories;
  for (const auto& [pair, count] : codes) {
    categories.emplace(pair.first, 0);
    categories.emplace(pair.second, 0);
  }
  size_t next = 0;
  for (auto& [code, category] : categories) category = next++;
  std::vector<int64_t> table(next * next, 0);
  for (const auto& [pair, count] : codes)
    table[categories[pair.first] * next + categories[pair.second]] += count;
  return figures::CohensKappa(table, next);
}

// Every pattern there can be: of three voices that gave a reason, two pairs that agree make the third agree.
std::vector<Pattern> AllPatterns() {
  std::vector<Pattern> patterns = {{Pair::kNotBoth, Pair::kNotBoth, Pair::kNotBoth}};
  for (const Pair what : {Pair::kSame, Pair::kDiffer}) {
    for (size_t pair = 0; pair < DisagreementFigure::kPairs; ++pair) {
      Pattern two_voices = {};
      two_voices[pair] = what;
      patterns.push_back(two_voices);
      Pattern one_agrees = {Pair::kDiffer, Pair::kDiffer, Pair::kDiffer};
      one_agrees[pair] = Pair::kSame;
      if (what == Pair::kSame) patterns.push_back(one_agrees);
    }
    patterns.push_back({what, what, what});
  }
  return patterns;
}

class Answer {
 public:
  Answer(const DisagreementFigure& figure, int64_t k)
      : figure_(figure),
        k_(k),
        out_(k),
        patterns_(AllPatterns()),
        tallies_(Tallies(figure, patterns_)),
        sums_(tallies_, k) {}

  // False where not even the number of interruptions may be known.
  bool Make(Response& response) {
    const Sum interrupted = SumOf([](const Pattern&) { return true; });
    const Sum several = SumOf([](const Pattern& it) { return it != Pattern{}; });
    const Sum differ = SumOf([](const Pattern& it) { return Any(it, Pair::kDiffer); });
    Tally all;
    for (const Tally& tally : tallies_) all.Add(tally);
    if (IsSmall(all, k_)) return false;
    sums_.Know(interrupted.cells);
    out_.Put(interrupted.count, false, *response.mutable_interrupted());
    out_.Put(several.count, !sums_.Publish(several.cells), *response.mutable_several_voices());
    PutShare(differ, several, *response.mutable_differ());
    for (size_t pair = 0; pair < kVoices.size(); ++pair) PutPair(pair, *response.add_pairs());
    out_.Finish(*response.mutable_metadata());
    return true;
  }

 private:
  struct Sum {
    SafeSums::Cells cells;
    int64_t count = 0;
  };

  // By pattern. One that nobody has is a cell, too.
  static std::vector<Tally> Tallies(const DisagreementFigure& figure, const std::vector<Pattern>& patterns) {
    std::vector<Tally> tallies;
    for (const Pattern& pattern : patterns) {
      const auto found = figure.interrupted.find(pattern);
      tallies.push_back(found == figure.interrupted.end() ? Tally() : found->second);
    }
    return tallies;
  }

  Sum SumOf(const std::function<bool(const Pattern&)>& belongs) const {
    Sum sum;
    for (size_t i = 0; i < patterns_.size(); ++i) {
      if (!belongs(patterns_[i])) continue;
      sum.cells.push_back(i);
      sum.count += tallies_[i].count;
    }
    return sum;
  }

  // Returns whether it is shown.
  bool PutShare(const Sum& hits, const Sum& trials, v1::Estimate& share) {
    const bool shown = sums_.Publish({hits.cells, trials.cells});
    out_.Put(figures::WilsonProportion(hits.count, trials.count), !shown, share);
    return shown;
  }

  void PutPair(size_t pair, Response::Pair& out) {
    const Sum both = SumOf([&](const Pattern& it) { return it[pair] != Pair::kNotBoth; });
    const Sum differ = SumOf([&](const Pattern& it) { return it[pair] == Pair::kDiffer; });
    out.set_first(kVoices[pair].first);
    out.set_second(kVoices[pair].second);
    out_.Put(both.count, !sums_.Publish(both.cells), *out.mutable_both());
    const bool shown = PutShare(differ, both, *out.mutable_differ());
    const figures::Kappa kappa = KappaOf(figure_.codes[pair]);
    out.set_kappa_undefined(shown && !kappa.value);
    if (out.kappa_undefined()) return out.mutable_kappa()->set_suppressed(true);
    out_.Put(kappa, !shown, *out.mutable_kappa());
  }

  const DisagreementFigure& figure_;
  const int64_t k_;
  CellsOut out_;
  const std::vector<Pattern> patterns_;
  const std::vector<Tally> tallies_;
  SafeSums sums_;
};

}  // namespace

absl::StatusOr<Response> AnswerDisagreement(const DisagreementFigure& figure, int64_t k) {
  Response response;
  if (!Answer(figure, k).Make(response)) return RefuseTooNarrow(k);
  return response;
}

}  // namespace praksis::services
