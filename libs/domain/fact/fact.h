// What a fact is by itself, before any history is asked: what kind of stream it belongs to, when it happened,
// and everything that can be wrong with it alone. Pure; any thread may call at once.
#ifndef PRAKSIS_LIBS_DOMAIN_FACT_FACT_H_
#define PRAKSIS_LIBS_DOMAIN_FACT_FACT_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/rules/stream_rules.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain {

// Revision of the schema that facts are written in now (Event.schema.revision).
inline constexpr int kSchemaRevision = 1;

// How many days ahead of today what has happened may lie (zones differ), and what is planned.
inline constexpr base::Day kHappenedDaysAhead = 1;
inline constexpr base::Day kPlannedDaysAhead = 3 * 366;

// May a client report `fact` at all? OK, or everything that is wrong with it at once:
//
//   INVALID_ARGUMENT  SERVER_WRITTEN      a fact that only the server writes (CasesSelected,
//   MeasureEvaluated,
//                                         SubjectErased, RecordRead); nothing else is looked at
//                     RESOURCES_REQUIRED  a referral without resources, whatever else is wrong
//                     INVALID_FACT        anything else, as google.rpc.BadRequest with paths from "event" on:
//                                         required, format, codelist, range, size, UTF-8, enum value, unknown
//                                         field, dates that contradict each other, a stream of another kind,
//                                         …
//   OUT_OF_RANGE      TOO_FAR_AHEAD       a day beyond the window; only where nothing else is wrong
//
// OUTPUT_ONLY fields are not looked at: the server overwrites them.
[[nodiscard]] absl::Status ValidateFact(const v1::Event& fact, const codelists::Codelists& codelists,
                                        const Circumstances& circumstances);

// The same of a fact that the server itself has made, or that another recorder has looked at: SERVER_WRITTEN
// is no reason to refuse it.
[[nodiscard]] absl::Status ValidateOwnFact(const v1::Event& fact, const codelists::Codelists& codelists,
                                           const Circumstances& circumstances);

// The kind of stream that a body belongs to: "case", "story", …. "" for what belongs to any stream
// (EventCorrected, EventVoided) and where no body is set.
[[nodiscard]] std::string_view KindOf(v1::Event::BodyCase body);

// "praksis.v1.CaseOpened"; "" where no body is set.
[[nodiscard]] std::string_view TypeNameOf(v1::Event::BodyCase body);

// "case_opened"; "" where no body is set.
[[nodiscard]] std::string_view FieldNameOf(v1::Event::BodyCase body);

// The kinds of streams there are, sorted.
[[nodiscard]] const std::vector<std::string_view>& StreamKinds();

// The day on which the event happened: one meaning for rules, lists and subscriptions. A date is that date,
// whatever its zone. An instant's day is the one on the calendar of central Europe: UTC + 1 hour, + 2 from
// the last Sunday of March to the last Sunday of October, 01:00 UTC (Directive 2000/84/EC); written out
// rather than looked up, so that an update of the machine's time zone database cannot change what a history
// adds up to. Day 0 where occurred_at is missing or malformed, which ValidateFact refuses.
[[nodiscard]] base::Day OccurredDay(const v1::Event& event);

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_FACT_FACT_H_
