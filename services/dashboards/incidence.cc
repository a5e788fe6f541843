#include "services/dashboards/incidence.h"

#include <algorithm>

#include "libs/figures/cumulative_incidence.h"
#include "services/dashboards/incidence_rows.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

using readmodels::Tally;
using ByDay = Followed::ByDay;

// The figure, arranged by part and code, with its estimator. A part is the censored, a competing ending, or
// all events together: kCensored, 1 …, events().
class Table {
 public:
  Table(const Followed& followed, int64_t k) : k_(k) {
    parts_.push_back(followed.censored);
    for (const auto& [name, by_day] : followed.competing) parts_.push_back(by_day);
    parts_.emplace_back();
    for (const auto& [code, by_day] : followed.events) {
      codes_.push_back(code);
      rows_.push_back(&by_day);
      row_sums_.push_back(Sum(by_day));
      Add(by_day, parts_.back());
    }
    for (const ByDay& part : parts_) {
      sums_.push_back(Sum(part));
      Add(part, all_);
    }
    FindLastDayWithEnoughPersons();
  }

  static constexpr size_t kCensored = 0;
  size_t events() const { return parts_.size() - 1; }
  const ByDay& part(size_t part) const { return parts_[part]; }
  const std::vector<Tally>& sums() const { return sums_; }
  const std::vector<std::string>& codes() const { return codes_; }
  // By code.
  const std::vector<const ByDay*>& rows() const { return rows_; }
  const std::vector<Tally>& row_sums() const { return row_sums_; }

  bool EnoughAtRisk(int32_t day) const { return day <= last_day_; }

  // Whether at_risk at `days` can be known beside everything else.
  bool MayShowAtRisk(const std::vector<int32_t>& days) const {
    std::vector<int32_t> last_days;
    for (const int32_t day : days) {
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
    add(parts_[kCensored], 0);
    for (size_t part = 1; part < events(); ++part) add(parts_[part], CauseOfPart(part));
    for (size_t code = 0; code < rows_.size(); ++code) add(*rows_[code], CauseOfCode(code));
    return figures::CumulativeIncidence(observations, CauseOfCode(rows_.size()) - 1);
  }

  // The estimator's numbers of competing endings and codes.
  static int CauseOfPart(size_t part) { return static_cast<int>(part); }
  int CauseOfCode(size_t code) const { return static_cast<int>(events() + code); }
  std::vector<int> AllCodes() const {
    std::vector<int> causes;
    for (size_t code = 0; code < rows_.size(); ++code) causes.push_back(CauseOfCode(code));
    return causes;
  }

 private:
  void FindLastDayWithEnoughPersons() {
    readmodels::Persons persons;
    for (auto day = all_.rbegin(); day != all_.rend(); ++day) {
      persons.Add(day->second.persons);
      if (persons.size() < k_) continue;
      last_day_ = day->first;
      return;
    }
  }

  const int64_t k_;
  std::vector<ByDay> parts_;
  ByDay all_;
  std::vector<Tally> sums_;
  std::vector<std::string> codes_;
  std::vector<const ByDay*> rows_;
  std::vector<Tally> row_sums_;
  int32_t last_day_ = -1;
};

class Answer {
 public:
  // `withheld`: by part.
  Answer(const Table& table, const IncidenceDays& days, const std::vector<bool>& withheld, int64_t k,
         CellsOut& out)
      : table_(table),
        days_(days),
        withheld_(withheld),
        k_(k),
        out_(out),
        estimator_(table.Estimator()),
        show_at_risk_(table.MayShowAtRisk(days.days) &&
                      std::find(withheld.begin(), withheld.end(), true) == withheld.end()) {}

  ShownIncidence Make(const Followed& followed) {
    int64_t all = 0;
    for (const Tally& sum : table_.sums()) all += sum.count;
    out_.Put(all, false, shown_.all);
    PutSum(table_.events(), shown_.events);
    PutSum(Table::kCensored, shown_.censored);
    PutEvents();
    size_t part = Table::kCensored;
    for (const auto& [name, by_day] : followed.competing) PutCompeting(name, ++part);
    return std::move(shown_);
  }

 private:
  void PutSum(size_t part, v1::Count& count) { out_.Put(table_.sums()[part].count, withheld_[part], count); }

  // The union of `causes` at all days, shown at those of `days`.
  std::vector<v1::IncidencePoint> Points(const std::vector<int>& causes, const std::vector<int32_t>& days) {
    std::vector<v1::IncidencePoint> points;
    for (const int32_t day : days_.days) {
      const figures::IncidencePoint point = estimator_.At(day, causes);
      const bool nobody = estimator_.subjects() == 0;
      const bool enough = nobody || table_.EnoughAtRisk(day);
      const bool shown = enough && std::find(days.begin(), days.end(), day) != days.end();
      v1::IncidencePoint& added = points.emplace_back();
      added.set_day(day);
      out_.Put(point.incidence, !shown, *added.mutable_incidence());
      out_.Put(point.at_risk, !(enough && (nobody || show_at_risk_)), *added.mutable_at_risk());
    }
    return points;
  }

  void PutEvents() {
    const std::vector<int> causes = table_.AllCodes();
    if (withheld_[table_.events()]) {
      shown_.overall = Points(causes, {});
      return out_.Omit();
    }
    const ByDay& events = table_.part(table_.events());
    const std::vector<int32_t> days = DaysToShow(events, days_.days, k_);
    shown_.overall = Points(causes, days);
    for (const int32_t day : AtMost(days_.most_curve_points, CurveDays(events, days, k_))) {
      if (!table_.EnoughAtRisk(day)) break;
      v1::IncidencePoint& point = shown_.curve.emplace_back();
      point.set_day(day);
      out_.Put(estimator_.At(day, causes).incidence, false, *point.mutable_incidence());
    }
    PutCodes(days);
  }

  void PutCodes(const std::vector<int32_t>& days) {
    const auto withheld = Withhold(table_.row_sums(), k_, Next::kSmallest);
    if (!withheld) return out_.Omit();
    const std::vector<bool> shown = RowsToShow(table_.rows(), *withheld, days, k_);
    for (size_t code = 0; code < table_.codes().size(); ++code) {
      ShownIncidence::Cause& cause = shown_.causes.emplace_back();
      cause.code = table_.codes()[code];
      out_.Put(table_.row_sums()[code].count, (*withheld)[code], cause.count);
      cause.points = Points({table_.CauseOfCode(code)}, shown[code] ? days : std::vector<int32_t>());
    }
  }

  void PutCompeting(std::string_view name, size_t part) {
    ShownIncidence::Cause& cause = shown_.causes.emplace_back();
    cause.code = std::string(name);
    cause.competing = true;
    PutSum(part, cause.count);
    cause.points =
        Points({Table::CauseOfPart(part)},
               withheld_[part] ? std::vector<int32_t>() : DaysToShow(table_.part(part), days_.days, k_));
  }

  const Table& table_;
  const IncidenceDays& days_;
  const std::vector<bool>& withheld_;
  const int64_t k_;
  CellsOut& out_;
  const figures::CumulativeIncidence estimator_;
  const bool show_at_risk_;
  ShownIncidence shown_;
};

}  // namespace

std::optional<ShownIncidence> ShowIncidence(const Followed& followed, const IncidenceDays& days, int64_t k,
                                            CellsOut& out) {
  const Table table(followed, k);
  const auto withheld = Withhold(table.sums(), k, Next::kInOrder);
  if (!withheld) return std::nullopt;
  return Answer(table, days, *withheld, k, out).Make(followed);
}

}  // namespace praksis::services
