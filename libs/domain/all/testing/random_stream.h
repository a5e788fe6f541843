// Random histories of streams of any kind, made from the schema: whatever facts a kind has, and will have, is
// proposed, with few identifiers and near days, so that facts often fit together and as often do not.
#ifndef PRAKSIS_LIBS_DOMAIN_ALL_TESTING_RANDOM_STREAM_H_
#define PRAKSIS_LIBS_DOMAIN_ALL_TESTING_RANDOM_STREAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/domain/case/testing/random.h"
#include "libs/domain/rules/stream_rules.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain::testing {

// Not thread-safe.
class RandomStream {
 public:
  // `rules` must outlive it.
  RandomStream(const StreamRules& rules, uint64_t seed);

  // A fact or a rewriting that a client could report (or the server write): valid in itself, whether or not
  // it may follow.
  v1::Event Propose();
  // Proposes, and records it where it may follow.
  void Step();

  // May `event` follow?
  absl::Status Decide(const v1::Event& event) const;

  const StreamRules& rules() const { return rules_; }
  const std::vector<v1::Event>& history() const { return history_; }
  // Evolved event by event, folded anew only by a rewriting.
  const StreamState& state() const { return *state_; }
  base::Day today() const { return today_; }

 private:
  v1::Event Envelope();
  void FillFact(v1::Event& event);
  void FillRewrite(v1::Event& event);
  bool IsValid(const v1::Event& event) const;

  const StreamRules& rules_;
  cases::testing::Random random_;
  // Types of the kind's bodies, by number.
  std::vector<v1::Event::BodyCase> types_;
  base::Day today_;
  std::vector<v1::Event> history_;
  std::unique_ptr<StreamState> state_;
};

}  // namespace praksis::domain::testing

#endif  // PRAKSIS_LIBS_DOMAIN_ALL_TESTING_RANDOM_STREAM_H_
