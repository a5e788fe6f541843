// Plausible random courses of cases, for tests, simulation and benchmarks. The same seed and stream give the
// same events on every machine. Everything in them is made up.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_TESTING_RANDOM_HISTORY_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_TESTING_RANDOM_HISTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/domain/case/testing/random.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain::cases::testing {

// One case as it grows.
class RandomCase {
 public:
  // `stream`: "case/…".
  RandomCase(uint64_t seed, std::string stream);

  // A fact that might come next, now and then a correction or voiding. Mostly acceptable, but not always: ids
  // may be unknown, dates may disagree, the case may be closed. It passes ValidateFact for today().
  v1::Event Propose();

  // Proposes until a fact is accepted, appends that to the history and returns it.
  const v1::Event& Step();

  // What was accepted: versions 1, 2, 3, …; recorded_at, schema and event_id are set.
  const std::vector<v1::Event>& history() const { return history_; }
  const CaseState& state() const { return state_; }
  base::Day today() const { return today_; }

 private:
  v1::Event Envelope();
  void FillWithRewrite(v1::Event& event);
  void Append(v1::Event event);

  Random random_;
  std::string stream_;
  std::string municipality_;
  base::Day today_;
  int64_t now_ms_;
  int next_id_ = 1;
  std::vector<v1::Event> history_;
  CaseState state_;
};

// A history of 1 to `max_events` accepted events: versions 1, 2, 3, …; recorded_at never decreases; event_id,
// schema and everything a client must give are set. Now and then a correction or a voiding is among them.
std::vector<v1::Event> RandomHistory(uint64_t seed, int max_events, std::string stream);

}  // namespace praksis::domain::cases::testing

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_TESTING_RANDOM_HISTORY_H_
