// Choosing learning cases: what proto/praksis/v1/learning.proto promises, without gRPC. The universe comes
// from the projection (libs/readmodels/pool.h), the choice from libs/selection.
//
// Thread-safe. A reply is called on the caller's thread where what was asked for is projected already, else
// on a thread of the projection's. What the constructor takes must outlive the service and every reply that
// is still to come.
#ifndef PRAKSIS_SERVICES_LEARNING_LEARNING_SERVICE_H_
#define PRAKSIS_SERVICES_LEARNING_LEARNING_SERVICE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/codelists/codelists.h"
#include "libs/figures/disclosure.h"
#include "libs/log/event_log.h"
#include "libs/projection/view.h"
#include "libs/readmodels/pool_reader.h"
#include "libs/selection/workspace.h"
#include "praksis/v1/cycle.pb.h"
#include "praksis/v1/learning.pb.h"
#include "services/reply/reply.h"
#include "services/reply/waiting.h"

namespace praksis::services {

struct LearningOptions {
  // Zone of `today`, on which consents must hold.
  absl::TimeZone time_zone = absl::UTCTimeZone();
  // A case without consent may be chosen, anonymised, where at least k are alike; counts below k are not
  // told.
  int64_t k = figures::kDefaultThreshold;
  // For decoded placements, about 35 bytes each.
  size_t cache_bytes = size_t{128} << 20;
  // For universes that were asked about last, with the placements they have; some 95 bytes for each of these.
  size_t universe_bytes = size_t{128} << 20;
  // Kept from choice to choice, to work in; a choice from a million candidates takes about as much.
  size_t workspace_bytes = size_t{128} << 20;
  // For one choice, however long its caller would wait.
  absl::Duration longest_choice = absl::Seconds(20);
};

class LearningService {
 public:
  // `event_log` is asked for its name and its partitions only. The projection must have
  // readmodels::PoolModel.
  LearningService(projection::ViewSource& views, const log::EventLog& event_log, const base::Clock& clock,
                  LearningOptions options,
                  const codelists::Codelists& codelists = codelists::Codelists::BuiltIn());

  // Without a deadline, waiting for `at_least` ends after 5 s.
  //   INVALID_ARGUMENT   REQUEST_INVALID with every field violation; TOKEN_INVALID for `at_least`.
  //   UNAVAILABLE        NOT_CAUGHT_UP: not projected in time.
  //   DEADLINE_EXCEEDED  CHOICE_TAKES_TOO_LONG; CANCELLED: CALLER_GONE (long_choice.h).
  // Equal requests at equal positions and on the same day get equal bytes (a consent may expire overnight).
  void SelectCases(const v1::SelectCasesRequest& request, const Waiting& waiting,
                   Reply<v1::SelectCasesResponse> reply);

  // What a choice for a cycle is made by.
  struct Terms {
    v1::SelectionCriteria criteria;
    v1::SelectionConfiguration configuration;
    // On which consents must hold.
    base::Day as_of = 0;
  };
  // The configuration that a choice by `criteria` is made with today.
  v1::SelectionConfiguration Configuration(const v1::SelectionCriteria& criteria, const std::string& seed,
                                           std::optional<int32_t> lambda_permille) const;
  struct Choice {
    // Without selection_id; as of `position`.
    v1::CasesSelected kept;
    v1::SelectCasesResponse explained;
  };
  // Chooses on `view`, whose position's token is `position`. Equal terms on equal views give equal bytes.
  // UNIMPLEMENTED: CRITERION_NOT_SERVED; INVALID_ARGUMENT: REQUEST_INVALID, DEADLINE_EXCEEDED, CANCELLED, as
  // SelectCases.
  absl::StatusOr<Choice> ChooseFor(const Terms& terms, const projection::View& view,
                                   const std::string& position, const Waiting& waiting);

 private:
  selection::GoOn GoOn(const Waiting& waiting) const;

  projection::ViewSource& views_;
  const log::EventLog& event_log_;
  const base::Clock& clock_;
  const LearningOptions options_;
  const codelists::Codelists& codelists_;
  readmodels::PoolReader pool_reader_;
  selection::Workspace workspace_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_LEARNING_LEARNING_SERVICE_H_
