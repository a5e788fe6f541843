// For tests: the tables of some case models in memory, filled from case states without log or projector.
#ifndef PRAKSIS_LIBS_READMODELS_TESTING_MODEL_TABLES_H_
#define PRAKSIS_LIBS_READMODELS_TESTING_MODEL_TABLES_H_

#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "libs/store/database.h"

namespace praksis::readmodels::testing {

using Table = std::map<std::string, std::string>;

class TableCursor final : public store::Cursor {
 public:
  TableCursor(const Table& table, std::string_view begin, std::string_view end)
      : table_(table), begin_(begin), end_(end), at_(table.lower_bound(begin_)) {}
  bool Valid() const override { return at_ != table_.end() && (end_.empty() || at_->first < end_); }
  void Next() override { ++at_; }
  void Seek(std::string_view key) override { at_ = table_.lower_bound(std::max(begin_, std::string(key))); }
  void SeekForPrev(std::string_view key) override {
    at_ = table_.upper_bound(std::string(key));
    at_ = at_ == table_.begin() || std::prev(at_)->first < begin_ ? table_.end() : std::prev(at_);
  }
  std::string_view key() const override { return at_->first; }
  std::string_view value() const override { return at_->second; }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  const Table& table_;
  const std::string begin_;
  const std::string end_;
  Table::const_iterator at_;
};

// What the models contributed at one moment. Tables 2i and 2i + 1 are counts and rows of model i.
class TablesView final : public projection::View, public store::Snapshot {
 public:
  TablesView(std::vector<std::string> models, std::vector<Table> tables, log::Position position)
      : models_(std::move(models)), tables_(std::move(tables)), position_(std::move(position)) {}

  const log::Position& position() const override { return position_; }
  const store::Snapshot& snapshot() const override { return *this; }
  absl::StatusOr<std::optional<domain::cases::CaseState>> Case(const StreamId& stream) const override {
    PRAKSIS_CHECK(false, "not used by the models tested here");
    return std::nullopt;
  }
  absl::Status VisitCases(std::string_view after,
                          absl::FunctionRef<bool(const domain::cases::CaseState&)> visit) const override {
    PRAKSIS_CHECK(false, "not used by the models tested here");
    return absl::OkStatus();
  }
  store::Table Counts(std::string_view model) const override { return store::Table{2 * IndexOf(model)}; }
  store::Table Rows(std::string_view model) const override { return store::Table{2 * IndexOf(model) + 1}; }

  absl::StatusOr<std::optional<std::string>> Get(store::Table table, std::string_view key) const override {
    const auto found = At(table).find(std::string(key));
    if (found == At(table).end()) return std::optional<std::string>();
    return std::optional<std::string>(found->second);
  }
  absl::StatusOr<int64_t> GetCounter(store::Table table, std::string_view key) const override {
    PRAKSIS_CHECK(false, "not used by the models tested here");
    return 0;
  }
  std::unique_ptr<store::Cursor> Scan(store::Table table, std::string_view begin,
                                      std::string_view end) const override {
    return std::make_unique<TableCursor>(At(table), begin, end);
  }

 private:
  int IndexOf(std::string_view model) const {
    for (size_t i = 0; i < models_.size(); ++i) {
      if (models_[i] == model) return static_cast<int>(i);
    }
    PRAKSIS_CHECK(false, "no model ", model);
    return -1;
  }
  const Table& At(store::Table table) const { return tables_[static_cast<size_t>(table)]; }

  const std::vector<std::string> models_;
  const std::vector<Table> tables_;
  const log::Position position_;
};

class ModelTables {
 public:
  explicit ModelTables(std::vector<const projection::CaseModel*> models) : models_(std::move(models)) {}

  // The case now stands so; what it contributed before is taken back.
  void Put(const domain::cases::CaseState& state) { states_[state.stream()] = state; }
  void Remove(const std::string& stream) { states_.erase(stream); }
  const std::map<std::string, domain::cases::CaseState>& states() const { return states_; }

  std::shared_ptr<const projection::View> View() const {
    std::vector<std::string> names;
    std::vector<Table> tables;
    for (const projection::CaseModel* model : models_) {
      Collector collector;
      for (const auto& [stream, state] : states_) model->Contribute(state, collector);
      names.emplace_back(model->name());
      tables.push_back(collector.Counts());
      tables.push_back(std::move(collector.rows));
    }
    log::Position position;
    position.Advance(PartitionId(0), Offset(static_cast<int64_t>(states_.size())));
    return std::make_shared<TablesView>(std::move(names), std::move(tables), std::move(position));
  }

 private:
  struct Collector final : projection::Contributions {
    void Count(std::string_view key, int64_t amount) override { counts[std::string(key)] += amount; }
    void Row(std::string_view key, std::string_view value) override {
      PRAKSIS_CHECK(rows.emplace(key, value).second, "two cases contribute one row");
    }
    // As stored: little endian, and sums that are 0 may linger.
    Table Counts() const {
      Table table;
      for (const auto& [key, sum] : counts) {
        std::string bytes;
        for (int i = 0; i < 8; ++i)
          bytes.push_back(static_cast<char>((static_cast<uint64_t>(sum) >> (8 * i)) & 0xff));
        table[key] = bytes;
      }
      return table;
    }
    std::map<std::string, int64_t> counts;
    Table rows;
  };

  const std::vector<const projection::CaseModel*> models_;
  std::map<std::string, domain::cases::CaseState> states_;
};

}  // namespace praksis::readmodels::testing

#endif  // PRAKSIS_LIBS_READMODELS_TESTING_MODEL_TABLES_H_
