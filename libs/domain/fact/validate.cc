#include <algorithm>
#include <string>
#include <string_view>

#include "libs/base/strings.h"
#include "libs/domain/fact/check_plan.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/fact/fact_checks.h"
#include "libs/domain/fact/formats.h"
#include "libs/domain/fact/report.h"

namespace praksis::domain {
namespace {

bool OnlyTheServerWrites(v1::Event::BodyCase body) {
  return body == v1::Event::kCasesSelected || body == v1::Event::kMeasureEvaluated ||
         body == v1::Event::kSubjectErased || body == v1::Event::kRecordRead;
}

// The body of a replacement has the field number that it has in Event.
v1::Event::BodyCase BodyOf(const v1::EventReplacement& replacement) {
  return static_cast<v1::Event::BodyCase>(replacement.body_case());
}

// The kind that the stream must have: "" where any will do.
std::string_view KindAskedBy(const v1::Event& fact) {
  return KindOf(fact.has_event_corrected() ? BodyOf(fact.event_corrected().replacement()) : fact.body_case());
}

void CheckStreamKind(const v1::Event& fact, const Path& at, Report& report) {
  if (!HasFormat(v1::STREAM, fact.stream())) return;
  const std::string_view kind = std::string_view(fact.stream()).substr(0, fact.stream().find('/'));
  const auto& kinds = StreamKinds();
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    return report.Add(at, "stream", base::StrCat(Quoted(kind), " is no kind of stream"));
  }
  const std::string_view asked = KindAskedBy(fact);
  if (asked.empty() || asked == kind) return;
  report.Add(at, "stream",
             base::StrCat("is of kind ", kind, "; the fact belongs to a stream of kind ", asked, ": \"",
                          asked, "/…\""));
}

// What the replacement of a correction says is checked like the fact that it would have been.
void CheckReplacement(const v1::Event& fact, const Path& at, Report& report) {
  const v1::EventReplacement& replacement = fact.event_corrected().replacement();
  const auto* from = v1::EventReplacement::descriptor()->FindFieldByNumber(replacement.body_case());
  const auto* to = v1::Event::descriptor()->FindFieldByNumber(replacement.body_case());
  if (from == nullptr || to == nullptr) return;
  v1::Event replaced;
  replaced.set_stream(fact.stream());
  if (replacement.has_occurred_at()) *replaced.mutable_occurred_at() = replacement.occurred_at();
  replaced.GetReflection()
      ->MutableMessage(&replaced, to)
      ->CopyFrom(replacement.GetReflection()->GetMessage(replacement, from));
  const Path corrected = {&at, "event_corrected"};
  const Path in_replacement = {&corrected, "replacement"};
  CheckBetweenFields(replaced, {&in_replacement, from->name()}, report);
}

}  // namespace

absl::Status ValidateFact(const v1::Event& fact, const codelists::Codelists& codelists,
                          const Circumstances& circumstances) {
  if (OnlyTheServerWrites(fact.body_case())) {
    const Path at = {nullptr, "event"};
    return base::RefuseRequest("SERVER_WRITTEN", {{Written(at, FieldNameOf(fact.body_case())),
                                                   "is written by the server only and cannot be reported"}});
  }
  return ValidateOwnFact(fact, codelists, circumstances);
}

absl::Status ValidateOwnFact(const v1::Event& fact, const codelists::Codelists& codelists,
                             const Circumstances& circumstances) {
  const Path at = {nullptr, "event"};
  Report report(circumstances.today);
  CheckBySchema(fact, codelists, at, report);
  CheckStreamKind(fact, at, report);
  CheckBetweenFields(fact, {&at, FieldNameOf(fact.body_case())}, report);
  if (fact.has_event_corrected()) CheckReplacement(fact, at, report);
  return report.Result();
}

}  // namespace praksis::domain
