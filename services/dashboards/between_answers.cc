#include "services/dashboards/between_answers.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "google/protobuf/descriptor.h"
#include "libs/base/date.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/readmodels/cells.h"
#include "praksis/v1/dashboards.pb.h"
#include "services/dashboards/answer_numbers.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using readmodels::CellSelection;

constexpr absl::Duration kKeptFor = absl::Minutes(1);
// Answers kept of a figure; a hundred numbers each.
constexpr size_t kMostAsked = 10'000;

// By their paths.
using Numbers = absl::flat_hash_set<std::string>;

// By number: is it hidden? What a selection does not have is nothing, and not hidden.
using Bits = std::vector<bool>;

bool Has(const Bits& bits, size_t at) { return at < bits.size() && bits[at]; }
void Set(size_t at, Bits& bits) {
  bits.resize(std::max(bits.size(), at + 1));
  bits[at] = true;
}
void Add(const Bits& more, Bits& bits) {
  if (bits.size() < more.size()) bits.resize(more.size());
  for (size_t i = 0; i < more.size(); ++i) bits[i] = bits[i] || more[i];
}

// What an answer says by itself.
struct Alone {
  Bits hidden;
  Bits something;
  std::vector<int64_t> counts;
};

std::string KeyOf(char rule, const CellSelection& selection) {
  std::string key(1, rule);
  const auto add = [&key](char name, const std::vector<std::string>& codes) {
    key += name;
    for (const std::string& code : codes) key += code + ",";
  };
  add('m', selection.municipalities);
  add('g', selection.target_groups);
  add('s', selection.industry_sections);
  return base::StrCat(key, "f", selection.from.value_or(base::kFirstDay), "t",
                      selection.to.value_or(base::kLastDay));
}

}  // namespace

// What is hidden of one figure, with what was asked for it.
class BetweenAnswers::Rule {
 public:
  Rule(const NamedFigure& figure, const Question& question, Periods periods,
       const std::vector<std::string>& target_groups)
      : figure_(figure), question_(question), periods_(periods), groups_(target_groups) {
    for (char section = 'A'; section <= 'U'; ++section) sections_.emplace_back(1, section);
  }

  // By their paths, the numbers hidden in the answer to `selection`.
  absl::StatusOr<Numbers> Hidden(const projection::View& view, const CellSelection& selection) {
    view_ = &view;
    if (alone_.size() > kMostAsked) {
      alone_.clear();
      lines_.clear();
    }
    ASSIGN_OR_RETURN(extent_, readmodels::ExtentOf(view, figure_.model().name()));
    const Bits hidden = OfAny(selection);
    RETURN_IF_ERROR(std::exchange(status_, absl::OkStatus()));
    Numbers paths;
    for (const auto& [path, number] : numbers_) {
      if (Has(hidden, number)) paths.insert(path);
    }
    return paths;
  }

 private:
  // Rule 3: several municipalities or conditions show what each of them does.
  Bits OfAny(const CellSelection& selection) {
    Bits hidden = AloneOf(selection).hidden;
    if (selection.municipalities.size() > 1) {
      for (const std::string& one : selection.municipalities) Add(OfAny(In(selection, {one})), hidden);
    } else if (ConditionsOf(selection).size() > 1) {
      for (const std::string& one : ConditionsOf(selection)) Add(OfAny(With(selection, {one})), hidden);
    } else {
      Add(WithinPeriod(selection), hidden);
      Add(AtBorders(selection), hidden);
    }
    return hidden;
  }

  // What is hidden of a municipality or all, a condition or none, beside others of the same period (rule 2).
  const Bits& WithinPeriod(const CellSelection& selection) {
    const bool one = !selection.municipalities.empty();
    const bool condition = !ConditionsOf(selection).empty();
    if (!one && !condition) return AloneOf(selection).hidden;
    if (one && condition) return InTable(selection);
    return one ? AcrossMunicipalities(selection) : AlongCondition(selection);
  }

  const Bits& AlongCondition(const CellSelection& selection) {
    return Line('c', selection, selection.target_groups.empty() ? sections_ : groups_, With,
                [this](const CellSelection& one) -> const Bits& { return AloneOf(one).hidden; });
  }

  const Bits& AcrossMunicipalities(const CellSelection& selection) {
    return Line('m', selection, extent_.municipalities, In, [this](const CellSelection& one) -> const Bits& {
      return ConditionsOf(one).empty() ? AloneOf(one).hidden : AlongCondition(one);
    });
  }

  // Lines in two directions may still leave a number that follows around corners: beside each that is not
  // shown by itself, a rectangle of numbers is hidden.
  const Bits& InTable(const CellSelection& selection) {
    if (const auto kept = lines_.find(KeyOf('t', selection)); kept != lines_.end()) return *kept->second;
    const auto& rows = extent_.municipalities;
    const auto& columns = selection.target_groups.empty() ? sections_ : groups_;
    const auto at = [&](size_t row, size_t column) {
      return With(In(selection, {rows[row]}), {columns[column]});
    };
    std::vector<std::vector<Bits>> before;
    for (size_t row = 0; row < rows.size(); ++row) {
      before.emplace_back();
      for (size_t column = 0; column < columns.size(); ++column) {
        before.back().push_back(AcrossMunicipalities(at(row, column)));
      }
    }
    std::vector<std::vector<Bits>> hidden = before;
    for (size_t row = 0; row < rows.size(); ++row) {
      for (size_t column = 0; column < columns.size(); ++column) {
        const Bits& alone = AloneOf(at(row, column)).hidden;
        for (size_t number = 0; number < alone.size(); ++number) {
          if (!alone[number]) continue;
          size_t other_row = 0;
          while (other_row < rows.size() && (other_row == row || !Has(before[other_row][column], number)))
            ++other_row;
          size_t other_column = 0;
          while (other_column < columns.size() &&
                 (other_column == column || !Has(before[row][other_column], number))) {
            ++other_column;
          }
          if (other_row == rows.size() || other_column == columns.size()) continue;
          Set(number, hidden[other_row][other_column]);
        }
      }
    }
    for (size_t row = 0; row < rows.size(); ++row) {
      for (size_t column = 0; column < columns.size(); ++column) {
        lines_[KeyOf('t', at(row, column))] = std::make_unique<Bits>(std::move(hidden[row][column]));
      }
    }
    return KeptLine('t', selection);
  }

  // The selection's place in the line of those that differ from it by `of(selection, {member})` only, whose
  // sum is shown: where a number is hidden in one of them, in so many more that two or more hide it which
  // would show it together. Those come first that hide it in a part of the period, too: else it would follow
  // from the parts.
  template <typename HiddenIn>
  const Bits& Line(char name, const CellSelection& selection, const std::vector<std::string>& members,
                   CellSelection (*of)(CellSelection, std::vector<std::string>), const HiddenIn& hidden_in) {
    if (const auto kept = lines_.find(KeyOf(name, selection)); kept != lines_.end()) return *kept->second;
    std::vector<Bits> hidden;
    std::vector<const Alone*> alone;
    for (const std::string& member : members) {
      const CellSelection one = of(selection, {member});
      hidden.push_back(hidden_in(one));
      alone.push_back(&AloneOf(one));
    }
    const std::vector<CellSelection> parts = PartsOf(selection);
    const auto hidden_in_part = [&](size_t member, size_t number) {
      return std::any_of(parts.begin(), parts.end(), [&](const CellSelection& part) {
        return Has(Line(name, of(part, {members[member]}), members, of, hidden_in), number);
      });
    };
    for (size_t number = 0; number < numbers_.size(); ++number) {
      std::vector<std::string> out;
      for (size_t i = 0; i < members.size(); ++i) {
        if (Has(hidden[i], number)) out.push_back(members[i]);
      }
      if (out.empty()) continue;
      std::vector<std::tuple<bool, int64_t, size_t>> in;
      for (size_t i = 0; i < members.size(); ++i) {
        if (Has(hidden[i], number) || !Has(alone[i]->something, number)) continue;
        in.emplace_back(!hidden_in_part(i, number),
                        number < alone[i]->counts.size() ? alone[i]->counts[number] : 0, i);
      }
      std::sort(in.begin(), in.end());
      for (const auto& [whole, count, next] : in) {
        if (out.size() > 1 && !Has(AloneOf(of(selection, out)).hidden, number)) break;
        out.insert(std::lower_bound(out.begin(), out.end(), members[next]), members[next]);
        Set(number, hidden[next]);
      }
    }
    for (size_t i = 0; i < members.size(); ++i) {
      lines_[KeyOf(name, of(selection, {members[i]}))] = std::make_unique<Bits>(std::move(hidden[i]));
    }
    return KeptLine(name, selection);
  }

  // The units of the selection's period, where it has several.
  std::vector<CellSelection> PartsOf(const CellSelection& selection) const {
    std::vector<CellSelection> parts = UnitsOf(selection, UnitOf(selection, periods_));
    std::erase_if(parts, [&](const CellSelection& part) {
      return (selection.from && part.to && *part.to < *selection.from) ||
             (selection.to && part.from && *part.from > *selection.to);
    });
    return parts.size() > 1 ? parts : std::vector<CellSelection>();
  }

  // Where it is not among them: nobody is there.
  const Bits& KeptLine(char name, const CellSelection& selection) {
    std::unique_ptr<Bits>& mine = lines_[KeyOf(name, selection)];
    if (mine == nullptr) mine = std::make_unique<Bits>();
    return *mine;
  }

  // Rule 4: what the nearest units on both sides of both borders, that have something, hide.
  Bits AtBorders(const CellSelection& selection) {
    Bits hidden = AtBorder(selection, selection.from);
    Add(AtBorder(selection, selection.to ? std::optional(*selection.to + 1) : std::nullopt), hidden);
    return hidden;
  }

  // `border`: the first day behind it. No border, or one before or after everything, is always visible.
  Bits AtBorder(const CellSelection& selection, std::optional<base::Day> border) {
    const Periods unit = UnitOf(selection, periods_);
    const std::vector<CellSelection> units = UnitsOf(selection, unit);
    const auto after = std::find_if(units.begin(), units.end(), [&](const CellSelection& one) {
      return border && one.from && *one.from >= *border;
    });
    if (!border || after == units.end() || *border <= *units.front().to) return {};
    Bits hidden;
    Add(Nearest(after, units.end()), hidden);
    Add(Nearest(std::make_reverse_iterator(after), units.rend()), hidden);
    return hidden;
  }

  template <typename Iterator>
  Bits Nearest(Iterator unit, Iterator end) {
    Bits hidden;
    Bits passed;
    for (; unit != end; ++unit) {
      const Bits& there = WithinPeriod(*unit);
      const Bits& something = AloneOf(*unit).something;
      hidden.resize(numbers_.size());
      passed.resize(numbers_.size());
      for (size_t i = 0; i < something.size(); ++i) {
        if (!something[i] || passed[i]) continue;
        passed[i] = true;
        hidden[i] = Has(there, i);
      }
      if (std::all_of(passed.begin(), passed.end(), [](bool bit) { return bit; })) break;
    }
    return hidden;
  }

  // The selection's units of time, the first without a beginning and the last without an end.
  std::vector<CellSelection> UnitsOf(const CellSelection& selection, Periods unit) const {
    std::vector<CellSelection> units;
    for (base::Day day = BeginOf(std::min(extent_.first, question_.today), unit); day <= question_.today;
         day = NextBeginOf(day, unit)) {
      CellSelection& one = units.emplace_back(selection);
      one.from = day;
      one.to = NextBeginOf(day, unit) - 1;
    }
    units.front().from.reset();
    units.back().to.reset();
    if (units.size() == 1) units.front().to = base::kLastDay;
    return units;
  }

  static const std::vector<std::string>& ConditionsOf(const CellSelection& selection) {
    return selection.target_groups.empty() ? selection.industry_sections : selection.target_groups;
  }
  static CellSelection With(CellSelection selection, std::vector<std::string> conditions) {
    (selection.target_groups.empty() ? selection.industry_sections : selection.target_groups) =
        std::move(conditions);
    return selection;
  }
  static CellSelection In(CellSelection selection, std::vector<std::string> municipalities) {
    selection.municipalities = std::move(municipalities);
    return selection;
  }

  const Alone& AloneOf(const CellSelection& selection) {
    std::string key = KeyOf('-', selection);
    if (const auto kept = alone_.find(key); kept != alone_.end()) return *kept->second;
    return *alone_.emplace(std::move(key), std::make_unique<Alone>(Ask(selection))).first->second;
  }

  Alone Ask(const CellSelection& selection) {
    Question question = question_;
    question.selection = selection;
    Alone alone;
    question.k = kNothingWithheld;
    const auto everything = figure_.answer(*view_, question);
    question.k = question_.k;
    const auto shown = figure_.answer(*view_, question);
    const bool refused = !shown.ok() && shown.status().code() == absl::StatusCode::kFailedPrecondition;
    for (const absl::Status& status : {everything.status(), refused ? absl::OkStatus() : shown.status()}) {
      if (!status.ok()) status_ = status;
    }
    if (!status_.ok()) return alone;
    Note(
        **everything,
        [&](size_t at, const Number& number) {
          alone.something[at] = number.something;
          alone.counts[at] = number.count;
          alone.hidden[at] = number.something;
        },
        alone);
    // Medians and means are of nobody where nobody is counted.
    if (std::none_of(alone.counts.begin(), alone.counts.end(), [](int64_t count) { return count != 0; })) {
      return {};
    }
    if (refused) return alone;
    Note(
        **shown,
        [&](size_t at, const Number& number) { alone.hidden[at] = alone.something[at] && number.suppressed; },
        alone);
    return alone;
  }

  template <typename Take>
  void Note(const Message& answer, const Take& take, Alone& alone) {
    ForEachNumber(answer, "",
                  [&](const std::string& path, const Message& message, const FieldDescriptor& field) {
                    const size_t at = numbers_.emplace(path, numbers_.size()).first->second;
                    if (alone.hidden.size() <= at) {
                      alone.hidden.resize(at + 1);
                      alone.something.resize(at + 1);
                      alone.counts.resize(at + 1);
                    }
                    take(at, ReadNumber(message, field));
                  });
  }

  const NamedFigure& figure_;
  const Question question_;
  const Periods periods_;
  const std::vector<std::string> groups_;
  std::vector<std::string> sections_;
  // Of the question that is being looked at.
  const projection::View* view_ = nullptr;
  readmodels::CellExtent extent_;
  absl::Status status_;

  absl::flat_hash_map<std::string, size_t> numbers_;
  absl::flat_hash_map<std::string, std::unique_ptr<Alone>> alone_;
  absl::flat_hash_map<std::string, std::unique_ptr<Bits>> lines_;
};

namespace {

// Withholds these numbers, and estimates beside such counts.
void WithholdIn(const Numbers& hidden, const CellSelection& selection, Message& answer) {
  // Estimates stand beside the counts that they are of.
  absl::flat_hash_set<const Message*> beside;
  ForEachNumber(std::as_const(answer), "",
                [&](const std::string& path, const Message& message, const FieldDescriptor& field) {
                  if (field.message_type() == v1::Count::descriptor() && hidden.contains(path) &&
                      !ReadNumber(message, field).suppressed) {
                    beside.insert(&message);
                  }
                });
  int withheld = 0;
  ForEachNumber(answer, "", [&](const std::string& path, Message& message, const FieldDescriptor& field) {
    const bool estimate = field.message_type() == v1::Estimate::descriptor();
    if (!hidden.contains(path) && !(estimate && beside.contains(&message))) return;
    if (ReadNumber(message, field).suppressed) return;
    ++withheld;
    SuppressNumber(message, field);
  });
  const FieldDescriptor* const curve = answer.GetDescriptor()->FindFieldByName(std::string(kCurve));
  if (curve != nullptr && (selection.from || selection.to || !selection.target_groups.empty() ||
                           !selection.industry_sections.empty() || beside.contains(&answer))) {
    answer.GetReflection()->ClearField(&answer, curve);
  }
  auto& metadata = dynamic_cast<v1::FigureMetadata&>(
      *answer.GetReflection()->MutableMessage(&answer, answer.GetDescriptor()->FindFieldByName("metadata")));
  metadata.set_suppressed_cells(metadata.suppressed_cells() + withheld);
}

}  // namespace

struct BetweenAnswers::Kept {
  Kept(Rule with, absl::Time end) : rule(std::move(with)), until(end) {}

  absl::Mutex mutex;
  Rule rule ABSL_GUARDED_BY(mutex);
  const absl::Time until;
};

BetweenAnswers::BetweenAnswers(Periods periods, const base::Clock& clock,
                               const codelists::Codelists& codelists)
    : periods_(periods), clock_(clock), target_groups_(codelists.Codes("target-group")) {}
BetweenAnswers::~BetweenAnswers() = default;

absl::Status BetweenAnswers::Withhold(const NamedFigure& figure, const projection::View& view,
                                      const Question& question, std::string_view known_at, Message& answer) {
  if (periods_ == Periods::kFree) return absl::OkStatus();
  const std::shared_ptr<Kept> kept = KeptFor(figure, question, known_at);
  Numbers hidden;
  {
    const absl::MutexLock lock(&kept->mutex);
    ASSIGN_OR_RETURN(hidden, kept->rule.Hidden(view, question.selection));
  }
  WithholdIn(hidden, question.selection, answer);
  return absl::OkStatus();
}

std::shared_ptr<BetweenAnswers::Kept> BetweenAnswers::KeptFor(const NamedFigure& figure,
                                                              const Question& question,
                                                              std::string_view known_at) {
  const absl::Time now = clock_.Now();
  const std::string key = base::StrCat(figure.definition.figure, " ", question.voice, " ", question.rater,
                                       " ", question.today, " ", known_at);
  const absl::MutexLock lock(&mutex_);
  absl::erase_if(kept_, [now](const auto& other) { return other.second->until <= now; });
  std::shared_ptr<Kept>& kept = kept_[key];
  if (kept == nullptr) {
    kept = std::make_shared<Kept>(Rule(figure, question, periods_, target_groups_), now + kKeptFor);
  }
  return kept;
}

}  // namespace praksis::services
