#include "services/dashboards/answer_cells.h"

#include "google/protobuf/descriptor.h"
#include "libs/base/strings.h"

namespace praksis::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// What stands once for every cause is about all causes: at risk are those of `overall`.
constexpr std::string_view kPointsOfCause = "points";

bool IsCount(const Message& message) { return message.GetDescriptor() == v1::Count::descriptor(); }

// Calls `visit(step, part)` for every message within `message`, with what leads there: "lasting",
// "steps[stage=OPENED]"; until it returns false.
template <typename Visit>
void ForEachPart(const Message& message, const Visit& visit) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field.name() == kPointsOfCause) continue;
    if (!field.is_repeated()) {
      if (reflection.HasField(message, &field) &&
          !visit(field.name(), reflection.GetMessage(message, &field))) {
        return;
      }
      continue;
    }
    for (int j = 0; j < reflection.FieldSize(message, &field); ++j) {
      const Message& element = reflection.GetRepeatedMessage(message, &field, j);
      if (!visit(base::StrCat(field.name(), "[", ElementIdentity(element), "]"), element)) return;
    }
  }
}

void AddNames(const Message& message, const std::string& path, std::vector<std::string>& names) {
  ForEachPart(message, [&](const std::string& step, const Message& part) {
    if (IsCount(part)) {
      names.push_back(path + step);
    } else {
      AddNames(part, base::StrCat(path, step, "."), names);
    }
    return true;
  });
}

}  // namespace

std::string ElementIdentity(const Message& element) {
  const Reflection& reflection = *element.GetReflection();
  std::string identity;
  const auto add = [&](const FieldDescriptor& field, std::string_view value) {
    identity += base::StrCat(identity.empty() ? "" : ",", field.name(), "=", value);
  };
  for (int i = 0; i < element.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *element.GetDescriptor()->field(i);
    if (field.is_repeated()) continue;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        add(field, reflection.GetString(element, &field));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        add(field, reflection.GetEnum(element, &field)->name());
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        add(field, std::to_string(reflection.GetInt32(element, &field)));
        break;
      default:
        break;
    }
  }
  return identity;
}

std::vector<std::string> CellNames(const Message& answer) {
  std::vector<std::string> names;
  AddNames(answer, "", names);
  return names;
}

const v1::Count* FindCell(const Message& answer, std::string_view cell) {
  const v1::Count* found = nullptr;
  ForEachPart(answer, [&](std::string_view step, const Message& part) {
    if (!cell.starts_with(step)) return true;
    const std::string_view rest = cell.substr(step.size());
    if (IsCount(part)) {
      if (rest.empty()) found = &dynamic_cast<const v1::Count&>(part);
    } else if (rest.starts_with('.')) {
      found = FindCell(part, rest.substr(1));
    }
    return found == nullptr;
  });
  return found;
}

}  // namespace praksis::services
