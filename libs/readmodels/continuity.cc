#include "libs/readmodels/continuity.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/follow_up.h"
#include "libs/readmodels/tallies.h"

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

// What a counter says, taken apart into what can be added up: on every day each open case has one kHeld.
enum class Part : uint8_t {
  kClosed,  // a case
  kOpen,    // a case
  kWorker,  // one more different primary worker
  kHeld,    // whose an open case is, and when
  kAnswer,  // a referral not answered
  kFlag,    // a flag raised
};
constexpr base::Day kNever = std::numeric_limits<base::Day>::max();

struct ContinuityCell {
  Part part;
  // kHeld: the case is nobody's before from; after to.
  static constexpr uint8_t kNobodyBefore = 1;
  static constexpr uint8_t kNobodyAfter = 2;
  uint8_t nobody;
  CodeNumber target_group;
  base::Day day;
  uint32_t person;
  // kClosed: the day of it. kOpen: of the last contact. kWorker, kHeld: the first one. kAnswer, kFlag: due.
  base::Day from;
  // kHeld: the last one. kClosed, kOpen: the first day of a primary worker, kNever where there was none.
  base::Day to;
  // kClosed, kOpen: of another one.
  base::Day another;
  // kHeld: the worker; 0: nobody. kClosed, kOpen: days closed in between.
  uint32_t number;
  int32_t count;

  template <typename Visit>
  static void Read(KeyReader& rest, Visit visit);
};

struct Assigned {
  WorkerNumber worker;
  base::Day from;
  base::Day to;
};

// A worker for every day between the first and the last of `assigned`, of several the later in the list; who
// follows themselves is one.
std::vector<Assigned> OneADay(const std::vector<Assigned>& assigned) {
  std::set<int64_t> turns;
  for (const Assigned& one : assigned) {
    if (one.from > one.to) continue;
    turns.insert({one.from, int64_t{one.to} + 1});
  }
  std::vector<Assigned> held;
  for (auto turn = turns.begin(); turn != turns.end() && std::next(turn) != turns.end(); ++turn) {
    Assigned now = {.worker = 0,
                    .from = static_cast<base::Day>(*turn),
                    .to = static_cast<base::Day>(*std::next(turn) - 1)};
    for (const Assigned& one : assigned) {
      if (one.from <= now.from && now.to <= one.to) now.worker = one.worker;
    }
    if (!held.empty() && held.back().worker == now.worker) {
      held.back().to = now.to;
    } else {
      held.push_back(now);
    }
  }
  return held;
}

// Calls `visit(day)` for the days that come next.
template <typename Visit>
void ReadDays(KeyReader& rest, Visit visit) {
  for (int left = rest.Byte(); left > 0; --left) visit(rest.Day());
}

// The assignments that come next.
std::vector<Assigned> ReadPrimaries(KeyReader& rest) {
  std::vector<Assigned> assigned;
  for (int left = rest.Byte(); left > 0; --left) {
    Assigned& one = assigned.emplace_back();
    one.worker = NumberOfWorker(rest.Text());
    one.from = rest.Day();
    one.to = rest.Day();
  }
  return assigned;
}

template <typename Visit>
void VisitHeld(const std::vector<Assigned>& held, ContinuityCell cell, Visit visit) {
  cell.part = Part::kHeld;
  if (held.empty()) {
    cell.nobody = ContinuityCell::kNobodyBefore | ContinuityCell::kNobodyAfter;
    visit(cell);
    return;
  }
  for (size_t i = 0; i < held.size(); ++i) {
    cell.nobody = (i == 0 ? ContinuityCell::kNobodyBefore : 0) |
                  (i + 1 == held.size() ? ContinuityCell::kNobodyAfter : 0);
    cell.from = held[i].from;
    cell.to = held[i].to;
    cell.number = held[i].worker;
    visit(cell);
  }
}

template <typename Visit>
void ContinuityCell::Read(KeyReader& rest, Visit visit) {
  ContinuityCell whole = {};
  whole.target_group = NumberOfCode(rest.Text());
  whole.person = rest.Number();
  ContinuityCell part = whole;
  whole.number = rest.Number();
  whole.to = kNever;
  whole.another = kNever;
  ReadDays(rest, [&](base::Day first) {
    if (base::Day& unused = whole.to == kNever ? whole.to : whole.another; unused == kNever) {
      unused = first;
      return;
    }
    part.part = Part::kWorker;
    part.from = first;
    visit(part);
  });
  whole.part = rest.Byte() == 0 ? Part::kClosed : Part::kOpen;
  whole.from = rest.Day();
  visit(whole);
  if (whole.part == Part::kClosed) return;
  part.from = 0;
  VisitHeld(OneADay(ReadPrimaries(rest)), part, visit);
  for (const Part due : {Part::kAnswer, Part::kFlag}) {
    part.part = due;
    ReadDays(rest, [&](base::Day day) {
      part.from = day;
      visit(part);
    });
  }
}

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  const projection::CellFormat* cell_format() const override { return FormatFor<ContinuityCell>(); }
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

bool IsCase(const ContinuityCell& cell) { return cell.part == Part::kClosed || cell.part == Part::kOpen; }

// Different primary workers up to `today`.
int64_t WorkersOf(const ContinuityCell& cell, base::Day today) {
  if (!IsCase(cell)) return cell.from <= today ? cell.count : 0;
  return int64_t{cell.count} * ((cell.to <= today ? 1 : 0) + (cell.another <= today ? 1 : 0));
}

// Days on which cases were open, up to `today`.
int64_t DaysOpenOf(const ContinuityCell& cell, base::Day today) {
  const base::Day last = cell.part == Part::kClosed ? std::min(cell.from, today) : today;
  return int64_t{cell.count} * std::max(last - cell.day + 1 - static_cast<int32_t>(cell.number), 0);
}

class Summing {
 public:
  Summing(base::Day today, int64_t exact_below)
      : today_(today), exact_below_(exact_below), tallies_(exact_below, kTallies) {}

  // Sorted, so that each part's are together.
  void Add(std::span<const ContinuityCell> cells) {
    const ContinuityCell* cell = cells.data();
    const ContinuityCell* const end = cell + cells.size();
    while (cell != end) cell = AddPart(cell, end);
  }

  // By group of persons, of whom nothing more need be known: exactly below exact_below.
  bool GroupsSayEnough() const {
    return workers_.MayBeKnown(exact_below_) && days_open_.MayBeKnown(exact_below_);
  }

  ContinuityFigure Finish() {
    figure_.workers = workers_.AsPersons();
    figure_.days_open = days_open_.AsPersons();
    figure_.cases = tallies_.At(kCases);
    figure_.with_worker = tallies_.At(kWithWorker);
    figure_.without_worker = tallies_.At(kWithoutWorker);
    figure_.contact_14_days = tallies_.At(kContact14Days);
    figure_.contact_30_days = tallies_.At(kContact30Days);
    figure_.no_contact = tallies_.At(kNoContact);
    figure_.overdue_answers = tallies_.At(kOverdueAnswers);
    figure_.overdue_flags = tallies_.At(kOverdueFlags);
    return std::move(figure_);
  }

 private:
  enum : size_t {
    kCases,
    kWithWorker,
    kWithoutWorker,
    kContact14Days,
    kContact30Days,
    kNoContact,
    kOverdueAnswers,
    kOverdueFlags,
    kTallies
  };

  static size_t ContactOf(int32_t days_since) {
    return days_since <= 14 ? kContact14Days : days_since <= 30 ? kContact30Days : kNoContact;
  }

  // Those of the part of `cell`; returns the first that is of another.
  const ContinuityCell* AddPart(const ContinuityCell* cell, const ContinuityCell* end) {
    const auto add_each = [&](auto add) {
      const Part part = cell->part;
      for (; cell != end && cell->part == part; ++cell) {
        if (cell->count > 0) add(*cell);
      }
      return cell;
    };
    switch (cell->part) {
      case Part::kClosed:
        return add_each([&](const ContinuityCell& one) { AddCase(one); });
      case Part::kOpen:
        return add_each([&](const ContinuityCell& one) {
          AddCase(one);
          tallies_.Add(ContactOf(today_ - one.from), one.count, one.person);
        });
      case Part::kWorker:
        return add_each([&](const ContinuityCell& one) { workers_.Add(WorkersOf(one, today_), one.person); });
      case Part::kHeld:
        return add_each([&](const ContinuityCell& one) { AddHeld(one); });
      case Part::kAnswer:
      case Part::kFlag: {
        const size_t overdue = cell->part == Part::kAnswer ? kOverdueAnswers : kOverdueFlags;
        return add_each([&](const ContinuityCell& one) {
          if (one.from < today_) tallies_.Add(overdue, one.count, one.person);
        });
      }
    }
    return end;
  }

  void AddCase(const ContinuityCell& cell) {
    tallies_.Add(kCases, cell.count, cell.person);
    workers_.Add(WorkersOf(cell, today_), cell.person);
    days_open_.Add(DaysOpenOf(cell, today_), cell.person);
  }

  void AddHeld(const ContinuityCell& cell) {
    WorkerNumber worker = cell.number;
    if (today_ < cell.from || today_ > cell.to) {
      const uint8_t side = today_ < cell.from ? ContinuityCell::kNobodyBefore : ContinuityCell::kNobodyAfter;
      if ((cell.nobody & side) == 0) return;
      worker = 0;
    }
    tallies_.Add(worker == 0 ? kWithoutWorker : kWithWorker, cell.count, cell.person);
    if (worker != 0) figure_.cases_by_worker.Add(cell.count, worker);
  }

  const base::Day today_;
  const int64_t exact_below_;
  Tallies tallies_;
  GroupAmounts workers_;
  GroupAmounts days_open_;
  ContinuityFigure figure_;
};

}  // namespace

const projection::CaseModel& ContinuityModel() {
  static const Model model;
  return model;
}

absl::StatusOr<ContinuityFigure> ReadContinuity(const projection::View& view, const CellSelection& selection,
                                                base::Day today, int64_t exact_below) {
  Summing summing(today, exact_below);
  RETURN_IF_ERROR(ForEachSpan<ContinuityCell>(
      view, kName, selection, [&](std::span<const ContinuityCell> cells) { summing.Add(cells); }));
  ContinuityFigure figure = summing.Finish();
  if (!summing.GroupsSayEnough()) {
    figure.workers = {};
    figure.days_open = {};
    RETURN_IF_ERROR(ForEachCell<ContinuityCell>(view, kName, selection, [&](const ContinuityCell& cell) {
      if (IsCase(cell) || cell.part == Part::kWorker) figure.workers.Add(WorkersOf(cell, today), cell.person);
      if (IsCase(cell)) figure.days_open.Add(DaysOpenOf(cell, today), cell.person);
    }));
  }
  return figure;
}

}  // namespace praksis::readmodels
