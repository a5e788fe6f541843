// Putting a v1::GetCaseResponse, or a v1::GetStreamResponse, together from parts that are serialised already:
// events are answered as they are stored, and parsing thirty of them only to write them out again costs more
// than reading them.
#ifndef PRAKSIS_SERVICES_HISTORY_ENCODED_CASE_H_
#define PRAKSIS_SERVICES_HISTORY_ENCODED_CASE_H_

#include <string>
#include <string_view>

#include "libs/readmodels/history_index.h"

namespace praksis::services {

struct EncodedCase {
  // A serialised v1::GetCaseResponse; without summary, related and learnt_from,
  // v1::GetStreamResponse, too.
  std::string bytes;

  void SetSummary(std::string_view summary);
  void AddEntry(const readmodels::TimelineEvent& event);
  // Of another stream, about the case.
  void AddRelated(const readmodels::TimelineEvent& event);
  // A serialised v1::LearntFrom.
  void AddLearntFrom(std::string_view learnt_from);
  void SetPosition(std::string_view position);
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_HISTORY_ENCODED_CASE_H_
