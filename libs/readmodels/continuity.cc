#include "libs/readmodels/continuity.h"

#include <algorithm>
#include <map>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/follow_up.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;

constexpr std::string_view kName = "continuity";
// What one byte can count; the latest are kept.
constexpr size_t kMost = 255;

// Keys of continuity.counts (parts as in keys.h), with the number of cases:
//   key        := text(municipality) day(opened) text(target group) tag number(days closed in between)
//                 days(each primary worker's first day) life
//   life       := 0 day(closed)
//               | 1 day(last contact) primaries days(respond by: unanswered) days(due: flags raised)
//   primaries  := count(1 byte) (text(worker) day(from) day(to; kLastDay where it goes on))*  in their order
//   days       := count(1 byte) day*                                                          ascending
void WriteDays(std::vector<base::Day> days, KeyWriter& key) {
  std::sort(days.begin(), days.end());
  if (days.size() > kMost) days.erase(days.begin(), days.end() - kMost);
  key.Byte(static_cast<uint8_t>(days.size()));
  for (const base::Day day : days) key.Day(day);
}

std::vector<const CaseState::Assignment*> Primaries(const CaseState& state) {
  std::vector<const CaseState::Assignment*> primaries;
  for (const auto& assignment : state.assignments()) {
    if (assignment.role() == v1::CaseworkerAssigned::PRIMARY) primaries.push_back(&assignment);
  }
  if (primaries.size() > kMost) primaries.erase(primaries.begin(), primaries.end() - kMost);
  return primaries;
}

std::vector<base::Day> FirstDays(const std::vector<const CaseState::Assignment*>& primaries) {
  std::map<std::string_view, base::Day> first;
  for (const auto* primary : primaries) {
    const auto [at, added] = first.try_emplace(primary->worker(), primary->from());
    if (!added) at->second = std::min(at->second, primary->from());
  }
  std::vector<base::Day> days;
  for (const auto& [worker, day] : first) days.push_back(day);
  return days;
}

void WritePrimaries(const std::vector<const CaseState::Assignment*>& primaries, KeyWriter& key) {
  key.Byte(static_cast<uint8_t>(primaries.size()));
  for (const auto* primary : primaries) {
    key.Text(primary->worker()).Day(primary->from()).Day(primary->has_to() ? primary->to() : base::kLastDay);
  }
}

void WriteOverdue(const CaseState& state, KeyWriter& key) {
  std::vector<base::Day> answers;
  for (const auto& referral : state.referrals()) {
    const bool waits = referral.state() == v1::CaseSummary::Referral::MADE;
    if (waits && referral.has_respond_by()) answers.push_back(referral.respond_by());
  }
  std::vector<base::Day> flags;
  for (const auto& flag : state.flags()) {
    if (!flag.cleared() && flag.has_due()) flags.push_back(flag.due());
  }
  WriteDays(std::move(answers), key);
  WriteDays(std::move(flags), key);
}

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  void Contribute(const CaseState& state, projection::Contributions& out) const override {
    if (state.status() == v1::CaseSummary::STATUS_UNSPECIFIED) return;
    const auto primaries = Primaries(state);
    KeyWriter key;
    key.Text(state.municipality())
        .Day(state.opened_on())
        .Text(state.target_group())
        .Number(PersonTag(state))
        .Number(static_cast<uint32_t>(DaysClosedBetween(state)));
    WriteDays(FirstDays(primaries), key);
    if (state.status() == v1::CaseSummary::CLOSED) {
      key.Byte(0).Day(state.closed_on());
    } else {
      const base::Day contact = state.has_last_contact_on() ? state.last_contact_on() : state.opened_on();
      key.Byte(1).Day(std::max(contact, state.opened_on()));
      WritePrimaries(primaries, key);
      WriteOverdue(state, key);
    }
    out.Count(key.key(), 1);
  }
};

// How many of the days that come next are before `day`.
int64_t ReadDaysBefore(base::Day day, KeyReader& rest) {
  int64_t before = 0;
  for (int left = rest.Byte(); left > 0; --left) before += rest.Day() < day ? 1 : 0;
  return before;
}

// Who of the assignments that come next holds the case on `today`; "" where nobody does.
std::string_view ReadPrimaryOn(base::Day today, KeyReader& rest) {
  std::string_view worker;
  for (int left = rest.Byte(); left > 0; --left) {
    const std::string_view assigned = rest.Text();
    const base::Day from = rest.Day();
    const base::Day to = rest.Day();
    if (from <= today && today <= to) worker = assigned;
  }
  return worker;
}

void AddContact(int64_t cases, uint32_t person, int32_t days_since, ContinuityFigure& figure) {
  Tally& tally = days_since <= 14   ? figure.contact_14_days
                 : days_since <= 30 ? figure.contact_30_days
                                    : figure.no_contact;
  tally.Add(cases, person);
}

void AddOpen(int64_t cases, uint32_t person, base::Day today, KeyReader& rest, ContinuityFigure& figure) {
  AddContact(cases, person, today - rest.Day(), figure);
  const std::string_view worker = ReadPrimaryOn(today, rest);
  (worker.empty() ? figure.without_worker : figure.with_worker).Add(cases, person);
  if (!worker.empty()) figure.cases_by_worker.Add(cases, std::string(worker));
  if (const int64_t answers = ReadDaysBefore(today, rest); answers > 0) {
    figure.overdue_answers.Add(cases * answers, person);
  }
  if (const int64_t flags = ReadDaysBefore(today, rest); flags > 0) {
    figure.overdue_flags.Add(cases * flags, person);
  }
}

void Add(Cell& cell, base::Day today, ContinuityFigure& figure) {
  const int64_t cases = CounterValue(cell.value);
  if (cases <= 0) return;
  const uint32_t person = cell.rest.Number();
  const auto closed_between = static_cast<int32_t>(cell.rest.Number());
  figure.cases.Add(cases, person);
  figure.workers.Add(cases * ReadDaysBefore(today + 1, cell.rest), person);
  base::Day last = today;
  if (cell.rest.Byte() == 0) {
    last = std::min(cell.rest.Day(), today);
  } else {
    AddOpen(cases, person, today, cell.rest, figure);
  }
  figure.days_open.Add(cases * std::max(last - cell.day + 1 - closed_between, 0), person);
}

}  // namespace

const projection::CaseModel& ContinuityModel() {
  static const Model model;
  return model;
}

absl::StatusOr<ContinuityFigure> ReadContinuity(const projection::View& view, const CellSelection& selection,
                                                base::Day today) {
  ContinuityFigure figure;
  RETURN_IF_ERROR(ScanCells(view.snapshot(), view.Counts(kName), selection, [&](Cell& cell) {
    if (selection.AdmitsTargetGroup(cell.rest.Text())) Add(cell, today, figure);
  }));
  return figure;
}

}  // namespace praksis::readmodels
