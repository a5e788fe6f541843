#include "libs/readmodels/cases_view.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/store/counter_value.h"

namespace praksis::readmodels {
namespace {

constexpr store::Table kCounts{0};

bool ComesBefore(const store::Row& row, std::string_view key) { return row.key < key; }

class RowCursor final : public store::Cursor {
 public:
  RowCursor(const std::vector<store::Row>& rows, std::string_view begin, std::string_view end)
      : first_(std::lower_bound(rows.begin(), rows.end(), begin, ComesBefore)),
        last_(end.empty() ? rows.end() : std::lower_bound(first_, rows.end(), end, ComesBefore)),
        at_(first_) {}
  bool Valid() const override { return at_ != last_; }
  void Next() override { ++at_; }
  void Seek(std::string_view key) override { at_ = std::lower_bound(first_, last_, key, ComesBefore); }
  void SeekForPrev(std::string_view key) override {
    Seek(key);
    if (at_ != last_ && at_->key == key) return;
    at_ = at_ == first_ ? last_ : at_ - 1;
  }
  std::string_view key() const override { return at_->key; }
  std::string_view value() const override { return at_->value; }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  using Iterator = std::vector<store::Row>::const_iterator;
  const Iterator first_;
  const Iterator last_;
  Iterator at_;
};

}  // namespace

void CasesView::Show(const domain::cases::CaseState& state) {
  rows_.clear();
  if (state.version() > 0) model_.Contribute(state, *this);
}

absl::StatusOr<std::optional<domain::cases::CaseState>> CasesView::Case(const StreamId& stream) const {
  PRAKSIS_CHECK(false, "a view of counters alone has no ", stream.value());
  return std::nullopt;
}

absl::Status CasesView::VisitCases(std::string_view /*after*/,
                                   absl::FunctionRef<bool(const domain::cases::CaseState&)> /*visit*/) const {
  PRAKSIS_CHECK(false, "a view of counters alone has no cases");
  return absl::OkStatus();
}

store::Table CasesView::Counts(std::string_view model) const {
  PRAKSIS_CHECK(model == model_.name(), model, " is not ", model_.name());
  return kCounts;
}

store::Table CasesView::Rows(std::string_view model) const {
  PRAKSIS_CHECK(false, "a view of counters alone has no rows of ", model);
  return kCounts;
}

void CasesView::Count(std::string_view key, int64_t amount) {
  const auto at = std::lower_bound(rows_.begin(), rows_.end(), key, ComesBefore);
  if (at != rows_.end() && at->key == key) {
    at->value = store::EncodeCounter(store::CounterValue(at->value) + amount);
  } else {
    rows_.insert(at, {std::string(key), store::EncodeCounter(amount)});
  }
}

absl::StatusOr<std::optional<std::string>> CasesView::Get(store::Table /*table*/,
                                                          std::string_view key) const {
  const auto at = std::lower_bound(rows_.begin(), rows_.end(), key, ComesBefore);
  if (at == rows_.end() || at->key != key) return std::nullopt;
  return at->value;
}

absl::StatusOr<int64_t> CasesView::GetCounter(store::Table table, std::string_view key) const {
  const auto value = Get(table, key);
  return value->has_value() ? store::CounterValue(**value) : 0;
}

std::unique_ptr<store::Cursor> CasesView::Scan(store::Table /*table*/, std::string_view begin,
                                               std::string_view end) const {
  return std::make_unique<RowCursor>(rows_, begin, end);
}

}  // namespace praksis::readmodels
