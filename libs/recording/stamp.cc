#include "libs/recording/stamp.h"

#include <string>

#include "libs/domain/fact/fact.h"

namespace praksis::recording {

void Stamp(Version version, absl::Time recorded_at, v1::Event& fact) {
  const int64_t microseconds = absl::ToUnixMicros(recorded_at);
  fact.set_version(version.value());
  fact.mutable_recorded_at()->set_seconds(microseconds / 1'000'000);
  fact.mutable_recorded_at()->set_nanos(static_cast<int32_t>(microseconds % 1'000'000 * 1'000));
  fact.mutable_schema()->set_type(std::string(domain::TypeNameOf(fact.body_case())));
  fact.mutable_schema()->set_revision(domain::kSchemaRevision);
  fact.clear_sealed();
  fact.mutable_actor()->set_authenticated(v1::NOT_AUTHENTICATED);
}

absl::Time RecordedAt(const v1::Event& event) {
  return absl::FromUnixSeconds(event.recorded_at().seconds()) +
         absl::Nanoseconds(event.recorded_at().nanos());
}

Recorded FirstResult(const v1::Event& event, bool repeat) {
  return {.version = Version(event.version()),
          .position = {},
          .recorded_at = RecordedAt(event),
          .repeat = repeat};
}

}  // namespace praksis::recording
