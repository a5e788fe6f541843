// Which events a filter lets through: one meaning for lists and for subscriptions.
#ifndef PRAKSIS_LIBS_READMODELS_EVENT_FILTER_H_
#define PRAKSIS_LIBS_READMODELS_EVENT_FILTER_H_

#include <bitset>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "google/protobuf/timestamp.pb.h"
#include "libs/base/date.h"
#include "libs/base/ids.h"
#include "libs/base/refusal.h"
#include "praksis/v1/event.pb.h"
#include "praksis/v1/history.pb.h"

namespace praksis::readmodels {

// Nanoseconds since 1970, clamped to what an int64 holds (the years 1677 to 2262).
int64_t ToNanoseconds(const google::protobuf::Timestamp& time);

// What filters ask about an event. The views are those of the event.
struct EventTraits {
  int body = 0;  // v1::Event::BodyCase
  std::string_view stream;
  std::string_view municipality;
  // domain::OccurredDay, as in the rules of a case.
  base::Day occurred_day = 0;
  int64_t recorded_ns = 0;
};
EventTraits TraitsOf(const v1::Event& event);

// An EventFilter made ready. Immutable.
class EventMatcher {
 public:
  // Nothing where the filter is wrong: then `violations` has everything that is, with paths below `field`
  // ("filter").
  static std::optional<EventMatcher> Make(const v1::EventFilter& filter, std::string_view field,
                                          std::vector<base::FieldViolation>& violations);

  bool Matches(const EventTraits& event) const;

  // Set where only these streams can match; sorted, without repeats.
  const std::optional<std::vector<StreamId>>& only_streams() const { return only_streams_; }
  int64_t recorded_from_ns() const { return recorded_from_ns_; }
  // Exclusive.
  int64_t recorded_before_ns() const { return recorded_before_ns_; }
  // Tells filters apart: 8 bytes.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  // Larger than every field number of Event.body.
  static constexpr size_t kBodies = 512;

  EventMatcher() = default;

  std::optional<std::vector<StreamId>> only_streams_;
  bool any_stream_ = true;
  absl::flat_hash_set<std::string> streams_;
  std::vector<std::string> kinds_;  // "case/"
  bool any_body_ = true;
  std::bitset<kBodies> bodies_;
  absl::flat_hash_set<std::string> municipalities_;
  base::Day occurred_from_ = std::numeric_limits<base::Day>::min();
  base::Day occurred_to_ = std::numeric_limits<base::Day>::max();
  int64_t recorded_from_ns_ = std::numeric_limits<int64_t>::min();
  int64_t recorded_before_ns_ = std::numeric_limits<int64_t>::max();
  std::string fingerprint_;
};

// "case/2025-0114": a kind there is, slash, 1 to 64 of [A-Za-z0-9._-] beginning with a letter or digit.
bool IsStreamName(std::string_view text);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_EVENT_FILTER_H_
