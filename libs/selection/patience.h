// How long a choice is waited for. What a search takes cannot be told from the pool's size (DESIGN.md), so
// that whoever asks for a choice says, while it is made, when nobody waits for it any more.
//
// This never changes a choice: there is the one that there always is, or none.
#ifndef PRAKSIS_LIBS_SELECTION_PATIENCE_H_
#define PRAKSIS_LIBS_SELECTION_PATIENCE_H_

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "libs/selection/selection.h"

namespace praksis::selection {

// Of one choice, on one thread.
class Patience {
 public:
  // Empty: without end.
  explicit Patience(GoOn go_on) : go_on_(std::move(go_on)) {}

  // So many comparisons of a candidate with an entry (or work that takes as long) have been made. Asks every
  // few milliseconds.
  void Spend(int64_t visits) {
    spent_ += visits;
    if (spent_ >= kVisitsPerQuestion) Ask();
  }
  void Ask() {
    spent_ = 0;
    if (go_on_ && status_.ok()) status_ = go_on_();
  }
  bool ended() const { return !status_.ok(); }
  // Why it ended.
  const absl::Status& status() const { return status_; }

 private:
  static constexpr int64_t kVisitsPerQuestion = 20'000'000;

  const GoOn go_on_;
  absl::Status status_;
  int64_t spent_ = 0;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_PATIENCE_H_
