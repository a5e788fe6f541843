// Finds out what one answer of a figure may not show because of what the answers about other selections show;
// the rules are those that between_answers.h tells. Asks the figure about parts, as often as needed, and
// keeps what it heard.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_BETWEEN_RULE_H_
#define PRAKSIS_SERVICES_DASHBOARDS_BETWEEN_RULE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "libs/projection/view.h"
#include "services/dashboards/figures.h"
#include "services/dashboards/grid.h"
#include "services/dashboards/hidden_grid.h"

namespace praksis::services {

// Not thread-safe.
class BetweenRule {
 public:
  // Called before each time that the figure is asked; where it is not OK, finding out ends with that.
  using Pause = std::function<absl::Status()>;

  // `question`: all but the selection. `figure` lives for ever.
  BetweenRule(const NamedFigure& figure, const Question& question, GridAxes axes, Pause pause = {});

  // What is hidden in the answer to `selection`, beside what it withholds itself. Errors: of the view, of
  // `pause`.
  absl::StatusOr<NumberSet> Hidden(const projection::View& view, const readmodels::CellSelection& selection);

  // Of the numbers met so far.
  const NumberNames& names() const { return names_; }
  const GridAxes& axes() const { return axes_; }
  // Forgets what was asked about other selections than single ones of single units.
  void Forget() { passing_.clear(); }
  // Where it is about more than `most`.
  void ForgetBeyond(size_t most) {
    if (passing_.size() > most) Forget();
  }

 private:
  using CellSelection = readmodels::CellSelection;

  // What an answer says by itself.
  struct Alone {
    NumberSet hidden;
    NumberSet something;
    // Up to the largest there is room for: whose is smaller matters for small ones.
    std::vector<int32_t> counts;

    int64_t count(size_t number) const { return number < counts.size() ? counts[number] : 0; }
  };
  using AloneBySelection = absl::flat_hash_map<std::string, std::unique_ptr<Alone>>;

  NumberSet OfSingle(const CellSelection& selection);
  const NumberSet& WithinPeriod(const CellSelection& selection);
  const NumberSet& AlongCondition(const CellSelection& selection);
  const NumberSet& AcrossMunicipalities(const CellSelection& selection);
  const NumberSet& InTable(const CellSelection& selection);
  template <typename HiddenIn>
  const NumberSet& Line(char name, const CellSelection& selection, const std::vector<std::string>& members,
                        CellSelection (*of)(CellSelection, std::vector<std::string>),
                        const HiddenIn& hidden_in);
  std::vector<CellSelection> PartsOf(const CellSelection& selection) const;
  const NumberSet& KeptLine(char name, const CellSelection& selection);
  NumberSet AtBorders(const CellSelection& selection);
  NumberSet AtBorder(const CellSelection& selection, std::optional<base::Day> border);
  template <typename Iterator>
  NumberSet Nearest(Iterator unit, Iterator end);
  bool IsKept(const CellSelection& selection) const;
  const std::vector<std::string>& ConditionsLike(const CellSelection& selection) const;

  const Alone& AloneOf(const CellSelection& selection);
  Alone Ask(const CellSelection& selection);
  template <typename Take>
  void Note(const google::protobuf::Message& answer, const Take& take);

  const NamedFigure& figure_;
  const Question question_;
  const GridAxes axes_;
  const Pause pause_;
  // Of the question that is being looked at.
  const projection::View* view_ = nullptr;
  absl::Status status_;

  NumberNames names_;
  // Of single selections of single units, which others refer to; and of the others.
  AloneBySelection kept_;
  AloneBySelection passing_;
  absl::flat_hash_map<std::string, std::unique_ptr<NumberSet>> lines_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_BETWEEN_RULE_H_
