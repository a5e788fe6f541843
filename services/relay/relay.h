// Gets facts to the recorder that decides for their partition: what the recorder of this process does not own
// goes through a passage to the owner, wherever that is at the moment.
//
// Thread-safe. Made before the recorder, whose Options::elsewhere it is; Start follows.
#ifndef PRAKSIS_SERVICES_RELAY_RELAY_H_
#define PRAKSIS_SERVICES_RELAY_RELAY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "libs/base/executor.h"
#include "libs/base/ids.h"
#include "libs/log/membership.h"
#include "libs/recording/recorder.h"
#include "services/relay/passage.h"

namespace praksis::services {

class Relay final : public recording::Elsewhere, public log::Membership::Listener {
 public:
  Relay() = default;
  // Stops. No line may be open any more; see LineFactory.
  ~Relay() override;
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // Before anything else is called. What the surroundings name must outlive Stop.
  void Start(const Passage::Surroundings& surroundings);
  // Refuses all facts that are not answered (STOPPING).
  void Stop();
  // Of all passages together.
  Passage::Statistics statistics() const;

  bool Put(PartitionId partition, std::unique_ptr<recording::Submission>& submission) override;
  void GivenUp(PartitionId partition,
               absl::FunctionRef<std::vector<std::unique_ptr<recording::Submission>>()> rest) override;
  void OnGiven(PartitionId partition) override;
  void OnTaken(PartitionId partition, absl::AnyInvocable<void() &&> released) override;
  void OnLookedUp() override;

 private:
  Passage& Of(PartitionId partition) { return *passages_[static_cast<size_t>(partition.value())]; }
  void LookNowAndThen(base::Executor& timer);

  std::unique_ptr<const Passage::Surroundings> surroundings_;
  std::vector<std::unique_ptr<Passage>> passages_;
  std::unique_ptr<base::ThreadExecutor> timer_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_RELAY_RELAY_H_
