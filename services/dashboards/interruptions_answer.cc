// How the parts of this answer hang together, and what is therefore shown:
//   - started = running + completed + got job + interrupted: one table. interrupted = its reasons: another,
//     shown only where interrupted is.
//   - Cumulative incidence at two days differs by what happened between them. So the days of a row are those
//   at which
//     runs of its intervals end (withholding.h), and the curve's days lie at least k persons apart.
//   - The incidences of all reasons add up to that of interruption on every day. A reason's row is shown on
//   the same
//     days as the whole or not at all, and rows not shown must together be safe between any two days.
//   - at_risk falls by everything that left, for whatever reason. It is shown where no cell is small in the
//   finest
//     table of endings and days that could be put together from all rows.
//   - Nothing is shown for a day that fewer than k persons reached.
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "libs/figures/cumulative_incidence.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/cells_out.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

using readmodels::InterruptionsFigure;
using readmodels::Tally;
using ByDay = InterruptionsFigure::ByDay;
using Response = v1::GetInterruptionsResponse;

constexpr std::array<int32_t, 3> kDays = {28, 91, 182};
constexpr size_t kMostCurvePoints = 366;

// The parts of started, in the order in which they are withheld next to small ones.
enum Part : size_t { kRunning, kCompleted, kGotJob, kInterrupted };
constexpr size_t kParts = 4;

Tally Sum(const ByDay& by_day) {
  Tally sum;
  for (const auto& [day, tally] : by_day) sum.Add(tally);
  return sum;
}

void Add(const ByDay& from, ByDay& to) {
  for (const auto& [day, tally] : from) to[day].Add(tally);
}

// Sums over the intervals that end with each of `last_days` (ascending), and over what is later.
std::vector<Tally> Intervals(const ByDay& by_day, const std::vector<int32_t>& last_days) {
  std::vector<Tally> intervals(last_days.size() + 1);
  for (const auto& [day, tally] : by_day) {
    const auto at = std::lower_bound(last_days.begin(), last_days.end(), day);
    intervals[static_cast<size_t>(at - last_days.begin())].Add(tally);
  }
  return intervals;
}

bool AnySmall(const std::vector<Tally>& cells, int64_t k) {
  return std::any_of(cells.begin(), cells.end(), [k](const Tally& cell) { return IsSmall(cell, k); });
}

// Those of kDays at which a row can be cut without a small interval.
std::vector<int32_t> DaysToShow(const ByDay& row, int64_t k) {
  const std::vector<size_t> begins = CutIntoRuns(Intervals(row, {kDays.begin(), kDays.end()}), k);
  std::vector<int32_t> days;
  for (const size_t begin : begins) {
    if (begin > 0) days.push_back(kDays[begin - 1]);
  }
  return days;
}

// The figure, arranged by part and reason, with its estimator.
class Table {
 public:
  Table(const InterruptionsFigure& figure, int64_t k) : figure_(figure), k_(k) {
    parts_[kRunning] = figure.running;
    parts_[kCompleted] = figure.completed;
    parts_[kGotJob] = figure.got_job;
    for (const auto& [code, by_day] : figure.interrupted) {
      codes_.push_back(code);
      reasons_.push_back(&by_day);
      Add(by_day, parts_[kInterrupted]);
    }
    for (const ByDay& part : parts_) {
      sums_.push_back(Sum(part));
      Add(part, all_);
    }
    for (const ByDay* reason : reasons_) reason_sums_.push_back(Sum(*reason));
    FindLastDayWithEnoughPersons();
  }

  const ByDay& part(Part part) const { return parts_[part]; }
  const std::vector<Tally>& sums() const { return sums_; }
  const std::vector<std::string>& codes() const { return codes_; }
  const ByDay& reason(size_t i) const { return *reasons_[i]; }
  const std::vector<Tally>& reason_sums() const { return reason_sums_; }

  bool EnoughAtRisk(int32_t day) const { return day <= last_day_; }

  // Whether at_risk can be known beside everything else.
  bool MayShowAtRisk() const {
    std::vector<int32_t> last_days;
    for (const int32_t day : kDays) {
      last_days.push_back(day - 1);
      last_days.push_back(day);
    }
    return std::none_of(parts_.begin(), parts_.end(),
                        [&](const ByDay& row) { return AnySmall(Intervals(row, last_days), k_); });
  }

  figures::CumulativeIncidence Estimator() const {
    std::vector<figures::Observation> observations;
    const auto add = [&](const ByDay& row, int cause) {
      for (const auto& [day, tally] : row)
        observations.push_back({.day = day, .cause = cause, .count = tally.count});
    };
    add(figure_.running, 0);
    add(figure_.completed, kCompletedCause);
    add(figure_.got_job, kGotJobCause);
    for (size_t i = 0; i < reasons_.size(); ++i) add(*reasons_[i], CauseOf(i));
    return figures::CumulativeIncidence(observations, CauseOf(reasons_.size()) - 1);
  }

  static constexpr int kCompletedCause = 1;
  static constexpr int kGotJobCause = 2;
  static int CauseOf(size_t reason) { return static_cast<int>(reason) + 3; }
  std::vector<int> AllReasons() const {
    std::vector<int> causes;
    for (size_t i = 0; i < reasons_.size(); ++i) causes.push_back(CauseOf(i));
    return causes;
  }

 private:
  void FindLastDayWithEnoughPersons() {
    readmodels::Persons persons;
    last_day_ = -1;
    for (auto day = all_.rbegin(); day != all_.rend(); ++day) {
      persons.Add(day->second.persons);
      if (persons.size() < k_) continue;
      last_day_ = day->first;
      return;
    }
  }

  const InterruptionsFigure& figure_;
  const int64_t k_;
  std::array<ByDay, kParts> parts_;
  ByDay all_;
  std::vector<Tally> sums_;
  std::vector<std::string> codes_;
  std::vector<const ByDay*> reasons_;
  std::vector<Tally> reason_sums_;
  int32_t last_day_ = -1;
};

// By reason: is its row of incidences shown? `days` are those at which the whole is.
std::vector<bool> RowsToShow(const Table& table, const std::vector<bool>& withheld,
                             const std::vector<int32_t>& days, int64_t k) {
  const size_t size = table.codes().size();
  std::vector<bool> shown(size);
  for (size_t i = 0; i < size; ++i) shown[i] = !withheld[i] && !AnySmall(Intervals(table.reason(i), days), k);
  while (true) {
    ByDay hidden;
    size_t number = 0;
    std::optional<size_t> smallest;
    for (size_t i = 0; i < size; ++i) {
      if (!shown[i]) {
        Add(table.reason(i), hidden);
        ++number;
      } else if (!smallest || table.reason_sums()[i].count < table.reason_sums()[*smallest].count) {
        smallest = i;
      }
    }
    if (number == 0 || !smallest || (number > 1 && !AnySmall(Intervals(hidden, days), k))) return shown;
    for (size_t i = 0; i < size; ++i) {
      if (table.reason_sums()[i].count == table.reason_sums()[*smallest].count) shown[i] = false;
    }
  }
}

// The days of the curve: those of `days`, and between them every day that leaves k persons on either side.
std::vector<int32_t> CurveDays(const ByDay& interrupted, const std::vector<int32_t>& days, int64_t k) {
  std::vector<int32_t> curve;
  auto at = interrupted.begin();
  for (size_t interval = 0; interval <= days.size(); ++interval) {
    const auto end = interval < days.size() ? interrupted.upper_bound(days[interval]) : interrupted.end();
    // What is left of the interval behind each of its days.
    std::vector<Tally> behind;
    Tally left;
    for (auto day = end; day != at;) {
      behind.push_back(left);
      left.Add((--day)->second);
    }
    Tally pending;
    for (; at != end; ++at) {
      pending.Add(at->second);
      const bool cut = !IsSmall(pending, k) && !IsSmall(behind.back(), k);
      behind.pop_back();
      if (!cut) continue;
      curve.push_back(at->first);
      pending = Tally();
    }
  }
  return curve;
}

// Evenly spread, the last one included.
std::vector<int32_t> AtMost(size_t most, const std::vector<int32_t>& days) {
  if (days.size() <= most) return days;
  std::vector<int32_t> fewer;
  for (size_t i = 1; i <= most; ++i) fewer.push_back(days[i * days.size() / most - 1]);
  return fewer;
}

class Answer {
 public:
  Answer(const Table& table, int64_t k)
      : table_(table), k_(k), out_(k), estimator_(table.Estimator()), show_at_risk_(table.MayShowAtRisk()) {}

  // `withheld`: by Part.
  Response Make(const std::vector<bool>& withheld) {
    Response response;
    int64_t started = 0;
    for (const Tally& sum : table_.sums()) started += sum.count;
    show_at_risk_ = show_at_risk_ && std::find(withheld.begin(), withheld.end(), true) == withheld.end();
    out_.Put(started, false, *response.mutable_started());
    out_.Put(table_.sums()[kInterrupted].count, withheld[kInterrupted], *response.mutable_interrupted());
    out_.Put(table_.sums()[kRunning].count, withheld[kRunning], *response.mutable_running());
    PutInterrupted(withheld[kInterrupted], response);
    PutCompeting("COMPLETED", kCompleted, Table::kCompletedCause, withheld[kCompleted], response);
    PutCompeting(readmodels::kGotJob, kGotJob, Table::kGotJobCause, withheld[kGotJob], response);
    out_.Finish(*response.mutable_metadata());
    return response;
  }

 private:
  // The union of `causes` at kDays, shown at those of `days`.
  template <typename Points>
  void PutPoints(const std::vector<int>& causes, const std::vector<int32_t>& days, Points& points) {
    for (const int32_t day : kDays) {
      const figures::IncidencePoint point = estimator_.At(day, causes);
      const bool nobody = estimator_.subjects() == 0;
      const bool enough = nobody || table_.EnoughAtRisk(day);
      const bool shown = enough && std::find(days.begin(), days.end(), day) != days.end();
      auto& added = *points.Add();
      added.set_day(day);
      out_.Put(point.incidence, !shown, *added.mutable_incidence());
      out_.Put(point.at_risk, !(enough && (nobody || show_at_risk_)), *added.mutable_at_risk());
    }
  }

  void PutInterrupted(bool withheld, Response& response) {
    const std::vector<int> causes = table_.AllReasons();
    if (withheld) {
      PutPoints(causes, {}, *response.mutable_overall());
      return out_.Omit();
    }
    const ByDay& interrupted = table_.part(kInterrupted);
    const std::vector<int32_t> days = DaysToShow(interrupted, k_);
    PutPoints(causes, days, *response.mutable_overall());
    for (const int32_t day : AtMost(kMostCurvePoints, CurveDays(interrupted, days, k_))) {
      if (!table_.EnoughAtRisk(day)) break;
      auto& point = *response.add_curve();
      point.set_day(day);
      out_.Put(estimator_.At(day, causes).incidence, false, *point.mutable_incidence());
    }
    PutReasons(days, response);
  }

  void PutReasons(const std::vector<int32_t>& days, Response& response) {
    const auto withheld = Withhold(table_.reason_sums(), k_, Next::kSmallest);
    if (!withheld) return out_.Omit();
    const std::vector<bool> shown = RowsToShow(table_, *withheld, days, k_);
    for (size_t i = 0; i < table_.codes().size(); ++i) {
      auto& cause = *response.add_causes();
      cause.set_code(table_.codes()[i]);
      out_.Put(table_.reason_sums()[i].count, (*withheld)[i], *cause.mutable_count());
      PutPoints({Table::CauseOf(i)}, shown[i] ? days : std::vector<int32_t>(), *cause.mutable_points());
    }
  }

  void PutCompeting(std::string_view code, Part part, int cause_number, bool withheld, Response& response) {
    auto& cause = *response.add_causes();
    cause.set_code(std::string(code));
    cause.set_competing(true);
    out_.Put(table_.sums()[part].count, withheld, *cause.mutable_count());
    const std::vector<int32_t> days = withheld ? std::vector<int32_t>() : DaysToShow(table_.part(part), k_);
    PutPoints({cause_number}, days, *cause.mutable_points());
  }

  const Table& table_;
  const int64_t k_;
  CellsOut out_;
  const figures::CumulativeIncidence estimator_;
  bool show_at_risk_;
};

}  // namespace

absl::StatusOr<Response> AnswerInterruptions(const InterruptionsFigure& figure, v1::Voice voice, int64_t k) {
  const Table table(figure, k);
  const auto withheld = Withhold(table.sums(), k, Next::kInOrder);
  if (!withheld) return RefuseTooNarrow(k);
  Response response = Answer(table, k).Make(*withheld);
  response.set_voice(voice);
  return response;
}

}  // namespace praksis::services
