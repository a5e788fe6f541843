#include "services/gateway/figure_csv.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/strings.h"
#include "praksis/v1/dashboards.pb.h"

namespace praksis::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kWithheld[] = "suppressed";
constexpr std::string_view kSwitch = "_suppressed";

// Cells of a row by their columns.
using Cells = std::map<std::string, std::string>;

bool IsCount(const FieldDescriptor& field) { return field.message_type() == v1::Count::descriptor(); }
bool IsEstimate(const FieldDescriptor& field) { return field.message_type() == v1::Estimate::descriptor(); }
bool IsMessage(const FieldDescriptor& field) { return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE; }

// A message that is a row of its own.
bool IsPart(const FieldDescriptor& field) {
  return IsMessage(field) && !IsCount(field) && !IsEstimate(field) &&
         field.message_type() != v1::FigureMetadata::descriptor();
}

bool IsSwitch(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL && field.name().ends_with(kSwitch);
}

bool IsPlain(const FieldDescriptor& field) {
  return !IsMessage(field) && !field.is_repeated() && !IsSwitch(field);
}

bool HasColumns(const Descriptor& type) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsPlain(field) || IsCount(field) || IsEstimate(field)) return true;
  }
  return false;
}

// Adds what is not there yet.
void AddColumn(std::string name, std::vector<std::string>& columns) {
  if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(std::move(name));
}

void AddColumns(const Descriptor& type, std::vector<std::string>& columns) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsPlain(field) || IsCount(field)) AddColumn(field.name(), columns);
    if (IsEstimate(field)) {
      for (const char* suffix : {"", "_lower", "_upper"}) AddColumn(field.name() + suffix, columns);
    }
  }
  for (int i = 0; i < type.field_count(); ++i) {
    if (IsPart(*type.field(i))) AddColumns(*type.field(i)->message_type(), columns);
  }
}

std::string NumberText(double number) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof(text), number);
  return std::string(text, end);
}

std::string PlainText(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return base::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return base::StrCat(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return base::StrCat(reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return base::StrCat(reflection.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return NumberText(reflection.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return NumberText(reflection.GetFloat(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnum(message, &field)->name();
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "";
}

// Whether another field of the message says that this one is withheld.
bool IsWithheld(const Message& message, const FieldDescriptor& field) {
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& other = *type.field(i);
    if (!IsSwitch(other) || !message.GetReflection()->GetBool(message, &other)) continue;
    const std::string stem = other.name().substr(0, other.name().size() - kSwitch.size());
    if (field.name() == stem || field.name().starts_with(stem + "_")) return true;
  }
  return false;
}

void AddCells(const Message& message, const FieldDescriptor& field, Cells& cells) {
  const auto& reflection = *message.GetReflection();
  if (IsPlain(field)) {
    cells[field.name()] = IsWithheld(message, field) ? kWithheld : PlainText(message, field);
    return;
  }
  if (field.is_repeated() || !IsMessage(field) || !reflection.HasField(message, &field)) return;
  const Message& value = reflection.GetMessage(message, &field);
  if (IsCount(field)) {
    const auto& count = static_cast<const v1::Count&>(value);
    cells[field.name()] = count.suppressed() ? kWithheld : base::StrCat(count.value());
  } else if (IsEstimate(field)) {
    const auto& estimate = static_cast<const v1::Estimate&>(value);
    const auto text = [&](double number) { return estimate.suppressed() ? kWithheld : NumberText(number); };
    cells[field.name()] = text(estimate.value());
    cells[field.name() + "_lower"] = text(estimate.lower());
    cells[field.name() + "_upper"] = text(estimate.upper());
  }
}

// Quotes where RFC 4180 wants them.
std::string Cell(const std::string& text) {
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

class Table {
 public:
  explicit Table(const Message& answer) {
    AddColumns(*answer.GetDescriptor(), columns_);
    text_ = "part";
    for (const std::string& column : columns_) text_ += "," + Cell(column);
    text_ += "\r\n";
    AddRows("", answer, {});
  }
  std::string text() && { return std::move(text_); }

 private:
  // `from_above`: what identifies the row that this one is a part of.
  void AddRows(const std::string& part, const Message& message, Cells from_above) {
    const Descriptor& type = *message.GetDescriptor();
    Cells cells = from_above;
    for (int i = 0; i < type.field_count(); ++i) {
      AddCells(message, *type.field(i), cells);
      if (IsPlain(*type.field(i)) && !part.empty()) {
        from_above[type.field(i)->name()] = cells[type.field(i)->name()];
      }
    }
    if (HasColumns(type)) AddRow(part.empty() ? "total" : part, cells);
    for (int i = 0; i < type.field_count(); ++i) {
      if (IsPart(*type.field(i))) AddParts(part, message, *type.field(i), from_above);
    }
  }

  void AddParts(const std::string& part, const Message& message, const FieldDescriptor& field,
                const Cells& from_above) {
    const auto& reflection = *message.GetReflection();
    const std::string name = part.empty() ? field.name() : base::StrCat(part, ".", field.name());
    if (field.is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
        AddRows(name, reflection.GetRepeatedMessage(message, &field, i), from_above);
      }
    } else if (reflection.HasField(message, &field)) {
      AddRows(name, reflection.GetMessage(message, &field), from_above);
    }
  }

  void AddRow(const std::string& part, const Cells& cells) {
    text_ += Cell(part);
    for (const std::string& column : columns_) {
      const auto cell = cells.find(column);
      text_ += "," + (cell == cells.end() ? std::string() : Cell(cell->second));
    }
    text_ += "\r\n";
  }

  std::vector<std::string> columns_;
  std::string text_;
};

}  // namespace

std::string FigureCsv(const Message& answer) { return Table(answer).text(); }

}  // namespace praksis::gateway
