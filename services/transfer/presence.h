// Who is at which organisation, as far as workshops and staff streams say.
#ifndef PRAKSIS_SERVICES_TRANSFER_PRESENCE_H_
#define PRAKSIS_SERVICES_TRANSFER_PRESENCE_H_

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "libs/base/date.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/workshop.pb.h"

namespace praksis::services {

// As things stood at the end of the day `as_of`: only planned departures may lie after it. Immutable:
// thread-safe. `streams` must outlive it.
class Presence {
 public:
  Presence(const readmodels::LearningStreams& streams, base::Day as_of);

  // The last day of `staff` ("staff/…") at `organisation`: a day until as_of, where no later one shows that
  // they are back; else the first planned one; else nothing.
  std::optional<base::Day> LastDay(const std::string& staff, const std::string& organisation) const;

  // Of a day that LastDay has given, or nothing.
  bool IsOver(std::optional<base::Day> last_day) const { return last_day && *last_day <= as_of_; }

 private:
  void See(const std::string& staff, const std::string& organisation, base::Day day);
  void SeeCarriers(const v1::Event& fact);
  base::Day LastSeen(const std::string& staff, const std::string& organisation) const;

  const readmodels::LearningStreams& streams_;
  const base::Day as_of_;
  // By staff and organisation: the last day until as_of on which they carried learning there.
  std::map<std::pair<std::string, std::string>, base::Day> seen_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_TRANSFER_PRESENCE_H_
