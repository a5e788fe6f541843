#include "libs/readmodels/event_filter.h"

#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/fact/formats.h"

namespace praksis::readmodels {
namespace {

constexpr int kMaxListed = 100;

bool IsKind(std::string_view kind) {
  const auto& kinds = domain::StreamKinds();
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// The field of Event.body with this name or of this type; 0 where there is none.
int BodyNamed(std::string_view name) {
  const google::protobuf::OneofDescriptor* const bodies = v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < bodies->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* const field = bodies->field(i);
    if (field->name() == name || field->message_type()->full_name() == name) return field->number();
  }
  return 0;
}

// Reports what is wrong with one filter.
class Violations {
 public:
  Violations(std::string_view field, std::vector<base::FieldViolation>& out) : field_(field), out_(out) {}

  void Add(std::string_view name, std::string_view description) {
    out_.push_back({base::StrCat(field_, ".", name), std::string(description)});
  }
  void AddItem(std::string_view name, int index, std::string_view description) {
    Add(base::StrCat(name, "[", index, "]"), description);
  }
  template <typename List>
  void CheckLength(std::string_view name, const List& list) {
    if (list.size() > kMaxListed) Add(name, base::StrCat("at most ", kMaxListed, " are allowed"));
  }
  void ReadDay(std::string_view name, const std::string& text, base::Day& day) {
    if (text.empty()) return;
    if (const std::optional<base::Day> parsed = base::ParseDay(text); parsed.has_value()) {
      day = *parsed;
    } else {
      Add(name, base::StrCat("\"", text, "\" is no date; write YYYY-MM-DD"));
    }
  }

 private:
  const std::string_view field_;
  std::vector<base::FieldViolation>& out_;
};

}  // namespace

int64_t ToNanoseconds(const google::protobuf::Timestamp& time) {
  return absl::ToUnixNanos(absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()));
}

EventTraits TraitsOf(const v1::Event& event) {
  return {.body = event.body_case(),
          .stream = event.stream(),
          .municipality = event.municipality(),
          .occurred_day = domain::OccurredDay(event),
          .recorded_ns = ToNanoseconds(event.recorded_at())};
}

bool IsStreamName(std::string_view text) {
  return domain::HasFormat(v1::STREAM, text) && IsKind(text.substr(0, text.find('/')));
}

std::optional<EventMatcher> EventMatcher::Make(const v1::EventFilter& filter, std::string_view field,
                                               std::vector<base::FieldViolation>& violations) {
  const size_t violations_before = violations.size();
  Violations wrong(field, violations);
  EventMatcher matcher;

  wrong.CheckLength("streams", filter.streams());
  matcher.any_stream_ = filter.streams().empty();
  for (int i = 0; i < filter.streams_size(); ++i) {
    const std::string& stream = filter.streams(i);
    if (stream.ends_with('/') && IsKind(std::string_view(stream).substr(0, stream.size() - 1))) {
      matcher.kinds_.push_back(stream);
    } else if (IsStreamName(stream)) {
      matcher.streams_.insert(stream);
    } else {
      wrong.AddItem(
          "streams", i,
          base::StrCat("\"", stream, "\" is no stream; write \"case/2025-0114\", or \"case/\" for all"));
    }
  }
  if (!matcher.any_stream_ && matcher.kinds_.empty()) {
    auto& only = matcher.only_streams_.emplace();
    for (const std::string& stream : matcher.streams_) only.emplace_back(stream);
    std::sort(only.begin(), only.end());
  }

  wrong.CheckLength("types", filter.types());
  matcher.any_body_ = filter.types().empty();
  for (int i = 0; i < filter.types_size(); ++i) {
    if (const int body = BodyNamed(filter.types(i)); body > 0 && static_cast<size_t>(body) < kBodies) {
      matcher.bodies_.set(static_cast<size_t>(body));
    } else {
      wrong.AddItem("types", i,
                    base::StrCat("there is no type of event \"", filter.types(i),
                                 "\"; write \"case_opened\" or \"praksis.v1.CaseOpened\""));
    }
  }

  wrong.CheckLength("municipalities", filter.municipalities());
  for (int i = 0; i < filter.municipalities_size(); ++i) {
    if (!domain::HasFormat(v1::MUNICIPALITY, filter.municipalities(i))) {
      wrong.AddItem("municipalities", i,
                    base::StrCat("\"", filter.municipalities(i), "\" is no municipality; write \"DK-360\""));
    }
    matcher.municipalities_.insert(filter.municipalities(i));
  }

  wrong.ReadDay("occurred_from", filter.occurred_from(), matcher.occurred_from_);
  wrong.ReadDay("occurred_to", filter.occurred_to(), matcher.occurred_to_);
  if (matcher.occurred_to_ < matcher.occurred_from_) wrong.Add("occurred_to", "lies before occurred_from");
  if (filter.has_recorded_from()) matcher.recorded_from_ns_ = ToNanoseconds(filter.recorded_from());
  if (filter.has_recorded_before()) matcher.recorded_before_ns_ = ToNanoseconds(filter.recorded_before());
  if (matcher.recorded_before_ns_ < matcher.recorded_from_ns_) {
    wrong.Add("recorded_before", "lies before recorded_from");
  }
  if (violations.size() > violations_before) return std::nullopt;
  matcher.fingerprint_ = base::Sha256(filter.SerializeAsString()).substr(0, 8);
  return matcher;
}

bool EventMatcher::Matches(const EventTraits& event) const {
  if (!any_body_ && (event.body < 0 || static_cast<size_t>(event.body) >= kBodies ||
                     !bodies_.test(static_cast<size_t>(event.body)))) {
    return false;
  }
  if (event.recorded_ns < recorded_from_ns_ || event.recorded_ns >= recorded_before_ns_) return false;
  if (event.occurred_day < occurred_from_ || event.occurred_day > occurred_to_) return false;
  if (!municipalities_.empty() && !municipalities_.contains(base::ToAbsl(event.municipality))) return false;
  if (any_stream_ || streams_.contains(base::ToAbsl(event.stream))) return true;
  return std::any_of(kinds_.begin(), kinds_.end(),
                     [&](const std::string& kind) { return event.stream.starts_with(kind); });
}

}  // namespace praksis::readmodels
