// Facts as a reporting system would send them.
#ifndef PRAKSIS_TESTS_INTEGRATION_FACTS_H_
#define PRAKSIS_TESTS_INTEGRATION_FACTS_H_

#include <string>

#include "praksis/v1/event.pb.h"

namespace praksis::testing {

// A UUIDv7 that no other call gives in this process.
std::string NewEventId();

// Everything an envelope must have, without a body, happened on 2025-03-03.
v1::Event Envelope(const std::string& stream);

v1::Event CaseOpened(const std::string& stream);
v1::Event NoteAdded(const std::string& stream, const std::string& text);
// Refused by the rules: no such placement was ever offered.
v1::Event PlacementCompletedOfNone(const std::string& stream);

}  // namespace praksis::testing

#endif  // PRAKSIS_TESTS_INTEGRATION_FACTS_H_
