#include "libs/domain/all/testing/random_stream.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "google/api/field_behavior.pb.h"
#include "google/protobuf/message.h"
#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/fact/check_plan.h"
#include "libs/domain/fact/fact.h"
#include "praksis/v1/options.pb.h"

namespace praksis::domain::testing {
namespace {

using cases::testing::Random;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::array<std::string_view, 2> kIds = {"a", "b"};
constexpr std::array<std::string_view, 2> kSites = {"DK-360", "DK-376"};
constexpr int kAttempts = 1000;

bool HasBehavior(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

bool OnlyTheServerWrites(v1::Event::BodyCase type) {
  return type == v1::Event::kCasesSelected || type == v1::Event::kMeasureEvaluated;
}

// Fills messages by their schema.
class Filler {
 public:
  Filler(Random& random, base::Day today) : random_(random), today_(today) {}

  void Fill(Message& message) {
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      const bool required = HasBehavior(field, google::api::REQUIRED);
      if (field.is_repeated()) {
        for (int n = random_.Between(required ? 1 : 0, 2); n > 0; --n) Add(message, field);
      } else if (required || random_.OneIn(2)) {
        Set(message, field);
      }
    }
  }

 private:
  void Set(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection.SetString(&message, &field, Text(field));
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection.SetEnumValue(&message, &field, Enum(field));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection.SetBool(&message, &field, random_.OneIn(2));
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection.SetInt32(&message, &field, Number(field));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection.SetInt64(&message, &field, Number(field));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Fill(*reflection.MutableMessage(&message, &field));
      default:
        PRAKSIS_CHECK(false, "no facts have fields like ", field.full_name());
    }
  }

  void Add(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection.AddString(&message, &field, Text(field));
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection.AddEnumValue(&message, &field, Enum(field));
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection.AddInt32(&message, &field, Number(field));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Fill(*reflection.AddMessage(&message, &field));
      default:
        PRAKSIS_CHECK(false, "no facts have fields like ", field.full_name());
    }
  }

  int Enum(const FieldDescriptor& field) { return random_.Between(1, field.enum_type()->value_count() - 1); }

  int Number(const FieldDescriptor& field) {
    const v1::Range& range = field.options().GetExtension(v1::range);
    const auto least = static_cast<int>(std::max<int64_t>(range.min(), 0));
    return random_.Between(least, static_cast<int>(std::min<int64_t>(range.max(), least + 3)));
  }

  std::string Text(const FieldDescriptor& field) {
    const std::string& codelist = field.options().GetExtension(v1::codelist);
    if (!codelist.empty()) return random_.Of(codelists::Codelists::BuiltIn().Codes(codelist));
    switch (field.options().GetExtension(v1::format)) {
      case v1::IDENTIFIER:
        return std::string(random_.Of(kIds));
      case v1::DATE:
        return base::FormatDay(today_ - random_.Between(0, 3));
      case v1::MUNICIPALITY:
        return std::string(random_.Of(kSites));
      case v1::STREAM: {
        const std::string_view kind = StreamKindOf(field);
        return base::StrCat(kind.empty() ? "case" : kind, "/", random_.Of(kIds));
      }
      case v1::LANGUAGE:
        return "da";
      case v1::INDUSTRY:
        return "47.11";
      case v1::OCCUPATION:
        return "5223";
      case v1::URI:
        return "https://example.org/a";
      default:
        return field.name() == "scheme" ? "SAMPLE" : base::StrCat("text ", random_.Between(1, 9));
    }
  }

  Random& random_;
  base::Day today_;
};

Message& MutableBody(v1::Event& event, v1::Event::BodyCase type) {
  return *event.GetReflection()->MutableMessage(&event, v1::Event::descriptor()->FindFieldByNumber(type));
}

}  // namespace

RandomStream::RandomStream(const StreamRules& rules, uint64_t seed)
    : rules_(rules),
      random_(seed * 0x9e3779b97f4a7c15 + base::Murmur2(std::string(rules.kind()))),
      today_(*base::ParseDay("2024-01-01")),
      state_(rules.Initial()) {
  const auto* body = v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    const auto type = static_cast<v1::Event::BodyCase>(body->field(i)->number());
    if (KindOf(type) == rules.kind()) types_.push_back(type);
  }
}

v1::Event RandomStream::Envelope() {
  v1::Event event;
  event.set_event_id("01956a2c-7b00-7000-8000-000000000001");
  event.set_stream(base::StrCat(rules_.kind(), "/any"));
  event.mutable_occurred_at()->mutable_date()->set_date(base::FormatDay(today_ - random_.Between(0, 2)));
  event.mutable_actor()->set_id("cw-1");
  event.mutable_actor()->set_role(v1::CASEWORKER);
  event.set_municipality("DK-360");
  event.set_version(static_cast<int64_t>(history_.size()) + 1);
  return event;
}

void RandomStream::FillFact(v1::Event& event) {
  // In the order of a kind's facts, what comes late in a stream's life comes last; it is the rarer, so that
  // streams live long. They begin with the first.
  const int last = static_cast<int>(types_.size()) - 1;
  const int place = std::min(random_.Between(0, last), random_.Between(0, last));
  const bool begins = history_.empty() && !random_.OneIn(4);
  const v1::Event::BodyCase type = types_[static_cast<size_t>(begins ? 0 : place)];
  if (OnlyTheServerWrites(type)) return Filler(random_, today_).Fill(MutableBody(event, type));
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Filler(random_, today_).Fill(MutableBody(event, type));
    if (IsValid(event)) return;
    MutableBody(event, type).Clear();
  }
  PRAKSIS_CHECK(false, "no valid ", FieldNameOf(type), " in so many attempts");
}

void RandomStream::FillRewrite(v1::Event& event) {
  const int64_t target = random_.Between(1, static_cast<int>(history_.size()));
  if (random_.OneIn(2)) {
    event.mutable_event_voided()->set_target_version(target);
    event.mutable_event_voided()->set_reason("mistaken");
    return;
  }
  v1::EventCorrected& corrected = *event.mutable_event_corrected();
  corrected.set_target_version(target);
  corrected.set_reason("mistaken");
  v1::EventReplacement& replacement = *corrected.mutable_replacement();
  if (random_.OneIn(3)) *replacement.mutable_occurred_at() = Envelope().occurred_at();
  const v1::Event& before = history_[static_cast<size_t>(target - 1)];
  const auto* to = v1::EventReplacement::descriptor()->FindFieldByNumber(before.body_case());
  if (to == nullptr) return;
  Message& body = *replacement.GetReflection()->MutableMessage(&replacement, to);
  if (random_.OneIn(2)) return Filler(random_, today_).Fill(body);
  const auto* from = v1::Event::descriptor()->FindFieldByNumber(before.body_case());
  body.CopyFrom(before.GetReflection()->GetMessage(before, from));
}

v1::Event RandomStream::Propose() {
  v1::Event event = Envelope();
  if (!history_.empty() && random_.OneIn(8)) {
    FillRewrite(event);
    if (IsValid(event)) return event;
    event = Envelope();
  }
  FillFact(event);
  return event;
}

bool RandomStream::IsValid(const v1::Event& event) const {
  return ValidateFact(event, codelists::Codelists::BuiltIn(), {.today = today_}).ok();
}

absl::Status RandomStream::Decide(const v1::Event& event) const {
  return RewritesHistory(event) ? rules_.DecideRewrite(history_, event, {})
                                : rules_.Decide(*state_, event, {});
}

void RandomStream::Step() {
  today_ += random_.Between(0, 2);
  v1::Event event = Propose();
  if (!Decide(event).ok()) return;
  history_.push_back(std::move(event));
  if (RewritesHistory(history_.back())) {
    state_ = rules_.Fold(history_);
  } else {
    rules_.Evolve(history_.back(), *state_);
  }
}

}  // namespace praksis::domain::testing
