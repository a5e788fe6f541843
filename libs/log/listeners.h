// The listeners of a log, for whoever makes an engine: keeps what EventLog::Listen and Registration promise.
#ifndef PRAKSIS_LIBS_LOG_LISTENERS_H_
#define PRAKSIS_LIBS_LOG_LISTENERS_H_

#include <memory>

#include "libs/log/event_log.h"

namespace praksis::log {

// Thread-safe. Registrations may outlive it.
class Listeners {
 public:
  Listeners();
  ~Listeners();

  std::unique_ptr<Registration> Add(Listener listener);

  // Calls all listeners, on this thread. Two calls at a time tell a listener one after the other.
  void Tell(PartitionId partition, Offset end);

 private:
  struct List;
  struct Entry;
  class Listening;

  std::shared_ptr<List> list_;
};

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_LISTENERS_H_
