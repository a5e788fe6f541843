#include "services/cli/whose.h"

#include "services/cli/context.h"

namespace praksis::cli {

void AddVoice(CLI::App& command, std::string& voice, const std::string& description) {
  command.add_option("--voice", voice, description)
      ->type_name("VOICE")
      ->check(Quiet(CLI::IsMember({"CITIZEN", "COMPANY", "JOB_CENTRE"})));
}

void AddRater(CLI::App& command, std::string& rater, const std::string& description) {
  command.add_option("--rater", rater, description)
      ->type_name("RATER")
      ->check(Quiet(CLI::IsMember({"CASEWORKER", "CITIZEN"})));
}

v1::Voice VoiceOf(const std::string& voice) {
  v1::Voice value = v1::VOICE_UNSPECIFIED;
  if (!voice.empty()) v1::Voice_Parse(voice, &value);
  return value;
}

v1::BeliefAssessed::Rater RaterOf(const std::string& rater) {
  v1::BeliefAssessed::Rater value = v1::BeliefAssessed::RATER_UNSPECIFIED;
  if (!rater.empty()) v1::BeliefAssessed::Rater_Parse(rater, &value);
  return value;
}

}  // namespace praksis::cli
