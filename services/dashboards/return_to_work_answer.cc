// How the parts hang together, and what is therefore shown:
//   - opened = waiting + exited + returned; returned = who obtained the work; over days: incidence.h.
//   - returned = ongoing + ended + sustained: a table of its own, shown only where returned is. The share
//   that lasted tells of all three and is shown only where all three are.
//   - opened = answered + not answered; answered = satisfied + not: tables of two, the second shown only
//   where the first is. The two by two needs both and returned, and then also tells how many did not answer
//   with and without work: it is shown where none of these six cells is small, as a whole or not at all.
#include <array>
#include <string>
#include <vector>

#include "libs/figures/kaplan_meier.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/cells_out.h"
#include "services/dashboards/incidence.h"
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
  Answer(const ReturnToWorkFigure& figure, int64_t k) : figure_(figure), k_(k), out_(k) {}

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
    constexpr size_t kSatisfied = ReturnToWorkFigure::kSatisfied;
    constexpr size_t kNotSatisfied = ReturnToWorkFigure::kNotSatisfied;
    const auto& with_work = figure_.answers_with_work;
    const auto& without_work = figure_.answers_without_work;
    std::array<Tally, 3> all = with_work;
    for (size_t answer = 0; answer < all.size(); ++answer) all[answer].Add(without_work[answer]);
    const bool satisfied_is_shown = PutSubjective(all, *response.mutable_subjective());

    std::vector<Tally> cells(with_work.begin(), with_work.end());
    cells.insert(cells.end(), without_work.begin(), without_work.end());
    const bool hide = !returned_is_shown || !satisfied_is_shown || AnySmall(cells, k_);
    auto& table = *response.mutable_objective_subjective();
    out_.Put(with_work[kSatisfied].count, hide, *table.mutable_work_satisfied());
    out_.Put(with_work[kNotSatisfied].count, hide, *table.mutable_work_not_satisfied());
    out_.Put(without_work[kSatisfied].count, hide, *table.mutable_no_work_satisfied());
    out_.Put(without_work[kNotSatisfied].count, hide, *table.mutable_no_work_not_satisfied());
  }

  // Returns whether the share of the satisfied is shown. Of two parts both are, or neither.
  bool PutSubjective(const std::array<Tally, 3>& all, Response::Subjective& subjective) {
    const Tally& satisfied = all[ReturnToWorkFigure::kSatisfied];
    const Tally& not_satisfied = all[ReturnToWorkFigure::kNotSatisfied];
    const Tally& unanswered = all[ReturnToWorkFigure::kUnanswered];
    Tally answered = satisfied;
    answered.Add(not_satisfied);
    const bool hide = IsSmall(answered, k_) || IsSmall(unanswered, k_);
    const bool hide_share = hide || IsSmall(satisfied, k_) || IsSmall(not_satisfied, k_);
    out_.Put(answered.count, hide, *subjective.mutable_answered());
    out_.Put(figures::WilsonProportion(answered.count, answered.count + unanswered.count), hide,
             *subjective.mutable_answer_rate());
    out_.Put(figures::WilsonProportion(satisfied.count, answered.count), hide_share,
             *subjective.mutable_satisfied());
    return !hide_share;
  }

  const ReturnToWorkFigure& figure_;
  const int64_t k_;
  CellsOut out_;
};

}  // namespace

absl::StatusOr<Response> AnswerReturnToWork(const ReturnToWorkFigure& figure, int64_t k) {
  Response response;
  if (!Answer(figure, k).Make(response)) return RefuseTooNarrow(k);
  return response;
}

}  // namespace praksis::services
