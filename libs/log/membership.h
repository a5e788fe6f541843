// The recorders that share a log, as one of them sees it: which partitions it is to own, and who has the
// others. The engine decides who gets what; that two never append to one partition is seen to by
// EventLog::Own, whatever a membership says.
#ifndef PRAKSIS_LIBS_LOG_MEMBERSHIP_H_
#define PRAKSIS_LIBS_LOG_MEMBERSHIP_H_

#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "libs/base/ids.h"

namespace praksis::log {

// Thread-safe. The listener must outlive it.
class Membership {
 public:
  // Told one thing at a time, on a thread of the membership's.
  class Listener {
   public:
    virtual ~Listener() = default;
    // The partition is this member's: own it.
    virtual void OnGiven(PartitionId partition) = 0;
    // It goes to somebody else: call `released` when nothing more is appended to it here. The next owner
    // waits for that, though not for ever.
    virtual void OnTaken(PartitionId partition, absl::AnyInvocable<void() &&> released) = 0;
    // Who has which partition has been looked up.
    virtual void OnLookedUp() = 0;
  };

  // Leaves.
  virtual ~Membership() = default;

  // Becomes a member that others reach at `address` ("host:port"), which tells it from all others: who joins
  // with the address of a member takes its place, and that one is out. Called once.
  virtual absl::Status Join(const std::string& address, Listener& listener) = 0;

  // Instead of joining: looks up who has what, to send facts to them, and never owns anything. Called once.
  virtual absl::Status Watch(Listener& listener) = 0;

  // Has everything taken away and given to others, if there are any, before it returns: at most some seconds.
  // What comes after is nobody's business here.
  virtual void Leave() = 0;

  // The address of who has the partition, as last looked up; empty where nobody was known to.
  virtual std::string OwnerOf(PartitionId partition) const = 0;

  // Has it looked up again soon; OnLookedUp tells when.
  virtual void LookUp() = 0;

  // OK where the partition is this member's by what is known now: looked up within the call.
  virtual absl::Status Confirm(PartitionId partition) = 0;

  // OK, or why nobody has been able to tell for some seconds who has what: the log is not reachable.
  virtual absl::Status Reachable() const = 0;

  // Whether other members were there when last looked up.
  virtual bool HasOthers() const = 0;

  // OK, or why it is no member (any more), or does not know yet who has what.
  virtual absl::Status Health() const = 0;
};

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_MEMBERSHIP_H_
