// Answering a query of the read models: waiting for what the caller wants to have seen, and saying what the
// answer is true for.
#ifndef PRAKSIS_SERVICES_QUERY_QUERY_H_
#define PRAKSIS_SERVICES_QUERY_QUERY_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"
#include "libs/projection/view.h"
#include "services/reply/reply.h"

namespace praksis::services {

// The position that `at_least` is the token of; nothing before it where it is empty. INVALID_ARGUMENT
// (TOKEN_INVALID).
absl::StatusOr<log::Position> ReadAtLeast(const std::string& at_least, const log::EventLog& event_log);

// When waiting ends: `deadline`, or 5 s from now where the caller set none (absl::InfiniteFuture()).
absl::Time WaitUntil(absl::Time deadline, const base::Clock& clock);

// The same for `known_at`; nothing where it is empty.
absl::StatusOr<std::optional<log::Position>> ReadKnownAt(const std::string& known_at,
                                                         const log::EventLog& event_log);

// Replies with `answer(view, token)`, an absl::StatusOr<Response>, where `view` is the first one that covers
// `at_least` and `token` that of its position. INVALID_ARGUMENT (TOKEN_INVALID), UNAVAILABLE (NOT_CAUGHT_UP).
template <typename Response, typename Answer>
void AnswerAt(projection::ViewSource& views, const log::EventLog& event_log, const base::Clock& clock,
              const std::string& at_least, absl::Time deadline, Reply<Response> reply, Answer answer) {
  const absl::StatusOr<log::Position> position = ReadAtLeast(at_least, event_log);
  if (!position.ok()) return std::move(reply)(position.status());
  views.When(*position, WaitUntil(deadline, clock),
             [id = event_log.id(), answer = std::move(answer), reply = std::move(reply)](
                 absl::StatusOr<std::shared_ptr<const projection::View>> view) mutable {
               if (!view.ok()) return std::move(reply)(view.status());
               std::move(reply)(answer(**view, log::EncodePosition((*view)->position(), id)));
             });
}

// Adds to `violations` that both are there: what was known at an earlier position is not waited for.
void CheckTimes(const std::string& known_at, const std::string& at_least,
                std::vector<base::FieldViolation>& violations);

// Replies with `answer(view, token, today)`: about the present as AnswerAt, today being that of `clock` in
// `time_zone`; or, where `known_at` is not empty, about what was known there, as of the day on which the last
// event known then was recorded. Nothing is known of what happened later: to follow anybody further would be
// to say that nothing did. FAILED_PRECONDITION (POSITION_NOT_KEPT), too.
template <typename Response, typename Answer>
void AnswerAsOf(projection::ViewSource& views, const log::EventLog& event_log, const base::Clock& clock,
                const absl::TimeZone& time_zone, const std::string& known_at, const std::string& at_least,
                absl::Time deadline, Reply<Response> reply, Answer answer) {
  const absl::StatusOr<std::optional<log::Position>> known = ReadKnownAt(known_at, event_log);
  if (!known.ok()) return std::move(reply)(known.status());
  if (*known) {
    const absl::StatusOr<projection::KeptView> kept = views.KeptAt(**known);
    if (!kept.ok()) return std::move(reply)(kept.status());
    return std::move(reply)(answer(*kept->view, log::EncodePosition(kept->view->position(), event_log.id()),
                                   base::DayAt(kept->recorded, time_zone)));
  }
  AnswerAt<Response>(views, event_log, clock, at_least, deadline, std::move(reply),
                     [&clock, time_zone, answer = std::move(answer)](const projection::View& view,
                                                                     const std::string& position) mutable {
                       return answer(view, position, base::DayAt(clock.Now(), time_zone));
                     });
}

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_QUERY_QUERY_H_
