// praksis select --record and --replay: choosing for a cycle.
#ifndef PRAKSIS_SERVICES_CLI_SELECT_FOR_CYCLE_H_
#define PRAKSIS_SERVICES_CLI_SELECT_FOR_CYCLE_H_

#include <string>

#include "praksis/v1/learning.pb.h"
#include "services/cli/context.h"

namespace praksis::cli {

struct CycleSelection {
  // "cycle/…".
  std::string cycle;
  std::string actor;
  std::string role = "FACILITATOR";
  std::string selection_id;
  std::string seed;
  std::string as_of;
  std::string at_least;
  // Keep the projection that a replay had to have made.
  bool keep = false;
};

// Has the server choose by the cycle's criteria and record the choice. Returns the exit code: kFailed where
// fewer were chosen than a quota asks for.
int RecordSelection(Context& context, const CycleSelection& asked);

// Has the server make a recorded choice again. Where no projection is kept at its position, one is built and
// dropped afterwards. kFailed where another choice comes out.
int ReplaySelection(Context& context, const CycleSelection& asked);

// Says on stderr at which sites fewer were chosen than asked for; whether there are any.
bool SayWhereTooFew(const v1::SelectCasesResponse& response);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_SELECT_FOR_CYCLE_H_
