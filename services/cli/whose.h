// The options --voice and --rater: whose reasons, whose belief a figure is about.
#ifndef PRAKSIS_SERVICES_CLI_WHOSE_H_
#define PRAKSIS_SERVICES_CLI_WHOSE_H_

#include <string>

#include "CLI/CLI.hpp"
#include "praksis/v1/case.pb.h"
#include "praksis/v1/dashboards.pb.h"

namespace praksis::cli {

void AddVoice(CLI::App& command, std::string& voice, const std::string& description);
void AddRater(CLI::App& command, std::string& rater, const std::string& description);

// What such an option was given; UNSPECIFIED where it was not.
v1::Voice VoiceOf(const std::string& voice);
v1::BeliefAssessed::Rater RaterOf(const std::string& rater);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_WHOSE_H_
