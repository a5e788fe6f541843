// What of a server records.
#ifndef PRAKSIS_SERVICES_SERVER_WRITERS_H_
#define PRAKSIS_SERVICES_SERVER_WRITERS_H_

#include <memory>

#include "libs/base/clock.h"
#include "libs/log/event_log.h"
#include "libs/log/membership.h"
#include "libs/recording/recorder.h"
#include "services/relay/lines.h"
#include "services/relay/relay.h"
#include "services/server/faces.h"
#include "services/server/server.h"

namespace praksis::services {

// Learning's services have facts of their own recorded: without the Journal, by recorders elsewhere.
inline bool Records(const Server::Services& services) { return services.journal || services.learning; }

// What records, and what has recorders elsewhere record: then the recorder here owns nothing, is no member,
// and all goes through the relay. Members are destroyed from the last to the first: nobody outlives what it
// uses.
struct Writers {
  Writers(const Server::Options& options, const base::Clock& clock, log::EventLog& event_log,
          std::unique_ptr<log::Membership> other_recorders, rpc::LiveCalls& calls, OpenStreams& streams);
  ~Writers();

  const std::unique_ptr<Relay> relay;
  recording::Recorder recorder;
  Lines lines;
  JournalService journal;
  JournalFace journal_face;
  RelayFace relay_face;
  std::unique_ptr<log::Membership> membership;

 private:
  recording::Options Recording(const Server::Options& options);
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_WRITERS_H_
