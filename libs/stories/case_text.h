// What the facts of a case say in words: notes, resources, what was hoped for, what could have prevented an
// interruption.
#ifndef PRAKSIS_LIBS_STORIES_CASE_TEXT_H_
#define PRAKSIS_LIBS_STORIES_CASE_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "libs/base/ids.h"
#include "libs/projection/view.h"

namespace praksis::stories {

// The free texts of the facts that stand, each as its last correction says, the latest recorded first; a line
// each. Without what was said about the person's identity and consents, and why facts were corrected. Empty
// where there is none. DATA_LOSS where what is kept is damaged.
absl::StatusOr<std::string> TextOfCase(const projection::View& view, const StreamId& case_stream);

// Appends the personal free texts of `message` and of the messages in it.
void AppendTexts(const google::protobuf::Message& message, std::string& out);

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_CASE_TEXT_H_
