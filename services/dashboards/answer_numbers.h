// The numbers of a figure's answer, whichever figure it is: what is shown of each, and withholding it. Pure.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_ANSWER_NUMBERS_H_
#define PRAKSIS_SERVICES_DASHBOARDS_ANSWER_NUMBERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "absl/functional/function_ref.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "libs/base/strings.h"
#include "libs/readmodels/cells.h"
#include "praksis/v1/dashboards.pb.h"
#include "services/dashboards/answer_cells.h"

namespace praksis::services {

// The list of an answer whose days are those on which something happened, other ones in every answer.
inline constexpr std::string_view kCurve = "curve";
// "median_suppressed" says of "median_days_to_answer" that it is withheld.
inline constexpr std::string_view kFlag = "_suppressed";

// A number of an answer: a count, an estimate, or a number with a flag of its own (a median, a mean).
struct Number {
  bool suppressed = false;
  // Says something of somebody.
  bool something = false;
  int64_t count = 0;
};

Number ReadNumber(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field);
void SuppressNumber(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field);

// Withholds the numbers at the `hidden` paths of a figure's answer to `selection`, estimates beside such
// counts, and a curve that would tell them; says in its metadata how many. Those withheld already stay so.
void WithholdNumbers(absl::FunctionRef<bool(const std::string& path)> hidden,
                     const readmodels::CellSelection& selection, google::protobuf::Message& answer);
// Whether a figure's answer counts anybody, or withholds a count.
bool IsOfSomebody(const google::protobuf::Message& answer);

// Calls `visit(path, message, field)` for every number but those of curves: its message, and the field within
// it.
template <typename Answer, typename Visit>
void ForEachNumber(Answer& message, const std::string& path, const Visit& visit) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const auto enter = [&](auto& part, const google::protobuf::FieldDescriptor& field,
                         const std::string& name) {
    const auto* const type = field.message_type();
    if (type == v1::Count::descriptor() || type == v1::Estimate::descriptor()) {
      visit(name, message, field);
    } else if (type != v1::FigureMetadata::descriptor()) {
      ForEachNumber(part, name + ".", visit);
    }
  };
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const std::string name = path + field.name();
    if (field.cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_BOOL &&
        std::string_view(name).ends_with(kFlag)) {
      visit(name, message, field);
    }
    if (field.cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE || field.name() == kCurve)
      continue;
    const auto part = [&](int at) -> auto& {
      if constexpr (std::is_const_v<Answer>) {
        return at < 0 ? reflection.GetMessage(message, &field)
                      : reflection.GetRepeatedMessage(message, &field, at);
      } else {
        return at < 0 ? *reflection.MutableMessage(&message, &field)
                      : *reflection.MutableRepeatedMessage(&message, &field, at);
      }
    };
    if (!field.is_repeated()) {
      if (reflection.HasField(message, &field)) enter(part(-1), field, name);
      continue;
    }
    for (int j = 0; j < reflection.FieldSize(message, &field); ++j) {
      auto& element = part(j);
      enter(element, field, base::StrCat(name, "[", ElementIdentity(element), "]"));
    }
  }
}

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_ANSWER_NUMBERS_H_
