#include "services/dashboards/between_rule.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "services/dashboards/answer_numbers.h"

namespace praksis::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using readmodels::CellSelection;

std::string KeyOf(char rule, const CellSelection& selection) {
  std::string key(1, rule);
  const auto add = [&key](char name, const std::vector<std::string>& codes) {
    key += name;
    for (const std::string& code : codes) {
      key += code;
      key += ',';
    }
  };
  add('m', selection.municipalities);
  add('g', selection.target_groups);
  add('s', selection.industry_sections);
  return base::StrCat(key, "f", selection.from.value_or(base::kFirstDay), "t",
                      selection.to.value_or(base::kLastDay));
}

CellSelection With(CellSelection selection, std::vector<std::string> conditions) {
  (selection.target_groups.empty() ? selection.industry_sections : selection.target_groups) =
      std::move(conditions);
  return selection;
}
CellSelection In(CellSelection selection, std::vector<std::string> municipalities) {
  selection.municipalities = std::move(municipalities);
  return selection;
}

// The first place but `but` for which `holds(place)`; `end` where there is none.
template <typename Holds>
size_t FirstOther(size_t but, size_t end, const Holds& holds) {
  size_t i = 0;
  while (i < end && (i == but || !holds(i))) ++i;
  return i;
}

}  // namespace

BetweenRule::BetweenRule(const NamedFigure& figure, const Question& question, GridAxes axes, Pause pause)
    : figure_(figure), question_(question), axes_(std::move(axes)), pause_(std::move(pause)) {}

// Rule 3: several municipalities or conditions show what each of them does.
absl::StatusOr<NumberSet> BetweenRule::Hidden(const projection::View& view, const CellSelection& selection) {
  view_ = &view;
  NumberSet hidden;
  for (const CellSelection& single : SinglesOf(axes_.Clamped(selection))) {
    hidden.Add(OfSingle(single));
    if (!status_.ok()) return std::exchange(status_, absl::OkStatus());
  }
  return hidden;
}

NumberSet BetweenRule::OfSingle(const CellSelection& selection) {
  NumberSet hidden = WithinPeriod(selection);
  hidden.Add(AtBorders(selection));
  return hidden;
}

// What is hidden of a municipality or all, a condition or none, beside others of the same period (rule 2).
const NumberSet& BetweenRule::WithinPeriod(const CellSelection& selection) {
  if (IsOfBoth(selection)) return InTable(selection);
  if (!selection.municipalities.empty()) return AcrossMunicipalities(selection);
  return ConditionsOf(selection).empty() ? AloneOf(selection).hidden : AlongCondition(selection);
}

const NumberSet& BetweenRule::AlongCondition(const CellSelection& selection) {
  return Line('c', selection, ConditionsLike(selection), With,
              [this](const CellSelection& one) -> const NumberSet& { return AloneOf(one).hidden; });
}

const NumberSet& BetweenRule::AcrossMunicipalities(const CellSelection& selection) {
  return Line('m', selection, axes_.extent.municipalities, In,
              [this](const CellSelection& one) -> const NumberSet& {
                return ConditionsOf(one).empty() ? AloneOf(one).hidden : AlongCondition(one);
              });
}

// Lines in two directions may still leave a number that follows around corners: beside each that is not
// shown by itself, a rectangle of numbers is hidden.
const NumberSet& BetweenRule::InTable(const CellSelection& selection) {
  if (const auto kept = lines_.find(KeyOf('t', selection)); kept != lines_.end()) return *kept->second;
  const auto& rows = axes_.extent.municipalities;
  const auto& columns = ConditionsLike(selection);
  const auto at = [&](size_t row, size_t column) {
    return With(In(selection, {rows[row]}), {columns[column]});
  };
  std::vector<std::vector<NumberSet>> before(rows.size());
  for (size_t row = 0; row < rows.size(); ++row) {
    for (size_t column = 0; column < columns.size(); ++column) {
      before[row].push_back(AcrossMunicipalities(at(row, column)));
    }
  }
  std::vector<std::vector<NumberSet>> hidden = before;
  for (size_t row = 0; row < rows.size(); ++row) {
    for (size_t column = 0; column < columns.size(); ++column) {
      const NumberSet& alone = AloneOf(at(row, column)).hidden;
      for (size_t number = 0; number < names_.size(); ++number) {
        if (!alone.Has(number)) continue;
        const size_t other_row =
            FirstOther(row, rows.size(), [&](size_t i) { return before[i][column].Has(number); });
        const size_t other_column =
            FirstOther(column, columns.size(), [&](size_t i) { return before[row][i].Has(number); });
        if (other_row == rows.size() || other_column == columns.size()) continue;
        hidden[other_row][other_column].Set(number);
      }
    }
  }
  // What was not found out is not kept.
  if (status_.ok()) {
    for (size_t row = 0; row < rows.size(); ++row) {
      for (size_t column = 0; column < columns.size(); ++column) {
        lines_[KeyOf('t', at(row, column))] = std::make_unique<NumberSet>(std::move(hidden[row][column]));
      }
    }
  }
  return KeptLine('t', selection);
}

// The selection's place in the line of those that differ from it by `of(selection, {member})` only, whose
// sum is shown: where a number is hidden in one of them, in so many more that two or more hide it which
// would show it together. Those come first that hide it in a part of the period, too: else it would follow
// from the parts.
template <typename HiddenIn>
const NumberSet& BetweenRule::Line(char name, const CellSelection& selection,
                                   const std::vector<std::string>& members,
                                   CellSelection (*of)(CellSelection, std::vector<std::string>),
                                   const HiddenIn& hidden_in) {
  if (const auto kept = lines_.find(KeyOf(name, selection)); kept != lines_.end()) return *kept->second;
  std::vector<NumberSet> hidden;
  std::vector<const Alone*> alone;
  NumberSet in_any;
  for (const std::string& member : members) {
    const CellSelection one = of(selection, {member});
    hidden.push_back(hidden_in(one));
    alone.push_back(&AloneOf(one));
    in_any.Add(hidden.back());
  }
  // By member, where anything is hidden at all.
  std::vector<NumberSet> in_parts(members.size());
  if (std::any_of(in_any.words().begin(), in_any.words().end(), [](uint64_t word) { return word != 0; })) {
    for (const CellSelection& part : PartsOf(selection)) {
      for (size_t i = 0; i < members.size(); ++i) {
        in_parts[i].Add(Line(name, of(part, {members[i]}), members, of, hidden_in));
      }
    }
  }
  for (size_t number = 0; number < names_.size() && status_.ok(); ++number) {
    if (!in_any.Has(number)) continue;
    std::vector<std::string> out;
    std::vector<std::tuple<bool, int64_t, size_t>> in;
    for (size_t i = 0; i < members.size(); ++i) {
      if (hidden[i].Has(number)) {
        out.push_back(members[i]);
      } else if (alone[i]->something.Has(number)) {
        in.emplace_back(!in_parts[i].Has(number), alone[i]->count(number), i);
      }
    }
    std::sort(in.begin(), in.end());
    for (const auto& [whole, count, next] : in) {
      if (out.size() > 1 && !AloneOf(of(selection, out)).hidden.Has(number)) break;
      out.insert(std::lower_bound(out.begin(), out.end(), members[next]), members[next]);
      hidden[next].Set(number);
    }
  }
  if (status_.ok()) {
    for (size_t i = 0; i < members.size(); ++i) {
      lines_[KeyOf(name, of(selection, {members[i]}))] = std::make_unique<NumberSet>(std::move(hidden[i]));
    }
  }
  return KeptLine(name, selection);
}

// The units of the selection's period, where it has several.
std::vector<CellSelection> BetweenRule::PartsOf(const CellSelection& selection) const {
  std::vector<CellSelection> parts = axes_.UnitsOf(selection);
  std::erase_if(parts, [&](const CellSelection& part) {
    return (selection.from && part.to && *part.to < *selection.from) ||
           (selection.to && part.from && *part.from > *selection.to);
  });
  return parts.size() > 1 ? parts : std::vector<CellSelection>();
}

// Where it is not among them: nobody is there.
const NumberSet& BetweenRule::KeptLine(char name, const CellSelection& selection) {
  static const NumberSet nothing;
  if (!status_.ok()) return nothing;
  std::unique_ptr<NumberSet>& mine = lines_[KeyOf(name, selection)];
  if (mine == nullptr) mine = std::make_unique<NumberSet>();
  return *mine;
}

// Rule 4: what the nearest units on both sides of both borders, that have something, hide.
NumberSet BetweenRule::AtBorders(const CellSelection& selection) {
  NumberSet hidden = AtBorder(selection, selection.from);
  hidden.Add(AtBorder(selection, selection.to ? std::optional(*selection.to + 1) : std::nullopt));
  return hidden;
}

// `border`: the first day behind it. No border, or one before or after everything, is always visible.
NumberSet BetweenRule::AtBorder(const CellSelection& selection, std::optional<base::Day> border) {
  const std::vector<CellSelection> units = axes_.UnitsOf(selection);
  const auto after = std::find_if(units.begin(), units.end(), [&](const CellSelection& one) {
    return border && one.from && *one.from >= *border;
  });
  if (!border || after == units.end() || *border <= *units.front().to) return {};
  NumberSet hidden;
  hidden.Add(Nearest(after, units.end()));
  hidden.Add(Nearest(std::make_reverse_iterator(after), units.rend()));
  return hidden;
}

// A number that is 0 in a unit is passed over, also where others are not: what is small beyond would follow
// from both sides of the unit.
template <typename Iterator>
NumberSet BetweenRule::Nearest(Iterator unit, Iterator end) {
  NumberSet hidden;
  NumberSet passed;
  for (; unit != end; ++unit) {
    const NumberSet& there = WithinPeriod(*unit);
    const NumberSet& something = AloneOf(*unit).something;
    size_t left = 0;
    for (size_t i = 0; i < names_.size(); ++i) {
      if (passed.Has(i)) continue;
      if (!something.Has(i)) {
        ++left;
        continue;
      }
      passed.Set(i);
      hidden.Set(i, there.Has(i));
    }
    if (left == 0 || !status_.ok()) break;
  }
  return hidden;
}

const std::vector<std::string>& BetweenRule::ConditionsLike(const CellSelection& selection) const {
  return selection.target_groups.empty() ? axes_.industry_sections : axes_.target_groups;
}

bool BetweenRule::IsKept(const CellSelection& selection) const {
  if (selection.municipalities.size() > 1 || ConditionsOf(selection).size() > 1) return false;
  const base::Day first = selection.from.value_or(std::min(axes_.extent.first, axes_.today));
  const base::Day last = std::min(selection.to.value_or(axes_.today), axes_.today);
  return NextBeginOf(first, UnitOf(selection, axes_.periods)) > last;
}

const BetweenRule::Alone& BetweenRule::AloneOf(const CellSelection& selection) {
  std::string key = KeyOf('-', selection);
  AloneBySelection& known = IsKept(selection) ? kept_ : passing_;
  if (const auto found = known.find(key); found != known.end()) return *found->second;
  auto asked = std::make_unique<Alone>(Ask(selection));
  static const Alone nothing;
  if (!status_.ok()) return nothing;
  return *known.emplace(std::move(key), std::move(asked)).first->second;
}

BetweenRule::Alone BetweenRule::Ask(const CellSelection& selection) {
  Alone alone;
  if (!status_.ok()) return alone;
  if (pause_) status_ = pause_();
  if (!status_.ok()) return alone;
  Question question = question_;
  question.selection = selection;
  const absl::StatusOr<BothAnswers> both = figure_.both(*view_, question);
  if (!both.ok()) {
    status_ = both.status();
    return alone;
  }
  bool of_somebody = false;
  Note(*both->everything, [&](size_t at, const Number& number) {
    if (alone.counts.size() <= at) alone.counts.resize(at + 1);
    alone.counts[at] =
        static_cast<int32_t>(std::min<int64_t>(number.count, std::numeric_limits<int32_t>::max()));
    of_somebody = of_somebody || number.count != 0;
    if (number.something) alone.something.Set(at);
  });
  // Medians and means are of nobody where nobody is counted.
  if (!of_somebody) return {};
  alone.hidden = alone.something;
  if (!both->shown.ok()) {
    if (both->shown.status().code() != absl::StatusCode::kFailedPrecondition) status_ = both->shown.status();
    return alone;
  }
  Note(**both->shown, [&](size_t at, const Number& number) {
    alone.hidden.Set(at, alone.something.Has(at) && number.suppressed);
  });
  return alone;
}

template <typename Take>
void BetweenRule::Note(const Message& answer, const Take& take) {
  ForEachNumber(answer, "",
                [&](const std::string& path, const Message& message, const FieldDescriptor& field) {
                  take(names_.emplace(path, names_.size()).first->second, ReadNumber(message, field));
                });
}

}  // namespace praksis::services
