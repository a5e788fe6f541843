#include "libs/domain/fact/check_plan.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "google/api/field_behavior.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/fact/formats.h"
#include "praksis/v1/event.pb.h"
#include "praksis/v1/options.pb.h"

namespace praksis::domain {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

constexpr size_t kLongestText = 256;
constexpr size_t kLongestPersonalText = 10'000;
constexpr int kMostElements = 1'000;
constexpr int64_t kSecondsPerDay = 86'400;

struct MessagePlan;

struct FieldPlan {
  const FieldDescriptor* field = nullptr;
  bool required = false;
  bool personal = false;
  v1::Format format = v1::FORMAT_UNSPECIFIED;
  std::string_view codelist;
  std::optional<std::pair<int64_t, int64_t>> range;
  size_t max_bytes = 0;
  int max_elements = kMostElements;
  // Of a DATE.
  base::Day days_ahead = 0;
  // Of a STREAM.
  std::string_view stream_kind;
  // Enum values run from 0 to this without a gap (checked when the plan is made).
  int last_enum_value = 0;
  // Of a message; null for a Timestamp.
  const MessagePlan* message = nullptr;
};

struct MessagePlan {
  const Reflection* reflection = nullptr;
  // Those outside oneofs.
  std::vector<FieldPlan> fields;
  std::vector<const OneofDescriptor*> oneofs;
  // Fields of oneofs, by FieldDescriptor::index(); others are null in there.
  std::vector<std::unique_ptr<FieldPlan>> of_oneofs;
};

// Makes the plans of a message and all those in it.
class Planner {
 public:
  const MessagePlan* PlanOf(const Descriptor& type) {
    auto [found, is_new] = plans_.try_emplace(&type);
    if (!is_new) return found->second.get();
    found->second = std::make_unique<MessagePlan>();
    MessagePlan* plan = found->second.get();
    plan->reflection =
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->GetReflection();
    plan->of_oneofs.resize(static_cast<size_t>(type.field_count()));
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (Has(field, google::api::OUTPUT_ONLY)) continue;
      if (field.real_containing_oneof() == nullptr) {
        plan->fields.push_back(PlanOf(field));
      } else {
        plan->of_oneofs[static_cast<size_t>(i)] = std::make_unique<FieldPlan>(PlanOf(field));
      }
    }
    for (int i = 0; i < type.real_oneof_decl_count(); ++i) plan->oneofs.push_back(type.oneof_decl(i));
    return plan;
  }

 private:
  static bool Has(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
    const auto& options = field.options();
    for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
      if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
    }
    return false;
  }

  static int LastValue(const EnumDescriptor& type) {
    for (int i = 0; i < type.value_count(); ++i) {
      PRAKSIS_CHECK(type.FindValueByNumber(i) != nullptr, "enum with a gap: ", type.full_name());
    }
    return type.value_count() - 1;
  }

  FieldPlan PlanOf(const FieldDescriptor& field) {
    PRAKSIS_CHECK(!field.is_map(), "no plan for maps: ", field.full_name());
    const auto& options = field.options();
    FieldPlan plan;
    plan.field = &field;
    plan.required = Has(field, google::api::REQUIRED);
    plan.personal = options.GetExtension(v1::personal);
    plan.format = options.GetExtension(v1::format);
    plan.codelist = options.GetExtension(v1::codelist);
    if (options.HasExtension(v1::range)) {
      plan.range = {options.GetExtension(v1::range).min(), options.GetExtension(v1::range).max()};
    }
    plan.max_bytes = options.HasExtension(v1::max_bytes)
                         ? static_cast<size_t>(options.GetExtension(v1::max_bytes))
                     : plan.personal ? kLongestPersonalText
                                     : kLongestText;
    if (field.message_type() == v1::Resource::descriptor()) plan.max_elements = 20;
    if (field.message_type() == v1::InterruptionReason::descriptor()) plan.max_elements = 3;
    plan.days_ahead = DaysAhead(field);
    plan.stream_kind = StreamKindOf(field);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM)
      plan.last_enum_value = LastValue(*field.enum_type());
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
        field.message_type() != Timestamp::descriptor()) {
      plan.message = PlanOf(*field.message_type());
    }
    return plan;
  }

  std::map<const Descriptor*, std::unique_ptr<MessagePlan>> plans_;
};

class Walk {
 public:
  Walk(const codelists::Codelists& codelists, Report& report) : codelists_(codelists), report_(report) {}

  void CheckMessage(const Message& message, const MessagePlan& plan, const Path& at) {
    if (!plan.reflection->GetUnknownFields(message).empty()) AddUnknown(message, plan, at);
    for (const FieldPlan& field : plan.fields) {
      if (field.field->is_repeated()) {
        CheckRepeated(message, *plan.reflection, field, at);
      } else {
        CheckSingle(message, *plan.reflection, field, at);
      }
    }
    for (const OneofDescriptor* oneof : plan.oneofs) {
      const FieldDescriptor* set = plan.reflection->GetOneofFieldDescriptor(message, oneof);
      if (set == nullptr) {
        report_.Add(at, oneof->name(), "is required: exactly one of its fields must be set");
      } else if (const FieldPlan* field = plan.of_oneofs[static_cast<size_t>(set->index())].get()) {
        CheckSingle(message, *plan.reflection, *field, at);
      }
    }
  }

 private:
  void AddUnknown(const Message& message, const MessagePlan& plan, const Path& at) {
    const int number = plan.reflection->GetUnknownFields(message).field(0).number();
    report_.Add(at, base::StrCat(number), "is a field that this release does not know; leave it out");
  }

  void AddMissing(const FieldPlan& plan, const Path& at) { report_.AddMissing(at, plan.field->name()); }

  void CheckSingle(const Message& message, const Reflection& reflection, const FieldPlan& plan,
                   const Path& at) {
    const FieldDescriptor* field = plan.field;
    const bool has_presence = field->has_presence();
    if (has_presence && !reflection.HasField(message, field)) {
      if (plan.required) AddMissing(plan, at);
      return;
    }
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        const std::string& text = reflection.GetStringReference(message, field, &scratch);
        if (text.empty() && !has_presence) {
          if (plan.required) AddMissing(plan, at);
          return;
        }
        return CheckText(text, plan, {&at, field->name()});
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return CheckChild(reflection.GetMessage(message, field), plan, {&at, field->name()});
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int value = reflection.GetEnumValue(message, field);
        if (value == 0) {
          if (plan.required) AddMissing(plan, at);
          return;
        }
        return CheckEnum(value, plan, {&at, field->name()});
      }
      case FieldDescriptor::CPPTYPE_INT32:
        return CheckNumber(reflection.GetInt32(message, field), has_presence, plan, at);
      case FieldDescriptor::CPPTYPE_INT64:
        return CheckNumber(reflection.GetInt64(message, field), has_presence, plan, at);
      default:
        return;
    }
  }

  void CheckRepeated(const Message& message, const Reflection& reflection, const FieldPlan& plan,
                     const Path& at) {
    const FieldDescriptor* field = plan.field;
    const int size = reflection.FieldSize(message, field);
    if (size == 0) {
      if (!plan.required) return;
      const bool resources = field->message_type() == v1::Resource::descriptor();
      return resources ? report_.AddMissingResources(at, field->name()) : AddMissing(plan, at);
    }
    if (size > plan.max_elements) {
      return report_.Add(at, field->name(),
                         base::StrCat("has ", size, " elements; at most ", plan.max_elements));
    }
    for (int i = 0; i < size; ++i) {
      const Path element = {&at, field->name(), i};
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING: {
          std::string scratch;
          const std::string& text = reflection.GetRepeatedStringReference(message, field, i, &scratch);
          if (text.empty()) {
            report_.Add(element, {}, "is empty; leave the element out");
          } else {
            CheckText(text, plan, element);
          }
          break;
        }
        case FieldDescriptor::CPPTYPE_MESSAGE:
          CheckChild(reflection.GetRepeatedMessage(message, field, i), plan, element);
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          CheckEnum(reflection.GetRepeatedEnumValue(message, field, i), plan, element);
          break;
        case FieldDescriptor::CPPTYPE_INT32:
          CheckRange(reflection.GetRepeatedInt32(message, field, i), plan, element);
          break;
        case FieldDescriptor::CPPTYPE_INT64:
          CheckRange(reflection.GetRepeatedInt64(message, field, i), plan, element);
          break;
        default:
          break;
      }
    }
  }

  void CheckText(const std::string& text, const FieldPlan& plan, const Path& at) {
    if (text.size() > plan.max_bytes) {
      return report_.Add(at, {}, base::StrCat("has ", text.size(), " bytes; at most ", plan.max_bytes));
    }
    if (!plan.codelist.empty()) {
      if (!codelists_.Contains(plan.codelist, text)) {
        report_.Add(at, {},
                    base::StrCat(Quoted(text), " is no code of the list ", plan.codelist, " (revision ",
                                 codelists_.Revision(plan.codelist), ")"));
      }
      return;
    }
    switch (plan.format) {
      case v1::FORMAT_UNSPECIFIED:
        if (plan.field->type() == FieldDescriptor::TYPE_STRING && !IsText(text)) {
          report_.Add(at, {}, "is not UTF-8, or contains NUL");
        }
        return;
      case v1::DATE:
        if (const auto day = base::ParseDay(text)) return report_.CheckWindow(at, {}, *day, plan.days_ahead);
        break;
      default:
        if (!HasFormat(plan.format, text)) break;
        if (!plan.stream_kind.empty() && !IsOfKind(text, plan.stream_kind)) {
          report_.Add(at, {}, base::StrCat(Quoted(text), " is no stream of kind ", plan.stream_kind));
        }
        return;
    }
    // What may be personal is not repeated in a message that others may see.
    const std::string shown = plan.personal ? "what was sent" : Quoted(text);
    report_.Add(at, {}, base::StrCat(shown, " is not ", Describe(plan.format)));
  }

  static bool IsOfKind(std::string_view stream, std::string_view kind) {
    return stream.size() > kind.size() && stream.starts_with(kind) && stream[kind.size()] == '/';
  }

  void CheckEnum(int value, const FieldPlan& plan, const Path& at) {
    if (value > 0 && value <= plan.last_enum_value) return;
    report_.Add(at, {},
                value == 0 ? "is unspecified; say which"
                           : base::StrCat(value, " is a value that this release does not know"));
  }

  template <typename Number>
  void CheckNumber(Number number, bool has_presence, const FieldPlan& plan, const Path& at) {
    if (number == 0 && !has_presence) {
      if (plan.required) AddMissing(plan, at);
      return;
    }
    CheckRange(number, plan, {&at, plan.field->name()});
  }

  void CheckRange(int64_t number, const FieldPlan& plan, const Path& at) {
    if (!plan.range || (number >= plan.range->first && number <= plan.range->second)) return;
    report_.Add(at, {}, base::StrCat(number, " is not from ", plan.range->first, " to ", plan.range->second));
  }

  void CheckChild(const Message& message, const FieldPlan& plan, const Path& at) {
    if (plan.message != nullptr) return CheckMessage(message, *plan.message, at);
    const auto& timestamp = static_cast<const Timestamp&>(message);
    constexpr int64_t kFirst = base::kFirstDay * kSecondsPerDay;
    constexpr int64_t kEnd = (base::kLastDay + int64_t{1}) * kSecondsPerDay;
    if (timestamp.seconds() < kFirst || timestamp.seconds() >= kEnd || timestamp.nanos() < 0 ||
        timestamp.nanos() > 999'999'999 || !timestamp.GetReflection()->GetUnknownFields(timestamp).empty()) {
      return report_.Add(at, {}, "is not an instant from 1900 to 2200");
    }
    int64_t day = timestamp.seconds() / kSecondsPerDay;
    if (timestamp.seconds() % kSecondsPerDay < 0) --day;
    report_.CheckWindow(at, {}, static_cast<base::Day>(day), kHappenedDaysAhead);
  }

  const codelists::Codelists& codelists_;
  Report& report_;
};

const MessagePlan& EventPlan() {
  static const MessagePlan* const plan = [] {
    static Planner planner;
    return planner.PlanOf(*v1::Event::descriptor());
  }();
  return *plan;
}

}  // namespace

void CheckBySchema(const v1::Event& fact, const codelists::Codelists& codelists, const Path& at,
                   Report& report) {
  Walk(codelists, report).CheckMessage(fact, EventPlan(), at);
}

}  // namespace praksis::domain
