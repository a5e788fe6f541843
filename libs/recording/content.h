// What a client said, apart from what the server made of it.
#ifndef PRAKSIS_LIBS_RECORDING_CONTENT_H_
#define PRAKSIS_LIBS_RECORDING_CONTENT_H_

#include "google/protobuf/message.h"
#include "praksis/v1/event.pb.h"

namespace praksis::recording {

// Clears every field annotated OUTPUT_ONLY, at any depth.
void ClearOutputOnly(google::protobuf::Message& message);

// Both say the same in the fields that clients set: one event_id may be sent again with such content.
[[nodiscard]] bool SameContent(const v1::Event& left, const v1::Event& right);

}  // namespace praksis::recording

#endif  // PRAKSIS_LIBS_RECORDING_CONTENT_H_
