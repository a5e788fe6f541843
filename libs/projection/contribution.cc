#include "libs/projection/contribution.h"

#include <cstring>

#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/projection/sorted_rows.h"

namespace praksis::projection {
namespace {

constexpr char kCount = 'c';
constexpr char kRow = 'r';
constexpr size_t kHeader = 2 + 2 * sizeof(uint32_t);

struct Entry {
  std::string_view whole;
  size_t model;
  bool is_row;
  std::string_view key;
  std::string_view value;

  int64_t amount() const {
    int64_t amount;
    std::memcpy(&amount, value.data(), sizeof(amount));
    return amount;
  }
};

// Takes the first entry off `list`, which must not be empty.
Entry Take(std::string_view& list) {
  uint32_t lengths[2];
  std::memcpy(lengths, list.data() + 2, sizeof(lengths));
  const Entry entry = {.whole = list.substr(0, kHeader + lengths[0] + lengths[1]),
                       .model = static_cast<uint8_t>(list[0]),
                       .is_row = list[1] == kRow,
                       .key = list.substr(kHeader, lengths[0]),
                       .value = list.substr(kHeader + lengths[0], lengths[1])};
  list.remove_prefix(entry.whole.size());
  return entry;
}

// Appends to a Contribution.
class Collector final : public Contributions {
 public:
  explicit Collector(Contribution& out) : out_(out) {}

  void set_model(size_t model) { model_ = model; }

  void Count(std::string_view key, int64_t amount) override {
    Append(kCount, key, {reinterpret_cast<const char*>(&amount), sizeof(amount)});
  }
  void Row(std::string_view key, std::string_view value) override { Append(kRow, key, value); }

 private:
  void Append(char what, std::string_view key, std::string_view value) {
    const uint32_t lengths[] = {static_cast<uint32_t>(key.size()), static_cast<uint32_t>(value.size())};
    out_.push_back(static_cast<char>(model_));
    out_.push_back(what);
    out_.append(reinterpret_cast<const char*>(lengths), sizeof(lengths));
    out_.append(key);
    out_.append(value);
  }

  Contribution& out_;
  size_t model_ = 0;
};

void Collect(const Layout& layout, const domain::cases::CaseState& state, Contribution& out) {
  Collector collector(out);
  for (size_t model = 0; model < layout.case_models().size(); ++model) {
    collector.set_model(model);
    layout.case_models()[model]->Contribute(state, collector);
  }
}

// Whether `list` has the row of `entry`, whatever its value.
bool HasRow(std::string_view list, const Entry& entry) {
  while (!list.empty()) {
    const Entry other = Take(list);
    if (other.is_row && other.model == entry.model && other.key == entry.key) return true;
  }
  return false;
}

bool Contains(std::string_view list, std::string_view entry) {
  while (!list.empty()) {
    if (Take(list).whole == entry) return true;
  }
  return false;
}

}  // namespace

ContributionChanges::ContributionChanges(const Layout& layout)
    : layout_(layout), sums_(layout.case_models().size()) {
  PRAKSIS_CHECK(layout.case_models().size() < 256, "an entry has one byte for the model");
}

Contribution ContributionChanges::Of(const domain::cases::CaseState& state) const {
  Contribution contribution;
  Collect(layout_, state, contribution);
  return contribution;
}

void ContributionChanges::Replace(const domain::cases::CaseState& state, Contribution& contribution,
                                  store::Batch& batch) {
  scratch_.clear();
  Collect(layout_, state, scratch_);

  // Most of what a case contributes stays as it was, and models are pure, so that it comes in the same order.
  std::string_view before = contribution;
  std::string_view after = scratch_;
  while (!before.empty() && !after.empty()) {
    std::string_view before_rest = before;
    std::string_view after_rest = after;
    if (Take(before_rest).whole != Take(after_rest).whole) break;
    before = before_rest;
    after = after_rest;
  }
  for (std::string_view rest = before; !rest.empty();) {
    const Entry entry = Take(rest);
    if (!entry.is_row) {
      sums_[entry.model][base::ToAbsl(entry.key)] -= entry.amount();
    } else if (!HasRow(after, entry)) {
      batch.Delete(layout_.CaseRows(entry.model), entry.key);
    }
  }
  for (std::string_view rest = after; !rest.empty();) {
    const Entry entry = Take(rest);
    if (!entry.is_row) {
      sums_[entry.model][base::ToAbsl(entry.key)] += entry.amount();
    } else if (!Contains(before, entry.whole)) {
      batch.Put(layout_.CaseRows(entry.model), entry.key, entry.value);
    }
  }
  contribution.assign(scratch_);
}

void ContributionChanges::Finish(store::Batch& batch) const {
  for (size_t model = 0; model < sums_.size(); ++model) {
    for (const auto* sum : SortedRows(sums_[model])) {
      if (sum->second != 0) batch.Add(layout_.CaseCounts(model), sum->first, sum->second);
    }
  }
}

void ContributionChanges::Clear() {
  for (auto& sums : sums_) sums.clear();
}

}  // namespace praksis::projection
