#include "services/dashboards/answer_numbers.h"

namespace praksis::services {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

Number ReadNumber(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    return {.suppressed = reflection.GetBool(message, &field), .something = true};
  }
  const Message& number = reflection.GetMessage(message, &field);
  if (field.message_type() == v1::Count::descriptor()) {
    const auto& count = dynamic_cast<const v1::Count&>(number);
    return {.suppressed = count.suppressed(), .something = count.value() != 0, .count = count.value()};
  }
  const auto& estimate = dynamic_cast<const v1::Estimate&>(number);
  return {.suppressed = estimate.suppressed(), .something = estimate.value() != 0 || estimate.lower() != 0};
}

void SuppressNumber(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_BOOL) {
    Message& number = *reflection.MutableMessage(&message, &field);
    number.Clear();
    number.GetReflection()->SetBool(&number, number.GetDescriptor()->FindFieldByName("suppressed"), true);
    return;
  }
  reflection.SetBool(&message, &field, true);
  // "median_suppressed" says it of "median_days_to_answer", which is -1 then, the others 0.
  const std::string_view stem = std::string_view(field.name()).substr(0, field.name().size() - kFlag.size());
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& other = *message.GetDescriptor()->field(i);
    if (&other == &field || !std::string_view(other.name()).starts_with(stem)) continue;
    if (other.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      reflection.SetInt32(&message, &other, -1);
    } else if (other.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
      reflection.SetDouble(&message, &other, 0);
    }
  }
}

}  // namespace praksis::services
