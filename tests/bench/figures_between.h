// How long figures take as the server answers them by default, in whole years: what one answer may not show
// because of others is withheld (services/dashboards/between_answers.h).
#ifndef PRAKSIS_TESTS_BENCH_FIGURES_BETWEEN_H_
#define PRAKSIS_TESTS_BENCH_FIGURES_BETWEEN_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "libs/projection/cell_memory.h"
#include "libs/projection/layout.h"
#include "libs/projection/view.h"
#include "libs/store/database.h"
#include "services/dashboards/between_answers.h"

namespace praksis::bench {

// Views of the database as it is; the position is how many events were said to have been written.
class FilledViews final : public projection::ViewSource {
 public:
  FilledViews(std::shared_ptr<store::Database> database, std::shared_ptr<const projection::Layout> layout,
              projection::CellMemory& memory)
      : database_(std::move(database)), layout_(std::move(layout)), memory_(memory) {}

  std::shared_ptr<const projection::View> Now();
  void When(const log::Position& at_least, absl::Time deadline, ViewDone done) override;
  absl::StatusOr<projection::KeptView> KeptAt(const log::Position& position) const override;
  void Written(int64_t events) { events_ += events; }

 private:
  const std::shared_ptr<store::Database> database_;
  const std::shared_ptr<const projection::Layout> layout_;
  projection::CellMemory& memory_;
  std::atomic<int64_t> events_ = 100'000'000;
};

// Measures questions about everything, the country in a year, the largest municipality, one municipality and
// target group, and several municipalities; once before anything has been found out beforehand, then after.
// `figures` by their names; `while_events_flow(ask)` is to have events flow in while `ask` runs.
void MeasureBetweenAnswers(const std::vector<std::string>& figures, FilledViews& views,
                           const std::function<void(const std::function<void()>& ask)>& while_events_flow);

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_FIGURES_BETWEEN_H_
