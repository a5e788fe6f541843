// Facts in words. Sentences are English; codes get their labels in the chosen language.
#ifndef PRAKSIS_SERVICES_CLI_WORDING_H_
#define PRAKSIS_SERVICES_CLI_WORDING_H_

#include <string>
#include <string_view>

#include "libs/codelists/codelists.h"
#include "praksis/v1/event.pb.h"

namespace praksis::cli {

struct Words {
  const codelists::Codelists& codelists;
  // "da", "sv", "en", "he".
  std::string language = "en";

  std::string Label(std::string_view list, std::string_view code) const {
    return codelists.Label(list, code, language);
  }
};

// "JOB_CENTRE" → "job centre".
std::string Spoken(std::string_view code);

// What happened: "placement p1 was interrupted on 2025-02-28: citizen says Transport, company says Did not
// show up". Not made harmless (terminal.h).
std::string InWords(const v1::Event& event, const Words& words);

// The name of the body's field in Event: "placement_interrupted"; "" where there is no body.
std::string TypeOf(const v1::Event& event);

// The day it happened, "2025-03-14"; of an instant the day in UTC.
std::string DayOf(const v1::Event& event);

// The day it was recorded, UTC; "" where it has not been.
std::string RecordedDayOf(const v1::Event& event);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_WORDING_H_
