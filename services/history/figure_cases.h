// The cases behind a count of a figure: goes through the cases as they stand and asks of each what the figure
// counts of it (services/dashboards/case_counter.h). Nothing is stored for it. Pure, but for the view.
//
// Page token (sealed as libs/log/sealed_token.h says):
//   token := version(1 byte = 1) question(8 bytes) as_of(4 bytes, big endian) stream
//   question: of the SHA-256 of the request without page_size, page_token and at_least
//   stream: of the last case looked at
#ifndef PRAKSIS_SERVICES_HISTORY_FIGURE_CASES_H_
#define PRAKSIS_SERVICES_HISTORY_FIGURE_CASES_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/codelists/codelists.h"
#include "libs/projection/view.h"
#include "praksis/v1/history.pb.h"
#include "services/dashboards/between_answers.h"
#include "services/dashboards/figures.h"

namespace praksis::services {

struct FigureCasesQuery {
  // Where the page before ended.
  struct Place {
    std::string stream;
    // What was today on the first page.
    base::Day as_of = 0;
  };
  const NamedFigure* figure = nullptr;
  Question question;
  std::string cell;
  size_t page_size = 0;
  std::optional<Place> after = {};
  // The server's threshold, for who may see figures and no more: the cases behind what it shows, and no
  // others. None for who may see cases.
  std::optional<int64_t> k = {};
  // And what must not be shown beside other answers, at this `known_at`.
  BetweenAnswers* between_answers = nullptr;
  std::string known_at = {};
  // Of the question, for the token.
  std::string fingerprint;
};

// INVALID_ARGUMENT: REQUEST_INVALID with every field violation, PAGE_TOKEN_INVALID.
absl::StatusOr<FigureCasesQuery> ReadFigureCasesQuery(const v1::ListFigureCasesRequest& request,
                                                      const codelists::Codelists& codelists);

// Cases looked at per page at most.
inline constexpr size_t kMaxCasesLookedAt = 20'000;

// All but the position. `max_looked_at` is for tests. The first page, and with `k` every page, also reads the
// figure: INVALID_ARGUMENT, CELL_UNKNOWN where its answer has no such cell; PERMISSION_DENIED,
// COUNT_WITHHELD; with `k` what the figure itself refuses (SELECTION_TOO_NARROW). DATA_LOSS,
// PROJECTION_DAMAGED.
absl::StatusOr<v1::ListFigureCasesResponse> AnswerFigureCases(const projection::View& view,
                                                              const FigureCasesQuery& query, base::Day today,
                                                              size_t max_looked_at = kMaxCasesLookedAt);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_HISTORY_FIGURE_CASES_H_
