// What has happened in learning from practice, in words: the facts of every kind of stream but cases.
#ifndef PRAKSIS_SERVICES_CLI_WORDING_LEARNING_H_
#define PRAKSIS_SERVICES_CLI_WORDING_LEARNING_H_

#include <string>

#include "praksis/v1/event.pb.h"
#include "services/cli/wording.h"

namespace praksis::cli {

// As InWords. Of a fact without a sentence of its own, its type in words.
std::string LearningInWords(const v1::Event& event, const Words& words);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_WORDING_LEARNING_H_
