#include "libs/stories/case_text.h"

#include <cstddef>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/readmodels/history_index.h"
#include "praksis/v1/event.pb.h"
#include "praksis/v1/options.pb.h"

namespace praksis::stories {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Free text: neither a code nor written in some form.
bool IsFreeText(const FieldDescriptor& field) {
  const auto& options = field.options();
  return field.type() == FieldDescriptor::TYPE_STRING && options.GetExtension(v1::personal) &&
         options.GetExtension(v1::codelist).empty() &&
         options.GetExtension(v1::format) == v1::FORMAT_UNSPECIFIED;
}

void AppendLine(const std::string& line, std::string& out) {
  if (!line.empty()) out += base::StrCat(line, "\n");
}

// The body that `holder`, an Event or an EventReplacement, has; null where it is none that tells of the
// course.
const Message* CourseOf(const Message& holder) {
  const auto* oneof = holder.GetDescriptor()->FindOneofByName("body");
  const FieldDescriptor* field = holder.GetReflection()->GetOneofFieldDescriptor(holder, oneof);
  if (field == nullptr) return nullptr;
  switch (field->number()) {
    case v1::Event::kCaseOpenedFieldNumber:
    case v1::Event::kConsentGivenFieldNumber:
    case v1::Event::kConsentWithdrawnFieldNumber:
    case v1::Event::kConsentInvalidatedFieldNumber:
    case v1::Event::kEventCorrectedFieldNumber:
    case v1::Event::kEventVoidedFieldNumber:
      return nullptr;
    default:
      return &holder.GetReflection()->GetMessage(holder, field);
  }
}

}  // namespace

void AppendTexts(const Message& message, std::string& out) {
  std::vector<const FieldDescriptor*> fields;
  const auto& reflection = *message.GetReflection();
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool text = IsFreeText(*field);
    if (!text && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      if (text) {
        AppendLine(reflection.GetString(message, field), out);
      } else {
        AppendTexts(reflection.GetMessage(message, field), out);
      }
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      if (text) {
        AppendLine(reflection.GetRepeatedString(message, field, i), out);
      } else {
        AppendTexts(reflection.GetRepeatedMessage(message, field, i), out);
      }
    }
  }
}

absl::StatusOr<std::string> TextOfCase(const projection::View& view, const StreamId& case_stream) {
  ASSIGN_OR_RETURN(const readmodels::Timeline timeline, readmodels::ReadTimeline(view, case_stream));
  const auto events = readmodels::DecodeEvents(timeline.events);
  if (!events) {
    return base::Refuse(absl::StatusCode::kDataLoss, "PROJECTION_DAMAGED",
                        base::StrCat("An event of \"", case_stream.value(), "\" cannot be read."));
  }
  std::string text;
  for (size_t i = events->size(); i-- > 0;) {
    const readmodels::TimelineEvent& entry = timeline.events[i];
    if (entry.standing == v1::TimelineEntry::VOIDED) continue;
    const Message* body = CourseOf((*events)[i]);
    if (body != nullptr && entry.standing == v1::TimelineEntry::CORRECTED) {
      // Versions are 1, 2, 3, ….
      body = CourseOf(
          (*events)[static_cast<size_t>(entry.changed_by.value()) - 1].event_corrected().replacement());
    }
    if (body != nullptr) AppendTexts(*body, text);
  }
  return text;
}

}  // namespace praksis::stories
