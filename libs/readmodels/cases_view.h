// What a case model counts of some cases alone, as a view like any other: a figure is read of them exactly as
// it is of everybody, so that who is behind a count needs no second definition of what is counted.
//
// Has the counters of one model and nothing else: asking for another model, for rows or cases aborts. Not
// thread-safe.
#ifndef PRAKSIS_LIBS_READMODELS_CASES_VIEW_H_
#define PRAKSIS_LIBS_READMODELS_CASES_VIEW_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/projection/read_model.h"
#include "libs/projection/view.h"
#include "libs/store/database.h"

namespace praksis::readmodels {

class CasesView final : public projection::View, private store::Snapshot, private projection::Contributions {
 public:
  explicit CasesView(const projection::CaseModel& model) : model_(model) {}

  // From now on it is about `state` alone.
  void Show(const domain::cases::CaseState& state);
  // Whether the case counts anywhere at all.
  bool empty() const { return rows_.empty(); }

  const log::Position& position() const override { return position_; }
  const store::Snapshot& snapshot() const override { return *this; }
  absl::StatusOr<std::optional<domain::cases::CaseState>> Case(const StreamId& stream) const override;
  absl::Status VisitCases(
      std::string_view after,
      absl::FunctionRef<bool(const domain::cases::CaseState& state)> visit) const override;
  store::Table Counts(std::string_view model) const override;
  store::Table Rows(std::string_view model) const override;

 private:
  void Count(std::string_view key, int64_t amount) override;
  void Row(std::string_view /*key*/, std::string_view /*value*/) override {}

  absl::StatusOr<std::optional<std::string>> Get(store::Table table, std::string_view key) const override;
  absl::StatusOr<int64_t> GetCounter(store::Table table, std::string_view key) const override;
  std::unique_ptr<store::Cursor> Scan(store::Table table, std::string_view begin,
                                      std::string_view end) const override;

  const projection::CaseModel& model_;
  // By key, each once.
  std::vector<store::Row> rows_;
  log::Position position_;
};

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_CASES_VIEW_H_
