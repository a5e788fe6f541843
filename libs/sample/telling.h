// Facts of streams that are no case, put together one after the other in the order of their reporting: the
// next version of its stream each, with an event id of its own. Not thread-safe.
#ifndef PRAKSIS_LIBS_SAMPLE_TELLING_H_
#define PRAKSIS_LIBS_SAMPLE_TELLING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/sample/chance.h"
#include "libs/sample/course.h"
#include "praksis/v1/event.pb.h"

namespace praksis::sample {

class Telling {
 public:
  // What tells of the same subject under the same seed gives the same ids.
  Telling(uint64_t seed, uint64_t subject) : seed_(seed), ids_(seed ^ 0x74656C6C, subject) {}

  // "workshop/sample-1-aviles".
  std::string Stream(std::string_view kind, std::string_view id) const;
  // Whose facts come next: where, and who reports them.
  void set_reporter(std::string municipality, std::string actor, v1::ActorRole role);
  // A facilitator of the job centre.
  void ReportFrom(const Site& site);
  // Adds a fact that happened on `day` and was reported then. Fill in its body at once.
  v1::Event& Add(const std::string& stream, base::Day day);

  std::vector<v1::Event> Finish() && { return std::move(facts_); }
  // What lies after `last_day` is left out.
  std::vector<v1::Event> FinishUntil(base::Day last_day) &&;

 private:
  const uint64_t seed_;
  Chance ids_;
  std::string municipality_;
  v1::Actor actor_;
  std::vector<v1::Event> facts_;
};

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_TELLING_H_
