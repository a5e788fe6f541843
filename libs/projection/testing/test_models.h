// Small read models for tests, and what their rows must be by the shortest way there is.
#ifndef PRAKSIS_LIBS_PROJECTION_TESTING_TEST_MODELS_H_
#define PRAKSIS_LIBS_PROJECTION_TESTING_TEST_MODELS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"

namespace praksis::projection::testing {

// Counts cases by municipality and status, placements by state, beliefs by score; one row per case and
// placement.
class CourseModel final : public CaseModel {
 public:
  explicit CourseModel(int revision = 1) : revision_(revision) {}
  std::string_view name() const override { return "course"; }
  int revision() const override { return revision_; }
  void Contribute(const domain::cases::CaseState& state, Contributions& out) const override {
    out.Count(base::StrCat("case/", state.municipality(), "/", static_cast<int>(state.status())), 1);
    out.Row(state.stream(), base::StrCat(state.placements_size(), " placements"));
    for (const auto& placement : state.placements()) {
      out.Count(base::StrCat("placement/", static_cast<int>(placement.state())), 1);
      out.Row(base::StrCat(state.stream(), "/", placement.placement_id()),
              base::StrCat(static_cast<int>(placement.state())));
    }
    for (const auto& belief : state.beliefs()) out.Count("score", belief.score());
  }

 private:
  const int revision_;
};

// (partition, offset) -> event_id of this event and of the one before it in the partition, and stream -> all
// its event_ids in order, each with a space after it.
class AddressModel final : public EventModel {
 public:
  std::string_view name() const override { return "addresses"; }
  int revision() const override { return 1; }
  std::string StreamRowKey(std::string_view stream, int64_t segment) const override {
    return base::StrCat(stream, "#", segment);
  }
  void Project(const LoggedEvent& event, std::string& partition_state, EventRows& out) const override {
    out.Row(base::StrCat(event.address.partition.value(), "/", event.address.offset.value()),
            base::StrCat(event.event.event_id(), " after ", partition_state));
    out.AppendToStream(event.event.version() / 8, {event.event.event_id(), " "});
    out.Append(base::StrCat("body-", event.address.partition.value(), "/",
                            static_cast<int>(event.event.body_case())),
               {event.event.event_id(), " "});
    partition_state = event.event.event_id();
  }
};

// A model's tables as a map: counters as numbers in text, rows as they are.
using Table = std::map<std::string, std::string>;
struct CourseTables {
  Table counts;
  Table rows;
  friend bool operator==(const CourseTables&, const CourseTables&) = default;
};

// What CourseModel makes of these histories: every case folded at once, everything added up.
inline CourseTables CourseOf(const std::vector<std::vector<v1::Event>>& histories) {
  class Sums final : public Contributions {
   public:
    void Count(std::string_view key, int64_t amount) override { counts[std::string(key)] += amount; }
    void Row(std::string_view key, std::string_view value) override { rows[std::string(key)] = value; }
    std::map<std::string, int64_t> counts;
    Table rows;
  };
  Sums sums;
  for (const auto& history : histories) {
    if (!history.empty()) CourseModel().Contribute(domain::cases::Fold(history), sums);
  }
  CourseTables tables;
  for (const auto& [key, count] : sums.counts) {
    if (count != 0) tables.counts[key] = base::StrCat(count);
  }
  tables.rows = sums.rows;
  return tables;
}

// What the projection has of CourseModel.
inline CourseTables CourseIn(const View& view) {
  CourseTables tables;
  for (auto cursor = view.snapshot().Scan(view.Counts("course"), "", ""); cursor->Valid(); cursor->Next()) {
    const int64_t count = view.snapshot().GetCounter(view.Counts("course"), cursor->key()).value();
    if (count != 0) tables.counts[std::string(cursor->key())] = base::StrCat(count);
  }
  for (auto cursor = view.snapshot().Scan(view.Rows("course"), "", ""); cursor->Valid(); cursor->Next()) {
    tables.rows[std::string(cursor->key())] = cursor->value();
  }
  return tables;
}

}  // namespace praksis::projection::testing

#endif  // PRAKSIS_LIBS_PROJECTION_TESTING_TEST_MODELS_H_
