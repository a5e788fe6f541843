// A case on a terminal: where it stands, and everything recorded about it.
#ifndef PRAKSIS_SERVICES_CLI_TIMELINE_H_
#define PRAKSIS_SERVICES_CLI_TIMELINE_H_

#include <string>

#include "praksis/v1/history.pb.h"
#include "services/cli/terminal.h"
#include "services/cli/wording.h"

namespace praksis::cli {

// A summary on top, then an event a line, by version; what was recorded elsewhere about the case, and what
// learning cycles did with it, comes last and says where. An event that was corrected or voided is struck
// through where there is colour and marked in words everywhere; one recorded more than a day after it
// happened says when.
std::string RenderCase(const v1::GetCaseResponse& response, const Words& words, const Terminal& terminal);

// The same for a stream of any kind, which has no summary.
std::string RenderStream(const v1::GetStreamResponse& response, const Words& words, const Terminal& terminal);

// Events of any streams, one a line, in the order given: day, stream, version, what happened, who.
std::string RenderEvents(const google::protobuf::RepeatedPtrField<v1::Event>& events, const Words& words,
                         const Terminal& terminal);

// One of them, for following.
std::string RenderEvent(const v1::Event& event, const Words& words, const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_TIMELINE_H_
