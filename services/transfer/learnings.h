// What became of a workshop's learning in each of its partners.
#ifndef PRAKSIS_SERVICES_TRANSFER_LEARNINGS_H_
#define PRAKSIS_SERVICES_TRANSFER_LEARNINGS_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/workshop.pb.h"

namespace praksis::services {

// Of one organisation. Nothing in it is later than the day it was read for.
struct LearningThere {
  // Who carries it or did ("staff/…"), and since when.
  std::map<std::string, base::Day> carriers;
  // Those of them who brought it home: attended for the organisation, or passed it on first.
  std::set<std::string> brought_by;
  // The first time it was passed on; nothing where it was not.
  std::optional<base::Day> transferred_on;
  int32_t transfers = 0;
  int64_t participants = 0;
  std::set<std::string> toolkits;
  std::set<std::string> videos;
  // In the order of their recording.
  std::vector<base::Day> uses;
};

// Points into the stream it was read from, which must outlive it.
struct WorkshopLearning {
  std::string stream;
  const v1::WorkshopHeld* held = nullptr;
  base::Day held_on = 0;
  std::vector<const v1::ToolkitPublished*> toolkits;
  std::vector<const v1::VideoPublished*> videos;
  // By partner: all whom the workshop names, and no others.
  std::map<std::string, LearningThere> in;
};

// As things stood at the end of the day `as_of`; nothing where the workshop had not been held by then.
std::optional<WorkshopLearning> ReadWorkshop(const readmodels::LearningStream& stream, base::Day as_of);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_TRANSFER_LEARNINGS_H_
