#include "services/dashboards/answer_numbers.h"

#include <utility>

#include "absl/container/flat_hash_set.h"

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

void WithholdNumbers(absl::FunctionRef<bool(const std::string& path)> hidden,
                     const readmodels::CellSelection& selection, Message& answer) {
  // Estimates stand beside the counts that they are of.
  absl::flat_hash_set<const Message*> beside;
  ForEachNumber(std::as_const(answer), "",
                [&](const std::string& path, const Message& message, const FieldDescriptor& field) {
                  if (field.message_type() == v1::Count::descriptor() && hidden(path) &&
                      !ReadNumber(message, field).suppressed) {
                    beside.insert(&message);
                  }
                });
  int withheld = 0;
  ForEachNumber(answer, "", [&](const std::string& path, Message& message, const FieldDescriptor& field) {
    const bool estimate = field.message_type() == v1::Estimate::descriptor();
    if (!hidden(path) && !(estimate && beside.contains(&message))) return;
    if (ReadNumber(message, field).suppressed) return;
    ++withheld;
    SuppressNumber(message, field);
  });
  const FieldDescriptor* const curve = answer.GetDescriptor()->FindFieldByName(std::string(kCurve));
  if (curve != nullptr && (selection.from || selection.to || !selection.target_groups.empty() ||
                           !selection.industry_sections.empty() || beside.contains(&answer))) {
    answer.GetReflection()->ClearField(&answer, curve);
  }
  auto& metadata = dynamic_cast<v1::FigureMetadata&>(
      *answer.GetReflection()->MutableMessage(&answer, answer.GetDescriptor()->FindFieldByName("metadata")));
  metadata.set_suppressed_cells(metadata.suppressed_cells() + withheld);
}

bool IsOfSomebody(const Message& answer) {
  bool is = false;
  ForEachNumber(answer, "", [&](const std::string&, const Message& message, const FieldDescriptor& field) {
    const Number number = ReadNumber(message, field);
    is = is || number.count != 0 || (number.suppressed && field.message_type() == v1::Count::descriptor());
  });
  return is;
}

}  // namespace praksis::services
