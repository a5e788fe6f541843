// How the parts hang together, and what is therefore shown:
//   - opened = waiting + exited + returned; returned = who obtained the work; over days: incidence.h.
//   - returned = ongoing + ended + sustained: a table of its own, shown only where returned is. The share
//   that lasted tells of all three and is shown only where all three are.
//   - opened = answered + not answered; answered = satisfied + not; each by whether they returned:
//   overlapping sums of six cells, since returned is known, too. They are published one by one as long as
//   nothing small follows (safe_sums.h). The two by two is about returned and shown only where returned is.
#include <array>
#include <string>

#include "libs/figures/kaplan_meier.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/cells_out.h"
#include "services/dashboards/incidence.h"
#include "services/dashboards/safe_sums.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

using readmodels::ReturnToWorkFigure;
using readmodels::Tally;
using Response = v1::GetReturnToWorkResponse;
using Started = v1::OccupationStarted;

Followed FollowedUp(const ReturnToWorkFigure& figure) {
  Followed followed;
  followed.censored = figure.waiting;
  followed.competing = {{"EXIT", figure.exited}};
  for (const auto by : {Started::SELF, Started::JOB_CENTRE, Started::COMPANY})
    followed.events[Started::ObtainedBy_Name(by)];
  for (const auto& [by, by_day] : figure.returned) followed.events[Started::ObtainedBy_Name(by)] = by_day;
  return followed;
}

// The probability of lasting: that the work has not ended before its last day to be sustained.
figures::Probability ChanceToLast(const ReturnToWorkFigure& figure) {
  constexpr int32_t kLast = readmodels::kSustainedDays - 1;
  std::vector<figures::Observation> observations = {
      {.day = kLast, .cause = 0, .count = figure.sustained.count}};
  for (const auto& [day, tally] : figure.ended)
    observations.push_back({.day = day, .cause = 1, .count = tally.count});
  for (const auto& [day, tally] : figure.ongoing)
    observations.push_back({.day = day, .cause = 0, .count = tally.count});
  const figures::KaplanMeier lasting(observations);
  return lasting.subjects() == 0 ? figures::Probability() : lasting.At(kLast - 1).survival;
}

class Answer {
 public:
  Answer(const ReturnToWorkFigure& figure, int64_t k)
      : figure_(figure), k_(k), out_(k), sums_(Answers(figure), k) {}

  // False where nothing may be shown.
  bool Make(Response& response) {
    const IncidenceDays days = {.days = {91, 182, 365}, .most_curve_points = 732};
    const auto shown = ShowIncidence(FollowedUp(figure_), days, k_, out_);
    if (!shown) return false;
    *response.mutable_opened() = shown->all;
    *response.mutable_returned() = shown->events;
    *response.mutable_waiting() = shown->censored;
    PutPoints(shown->overall, *response.mutable_overall());
    PutPoints(shown->curve, *response.mutable_curve());
    PutCauses(shown->causes, *response.mutable_causes());
    *response.mutable_exited() = shown->causes.back().count;
    PutLasting(!shown->events.suppressed(), *response.mutable_lasting());
    PutAnswers(!shown->events.suppressed(), response);
    out_.Finish(*response.mutable_metadata());
    return true;
  }

 private:
  // The cells of the two by two, and those who did not answer: three with work, then three without.
  static std::vector<Tally> Answers(const ReturnToWorkFigure& figure) {
    std::vector<Tally> cells(figure.answers_with_work.begin(), figure.answers_with_work.end());
    cells.insert(cells.end(), figure.answers_without_work.begin(), figure.answers_without_work.end());
    return cells;
  }
  static constexpr size_t kWithWork = 0;
  static constexpr size_t kWithoutWork = 3;
  static constexpr size_t kSatisfied = ReturnToWorkFigure::kSatisfied;
  static constexpr size_t kNotSatisfied = ReturnToWorkFigure::kNotSatisfied;
  static constexpr size_t kUnanswered = ReturnToWorkFigure::kUnanswered;

  int64_t CountOf(const SafeSums::Cells& cells) const {
    int64_t count = 0;
    for (const size_t cell : cells) {
      count += cell < kWithoutWork ? figure_.answers_with_work[cell].count
                                   : figure_.answers_without_work[cell - kWithoutWork].count;
    }
    return count;
  }

  void PutLasting(bool returned_is_shown, Response::Lasting& lasting) {
    Tally ongoing, ended;
    for (const auto& [day, tally] : figure_.ongoing) ongoing.Add(tally);
    for (const auto& [day, tally] : figure_.ended) ended.Add(tally);
    const std::array<Tally, 3> cells = {ongoing, ended, figure_.sustained};
    const auto withheld = returned_is_shown ? Withhold(cells, k_, Next::kInOrder) : std::nullopt;
    const auto hide = [&](size_t cell) { return !withheld || (*withheld)[cell]; };
    out_.Put(ongoing.count, hide(0), *lasting.mutable_ongoing());
    out_.Put(ended.count, hide(1), *lasting.mutable_ended());
    out_.Put(figure_.sustained.count, hide(2), *lasting.mutable_sustained());
    // Where nobody has lasted yet, too few have been followed for so long; unless nobody goes on.
    const bool followed = figure_.sustained.count > 0 || ongoing.count == 0;
    out_.Put(ChanceToLast(figure_), hide(0) || hide(1) || hide(2) || !followed,
             *lasting.mutable_sustained_share());
  }

  void PutAnswers(bool returned_is_shown, Response& response) {
    const SafeSums::Cells returned = {kWithWork + kSatisfied, kWithWork + kNotSatisfied,
                                      kWithWork + kUnanswered};
    const SafeSums::Cells others = {kWithoutWork + kSatisfied, kWithoutWork + kNotSatisfied,
                                    kWithoutWork + kUnanswered};
    SafeSums::Cells opened = returned;
    opened.insert(opened.end(), others.begin(), others.end());
    sums_.Know(opened);
    if (returned_is_shown) sums_.Know(returned);
    PutSubjective(opened, *response.mutable_subjective());
    auto& table = *response.mutable_objective_subjective();
    PutCell(kWithWork + kSatisfied, returned_is_shown, *table.mutable_work_satisfied());
    PutCell(kWithWork + kNotSatisfied, returned_is_shown, *table.mutable_work_not_satisfied());
    PutCell(kWithoutWork + kSatisfied, returned_is_shown, *table.mutable_no_work_satisfied());
    PutCell(kWithoutWork + kNotSatisfied, returned_is_shown, *table.mutable_no_work_not_satisfied());
  }

  void PutSubjective(const SafeSums::Cells& opened, Response::Subjective& subjective) {
    const SafeSums::Cells satisfied = {kWithWork + kSatisfied, kWithoutWork + kSatisfied};
    const SafeSums::Cells answered = {kWithWork + kSatisfied, kWithoutWork + kSatisfied,
                                      kWithWork + kNotSatisfied, kWithoutWork + kNotSatisfied};
    const bool rate_is_shown = sums_.Publish(answered);
    const int64_t answers = CountOf(answered);
    out_.Put(answers, !rate_is_shown, *subjective.mutable_answered());
    out_.Put(figures::WilsonProportion(answers, CountOf(opened)), !rate_is_shown,
             *subjective.mutable_answer_rate());
    out_.Put(figures::WilsonProportion(CountOf(satisfied), answers), !sums_.Publish({satisfied, answered}),
             *subjective.mutable_satisfied());
  }

  void PutCell(size_t cell, bool may_be_shown, v1::Count& out) {
    out_.Put(CountOf({cell}), !may_be_shown || !sums_.Publish({cell}), out);
  }

  const ReturnToWorkFigure& figure_;
  const int64_t k_;
  CellsOut out_;
  SafeSums sums_;
};

}  // namespace

absl::StatusOr<Response> AnswerReturnToWork(const ReturnToWorkFigure& figure, int64_t k) {
  Response response;
  if (!Answer(figure, k).Make(response)) return RefuseTooNarrow(k);
  return response;
}

}  // namespace praksis::services
