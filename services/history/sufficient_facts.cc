#include "services/history/sufficient_facts.h"

#include <algorithm>
#include <optional>

#include "libs/domain/case/case_rules.h"

namespace praksis::services {
namespace {

class Search {
 public:
  Search(std::span<const v1::Event> facts,
         absl::FunctionRef<bool(const domain::cases::CaseState& state)> holds)
      : facts_(facts), holds_(holds), needed_(facts.size(), true) {
    orderly_ = State().has_value();
  }

  // Dropping one fact may make another dispensable that was not before.
  std::vector<size_t> Run() {
    while (Drop(0, facts_.size())) continue;
    std::vector<size_t> sufficient;
    for (size_t i = 0; i < needed_.size(); ++i) {
      if (needed_[i]) sufficient.push_back(i);
    }
    return sufficient;
  }

 private:
  // Drops what can be dropped of the facts from `begin` to before `end`, all at once or half by half, the
  // later half first. Returns whether there was any.
  bool Drop(size_t begin, size_t end) {
    const auto first = needed_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = needed_.begin() + static_cast<std::ptrdiff_t>(end);
    if (std::find(first, last, true) == last) return false;
    const std::vector<bool> before(first, last);
    std::fill(first, last, false);
    if (const auto state = State(); state && holds_(*state)) return true;
    std::copy(before.begin(), before.end(), first);
    if (end - begin == 1) return false;
    const size_t middle = begin + (end - begin) / 2;
    const bool later = Drop(middle, end);
    return Drop(begin, middle) || later;
  }

  // What the needed facts add up to; nothing where one of them could not have followed.
  std::optional<domain::cases::CaseState> State() const {
    domain::cases::CaseState state;
    for (size_t i = 0; i < facts_.size(); ++i) {
      if (!needed_[i]) continue;
      if (orderly_ && !domain::cases::Decide(state, facts_[i], {}).ok()) return std::nullopt;
      domain::cases::Evolve(facts_[i], state);
    }
    return state;
  }

  const std::span<const v1::Event> facts_;
  const absl::FunctionRef<bool(const domain::cases::CaseState& state)> holds_;
  std::vector<bool> needed_;
  // All facts together may follow each other.
  bool orderly_ = true;
};

}  // namespace

std::vector<size_t> SufficientFacts(std::span<const v1::Event> facts,
                                    absl::FunctionRef<bool(const domain::cases::CaseState& state)> holds) {
  return Search(facts, holds).Run();
}

}  // namespace praksis::services
