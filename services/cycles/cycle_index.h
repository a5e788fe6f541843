// Cycles and measures as they stand, and which belongs to which: the pure part below the boards.
//
// Everything points into the streams it was made from, which must outlive it. Thread-safe once made.
#ifndef PRAKSIS_SERVICES_CYCLES_CYCLE_INDEX_H_
#define PRAKSIS_SERVICES_CYCLES_CYCLE_INDEX_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/cycle.pb.h"
#include "praksis/v1/cycles.pb.h"

namespace praksis::services {

// The challenge that a cycle began with; null where none stands: such a stream is no cycle.
const v1::ChallengeIdentified* ChallengeOf(const readmodels::LearningStream& cycle);

// How the cycle ended; null while it has not.
const v1::CycleClosed* ClosingOf(const readmodels::LearningStream& cycle);

class CycleIndex {
 public:
  using Streams = std::vector<const readmodels::LearningStream*>;

  explicit CycleIndex(const readmodels::LearningStreams& streams);

  // Null where there is no such cycle.
  const readmodels::LearningStream* Find(std::string_view cycle) const;
  // By stream.
  const Streams& all() const { return all_; }
  // The streams of the cycles that name this one as their parent.
  std::vector<std::string> Following(const std::string& cycle) const;
  // What was decided in the cycle, or is named by its closing, by stream. A measure that is named and not
  // known has nothing but its stream.
  std::vector<v1::CycleMeasure> MeasuresOf(const readmodels::LearningStream& cycle) const;
  v1::CycleMeasure Measure(const std::string& stream) const;

 private:
  const readmodels::LearningStreams& streams_;
  Streams all_;
  std::multimap<std::string, std::string> following_;
  std::multimap<std::string, std::string> decided_;
};

// It is in use, or was, at one of its sites.
bool IsImplemented(const v1::CycleMeasure& measure);
// There is a verdict, other than that there is not enough data.
bool IsEvaluated(const v1::CycleMeasure& measure);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_CYCLES_CYCLE_INDEX_H_
