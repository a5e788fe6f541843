// What is in the log, read record by record and held to its promises: versions run without gap or repeat, an
// event_id occurs once, recorded_at never decreases within a stream, every event was sent by somebody and may
// follow those before it.
#ifndef PRAKSIS_TESTS_SIMULATION_TRUTH_H_
#define PRAKSIS_TESTS_SIMULATION_TRUTH_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/event_log.h"
#include "praksis/v1/event.pb.h"
#include "tests/simulation/report.h"

namespace praksis::simulation {

class Truth {
 public:
  struct Place {
    std::string stream;
    // Index in the stream's history.
    size_t index = 0;
    log::Address address;
  };

  // Reading must not fail: the caller keeps faults away while Refresh runs.
  Truth(log::EventLog& event_log, const domain::StreamRules& rules, Report& report);

  // Reads what is new.
  void Refresh();

  const std::vector<v1::Event>& History(const std::string& stream) const;
  // Null where no event has the id.
  const Place* Find(const std::string& event_id) const;
  const v1::Event& At(const Place& place) const { return History(place.stream)[place.index]; }

  // The offset after the partition's last event.
  Offset End(PartitionId partition) const;

  // What the rules say to `fact` after the first `version` events of its stream.
  absl::Status Decide(const v1::Event& fact, size_t version) const;

  const std::map<std::string, std::vector<v1::Event>>& streams() const { return streams_; }

 private:
  void Take(PartitionId partition, Offset offset, std::string_view bytes);

  log::EventLog& event_log_;
  const domain::StreamRules& rules_;
  Report& report_;
  std::vector<std::unique_ptr<log::PartitionReader>> readers_;
  std::map<PartitionId, Offset> ends_;
  std::map<std::string, std::vector<v1::Event>> streams_;
  std::map<std::string, Place> places_;
};

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_TRUTH_H_
