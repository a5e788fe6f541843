#include "libs/domain/case/testing/random_history.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/random_facts.h"
#include "libs/domain/fact/fact.h"

namespace praksis::domain::cases::testing {
namespace {

// RFC 9562: 48 bits of milliseconds, version 7, variant 2, the rest random.
std::string UuidV7(int64_t ms, Random& random) {
  std::string bytes;
  base::AppendBigEndian64(static_cast<uint64_t>(ms) << 16 | 0x7000 | (random.Next() & 0xfff), bytes);
  base::AppendBigEndian64(uint64_t{2} << 62 | (random.Next() >> 2), bytes);
  const std::string hex = base::ToHex(bytes);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

constexpr int64_t kMsPerDay = 86'400'000;
// 2150-01-01: very long histories go on within a day, so that no day leaves the calendar.
constexpr base::Day kLastToday = 65744;

// Moves a fact's days a little, all alike, so that they still agree with each other.
void MoveDays(base::Day today, Random& random, google::protobuf::Message& body) {
  const int by = random.Between(-4, 4);
  for (const char* name : {"last_day", "start", "opened_on", "from", "to", "held_on", "closed_on"}) {
    const auto* field = body.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) continue;
    const auto day = base::ParseDay(body.GetReflection()->GetString(body, field));
    if (day) body.GetReflection()->SetString(&body, field, base::FormatDay(std::min(*day + by, today)));
  }
}

}  // namespace

RandomCase::RandomCase(uint64_t seed, std::string stream)
    : random_(seed * 0x9e3779b97f4a7c15 + base::Murmur2(stream)),
      stream_(std::move(stream)),
      municipality_(random_.Of(kMunicipalities)),
      today_(*base::ParseDay("2024-01-01") + random_.Between(0, 365)),
      now_ms_(today_ * kMsPerDay + 9 * 3'600'000) {}

v1::Event RandomCase::Envelope() {
  v1::Event event;
  event.set_event_id(UuidV7(now_ms_, random_));
  event.set_stream(stream_);
  if (random_.OneIn(5)) {
    event.mutable_occurred_at()->mutable_instant()->set_seconds(now_ms_ / 1000 - random_.Between(0, 7200));
  } else {
    event.mutable_occurred_at()->mutable_date()->set_date(
        base::FormatDay(today_ - (random_.OneIn(10) ? random_.Between(0, 30) : 0)));
    if (random_.OneIn(3)) event.mutable_occurred_at()->mutable_date()->set_time_zone("Europe/Copenhagen");
  }
  event.mutable_actor()->set_id(base::StrCat("cw-", random_.Between(1, 5)));
  event.mutable_actor()->set_role(v1::CASEWORKER);
  event.set_municipality(state_.municipality().empty() ? municipality_ : state_.municipality());
  event.set_source_system("sample");
  return event;
}

v1::Event RandomCase::Propose() {
  // Mostly the same or the next few days; sometimes weeks go by.
  int days = random_.OneIn(6) ? random_.Between(5, 40) : random_.Between(0, 3);
  if (today_ > kLastToday) days = 0;
  today_ += days;
  now_ms_ += days * kMsPerDay + random_.Between(1, 60'000);
  v1::Event event = Envelope();
  if (!history_.empty() && random_.OneIn(15)) {
    FillWithRewrite(event);
  } else {
    FillWithRandomFact(random_, state_, today_, next_id_, event);
  }
  return event;
}

void RandomCase::FillWithRewrite(v1::Event& event) {
  const v1::Event& target = random_.Of(history_);
  if (random_.OneIn(2) || RewritesHistory(target)) {
    event.mutable_event_voided()->set_target_version(target.version());
    event.mutable_event_voided()->set_reason("reported by mistake");
    return;
  }
  v1::EventCorrected* corrected = event.mutable_event_corrected();
  corrected->set_target_version(target.version());
  corrected->set_reason("the day was wrong");
  v1::EventReplacement* replacement = corrected->mutable_replacement();
  const auto* from = v1::Event::descriptor()->FindFieldByNumber(target.body_case());
  const auto* to = v1::EventReplacement::descriptor()->FindFieldByNumber(target.body_case());
  google::protobuf::Message* body = replacement->GetReflection()->MutableMessage(replacement, to);
  body->CopyFrom(target.GetReflection()->GetMessage(target, from));
  MoveDays(today_, random_, *body);
}

const v1::Event& RandomCase::Step() {
  // A case that is open takes a note at any time, a closed one a reopening: this ends soon.
  constexpr int kManyTries = 100'000;
  for (int i = 0; i < kManyTries; ++i) {
    v1::Event event = Propose();
    const absl::Status decided = RewritesHistory(event) ? DecideRewrite(history_, event, {.today = today_})
                                                        : Decide(state_, event, {.today = today_});
    if (!decided.ok()) continue;
    Append(std::move(event));
    return history_.back();
  }
  PRAKSIS_CHECK(false, "nothing was accepted; stream=", stream_, " version=", state_.version());
}

void RandomCase::Append(v1::Event event) {
  event.set_version(static_cast<int64_t>(history_.size()) + 1);
  event.mutable_recorded_at()->set_seconds(now_ms_ / 1000);
  event.mutable_recorded_at()->set_nanos(static_cast<int32_t>(now_ms_ % 1000) * 1'000'000);
  event.mutable_schema()->set_type(std::string(TypeNameOf(event.body_case())));
  event.mutable_schema()->set_revision(kSchemaRevision);
  history_.push_back(std::move(event));
  if (RewritesHistory(history_.back())) {
    state_ = Fold(history_);
  } else {
    Evolve(history_.back(), state_);
  }
}

std::vector<v1::Event> RandomHistory(uint64_t seed, int max_events, std::string stream) {
  RandomCase random_case(seed, std::move(stream));
  Random length(seed ^ 0x5bd1e995);
  for (int i = length.Between(1, std::max(1, max_events)); i > 0; --i) random_case.Step();
  return random_case.history();
}

}  // namespace praksis::domain::cases::testing
