#include "services/dashboards/between_answers.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/base/thread.h"
#include "services/dashboards/answer_numbers.h"

namespace praksis::services {
namespace {

using google::protobuf::Message;
using projection::View;
using readmodels::CellSelection;

// How long what a question found out itself is kept.
constexpr absl::Duration kLazilyFor = absl::Minutes(1);
// Finding out takes one part in so many of a processor's time.
constexpr int kShare = 20;
constexpr absl::Duration kTick = absl::Seconds(1);
// What was found out is written so often at most, and at the end.
constexpr absl::Duration kWrittenEvery = absl::Minutes(1);
// Questions of other voices, raters and positions that are remembered.
constexpr size_t kMostAsked = 20;
// What a question found out itself is forgotten where there is more.
constexpr size_t kMostPassing = 10'000;

absl::Duration ThreadCpu() {
  timespec now = {};
  PRAKSIS_CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0, "no clock of the thread");
  return absl::DurationFromTimespec(now);
}

// All rows of two units or more, but for all time.
std::vector<CellSelection> RowsOf(const std::vector<CellSelection>& units) {
  std::vector<CellSelection> rows;
  for (size_t first = 0; first < units.size(); ++first) {
    for (size_t last = first + 1; last < units.size(); ++last) {
      if (first == 0 && last + 1 == units.size()) continue;
      CellSelection& row = rows.emplace_back();
      row.from = units[first].from;
      row.to = units[last].to;
    }
  }
  return rows;
}

bool HaveTheSame(const GridAxes& one, const GridAxes& other) {
  const std::vector<CellSelection> units = one.UnitsOf({});
  const std::vector<CellSelection> others = other.UnitsOf({});
  return one.extent.municipalities == other.extent.municipalities && units.front().to == others.front().to &&
         units.size() == others.size();
}

std::vector<std::string> AllSections() {
  std::vector<std::string> sections;
  for (char section = 'A'; section <= 'U'; ++section) sections.emplace_back(1, section);
  return sections;
}

// All single selections of the period.
std::vector<CellSelection> AllOf(const GridAxes& axes, const CellSelection& period) {
  std::vector<CellSelection> all;
  const auto add = [&](const std::vector<std::string>& municipalities) {
    CellSelection& one = all.emplace_back(period);
    one.municipalities = municipalities;
    for (const std::string& group : axes.target_groups) {
      CellSelection& under = all.emplace_back(period);
      under.municipalities = municipalities;
      under.target_groups = {group};
    }
    for (const std::string& section : axes.industry_sections) {
      CellSelection& under = all.emplace_back(period);
      under.municipalities = municipalities;
      under.industry_sections = {section};
    }
  };
  add({});
  for (const std::string& municipality : axes.extent.municipalities) add({municipality});
  return all;
}

}  // namespace

BetweenAnswers::BetweenAnswers(Periods periods, const base::Clock& clock,
                               const codelists::Codelists& codelists, absl::Duration quick)
    : periods_(periods),
      clock_(clock),
      target_groups_(codelists.Codes("target-group")),
      sections_(AllSections()),
      quick_(quick) {}

BetweenAnswers::~BetweenAnswers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (keeper_.joinable()) keeper_.join();
}

absl::Status BetweenAnswers::Withhold(const NamedFigure& figure, const View& view, const Question& question,
                                      std::string_view known_at, Message& answer) {
  if (periods_ == Periods::kFree) return absl::OkStatus();
  const std::shared_ptr<AskedFigure> asked = AskedOf(figure, question, known_at);
  ASSIGN_OR_RETURN(GridAxes axes, AxesOf(figure, question.today, view));
  const absl::Time now = clock_.Now();
  const auto withhold = [&](const NumberSet& hidden, const NumberNames& names) {
    WithholdNumbers(
        [&](const std::string& path) {
          const auto number = names.find(path);
          return number != names.end() && hidden.Has(number->second);
        },
        question.selection, answer);
  };
  if (const std::shared_ptr<const FoundOut> found = asked->FoundFor(view, now); found != nullptr) {
    const CellSelection period = axes.Clamped({.from = question.selection.from, .to = question.selection.to});
    if (period.from || period.to) asked->TouchRow(period, now);
    if (const auto hidden = found->grid->Find(question.selection, axes)) {
      withhold(*hidden, found->grid->names());
      return absl::OkStatus();
    }
    if (found->took > quick_) {
      // A municipality or a unit of time that has only just come: soon it is known what is hidden there.
      if (IsOfSomebody(answer))
        WithholdNumbers([](const std::string&) { return true; }, question.selection, answer);
      return absl::OkStatus();
    }
  }
  const std::lock_guard lock(asked->lazily_mutex);
  std::unique_ptr<BetweenRule>& rule = asked->lazily;
  if (rule == nullptr || asked->lazily_until <= now || !HaveTheSame(rule->axes(), axes) ||
      rule->axes().today != axes.today) {
    rule = std::make_unique<BetweenRule>(figure, question, std::move(axes));
    asked->lazily_until = asked->is_known ? absl::InfiniteFuture() : now + kLazilyFor;
  }
  rule->ForgetBeyond(kMostPassing);
  ASSIGN_OR_RETURN(const NumberSet hidden, rule->Hidden(view, question.selection));
  withhold(hidden, rule->names());
  return absl::OkStatus();
}

absl::StatusOr<GridAxes> BetweenAnswers::AxesOf(const NamedFigure& figure, base::Day today,
                                                const View& view) const {
  ASSIGN_OR_RETURN(auto extent, readmodels::ExtentOf(view, figure.model().name()));
  return GridAxes{
      .periods = periods_,
      .today = today,
      .extent = std::move(extent),
      .target_groups = target_groups_,
      .industry_sections = figure.about == About::kPlacements ? sections_ : std::vector<std::string>()};
}

std::shared_ptr<AskedFigure> BetweenAnswers::AskedOf(const NamedFigure& figure, const Question& question,
                                                     std::string_view known_at) {
  const absl::Time now = clock_.Now();
  const std::string key = base::StrCat(figure.definition.figure, " ", question.voice, " ", question.rater,
                                       " ", question.k, " ", known_at);
  const std::lock_guard lock(mutex_);
  std::shared_ptr<AskedFigure>& asked = asked_[key];
  if (asked == nullptr) {
    const bool by_default =
        known_at.empty() && question.voice == Question().voice && question.rater == Question().rater;
    asked = std::make_shared<AskedFigure>(figure, question, !known_at.empty(), by_default);
  }
  asked->Touch(now);
  std::shared_ptr<AskedFigure> mine = asked;
  // Where there are too many, whichever comes first.
  size_t left = asked_.size();
  absl::erase_if(asked_, [&](const auto& other) {
    const bool erase = !other.second->is_default && other.second != mine &&
                       (now - other.second->last() > kAskedFor || left > kMostAsked);
    if (erase) --left;
    return erase;
  });
  return mine;
}

absl::StatusOr<std::shared_ptr<const HiddenGrid>> BetweenAnswers::FindOut(
    const NamedFigure& figure, const Question& question, const NewView& views, const PeriodRows& rows,
    const BetweenRule::Pause& pause) const {
  ASSIGN_OR_RETURN(std::shared_ptr<const View> view, views());
  ASSIGN_OR_RETURN(GridAxes axes, AxesOf(figure, question.today, *view));
  BetweenRule rule(figure, question, axes, pause);
  auto grid = std::make_shared<HiddenGrid>(axes);
  const auto put = [&](const CellSelection& period, bool both) -> absl::Status {
    // Views are not kept for long.
    ASSIGN_OR_RETURN(view, views());
    for (const CellSelection& one : AllOf(axes, period)) {
      if (IsOfBoth(one) != both) continue;
      ASSIGN_OR_RETURN(const NumberSet hidden, rule.Hidden(*view, one));
      grid->Put(one, hidden);
    }
    rule.Forget();
    return absl::OkStatus();
  };
  const absl::Duration begin = ThreadCpu();
  for (const bool both : {false, true}) {
    const CellSelection like =
        both ? CellSelection{.municipalities = {""}, .target_groups = {""}} : CellSelection();
    std::vector<CellSelection> periods;
    for (const CellSelection& unit : axes.UnitsOf(like))
      periods.push_back({.from = unit.from, .to = unit.to});
    std::vector<CellSelection> other_rows = RowsOf(periods);
    const absl::Duration begin_here = ThreadCpu();
    if (periods.size() > 1) periods.emplace_back();
    for (const CellSelection& period : periods) RETURN_IF_ERROR(put(period, both));
    const absl::Duration by_row = (ThreadCpu() - begin_here) / static_cast<int64_t>(periods.size());
    if (ThreadCpu() - begin + by_row * static_cast<int64_t>(other_rows.size()) > quick_) {
      std::erase_if(other_rows, [&](const CellSelection& row) { return !rows.contains({row.from, row.to}); });
    }
    for (const CellSelection& row : other_rows) RETURN_IF_ERROR(put(row, both));
  }
  grid->SetNames(rule.names());
  return grid;
}

void BetweenAnswers::Keep(projection::ViewSource& views, const absl::TimeZone& time_zone, int64_t k,
                          std::string_view log_id, const std::string& file) {
  if (periods_ == Periods::kFree) return;
  PRAKSIS_CHECK(!keeper_.joinable(), "kept already");
  const FoundOutTerms terms = {.log_id = std::string(log_id),
                               .k = k,
                               .periods = periods_,
                               .target_groups = target_groups_,
                               .industry_sections = sections_};
  for (const NamedFigure& figure : AllFigures()) AskedOf(figure, {.k = k}, "");
  if (!file.empty()) {
    for (const auto& [figure, found] : ReadFoundOut(file, terms)) {
      const std::shared_ptr<AskedFigure> asked = AskedOf(*FindFigure(figure), {.k = k}, "");
      asked->Keep(found);
      asked->SetMoved(true);  // until it is known
    }
  }
  keeper_ = base::StartWorker("between-answers",
                              [this, &views, time_zone, terms, file] { Run(views, time_zone, terms, file); });
}

absl::Status BetweenAnswers::Going() const {
  const std::lock_guard lock(mutex_);
  return stopping_ ? absl::CancelledError("ends") : absl::OkStatus();
}

std::vector<std::shared_ptr<AskedFigure>> BetweenAnswers::AllAsked() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<AskedFigure>> all;
  for (const auto& [key, asked] : asked_) all.push_back(asked);
  return all;
}

FoundOutOfFigures BetweenAnswers::AllFoundOut() const {
  FoundOutOfFigures all;
  for (const std::shared_ptr<AskedFigure>& asked : AllAsked()) {
    const std::shared_ptr<const FoundOut> found = asked->found();
    if (asked->is_default && found != nullptr) {
      all.emplace_back(std::string(asked->figure.definition.figure), found);
    }
  }
  return all;
}

void BetweenAnswers::Run(projection::ViewSource& views, absl::TimeZone time_zone, const FoundOutTerms& terms,
                         const std::string& file) {
  FoundOutOfFigures written = AllFoundOut();
  absl::Time next_write = clock_.Now();
  while (Going().ok()) {
    const absl::Time now = clock_.Now();
    const std::vector<std::shared_ptr<AskedFigure>> all = AllAsked();
    absl::Duration took;
    for (const auto& asked : all) {
      if (const auto found = asked->found(); found != nullptr) took += found->took;
    }
    for (const auto& asked : all) {
      asked->ForgetOld(now);
      if (asked->is_known || (!asked->is_default && now - asked->last() > kAskedFor)) continue;
      // What fails is found out by questions, which say why; or it succeeds later.
      Refresh(*asked, views, base::DayAt(now, time_zone), took).IgnoreError();
    }
    std::unique_lock lock(mutex_);
    stop_.wait_for(lock, absl::ToChronoMilliseconds(kTick), [this] { return stopping_; });
    const bool last = stopping_;
    lock.unlock();
    if (file.empty() || (clock_.Now() < next_write && !last)) continue;
    FoundOutOfFigures found = AllFoundOut();
    if (found == written) continue;
    // Where it cannot be written, the next start finds it out.
    WriteFoundOut(file, terms, found);
    written = std::move(found);
    next_write = clock_.Now() + kWrittenEvery;
  }
}

absl::Status BetweenAnswers::Refresh(AskedFigure& asked, projection::ViewSource& views, base::Day today,
                                     absl::Duration took_by_all) {
  const NewView new_view = [&views]() -> absl::StatusOr<std::shared_ptr<const View>> {
    const auto given = std::make_shared<absl::StatusOr<std::shared_ptr<const View>>>(
        absl::UnavailableError("nothing is projected"));
    views.When({}, absl::InfiniteFuture(), [given](auto view) { *given = std::move(view); });
    return *given;
  };
  const absl::Time now = clock_.Now();
  if (now < asked.wait_until()) return absl::OkStatus();
  auto next = std::make_shared<FoundOut>();
  {
    ASSIGN_OR_RETURN(const std::shared_ptr<const View> view, new_view());
    next->position = view->position();
    const auto found = asked.found();
    if (found != nullptr) {
      const bool moved = found->position != next->position || found->today != today;
      asked.SetMoved(moved);
      if (!moved) return absl::OkStatus();
    }
    // While the projection is far behind, what is found out takes long and is soon old.
    if (view->cells_awaited()) return absl::OkStatus();
    if (found != nullptr) {
      ASSIGN_OR_RETURN(const GridAxes axes, AxesOf(asked.figure, today, *view));
      // Where a municipality or a unit of time is new, soon.
      const int share = HaveTheSame(found->grid->axes(), axes) ? kShare : 1;
      if (now - found->at < took_by_all * share) return absl::OkStatus();
    }
  }
  next->at = now;
  next->today = today;
  Question question = asked.question;
  question.today = today;
  const absl::Duration begin = ThreadCpu();
  auto grid = FindOut(asked.figure, question, new_view, asked.rows(now), [this] {
    job_.StepBack();
    return Going();
  });
  next->took = ThreadCpu() - begin;
  // Again and again in vain must not take more than its share, either.
  asked.WaitUntil(clock_.Now() + (grid.ok() ? absl::ZeroDuration() : next->took * kShare));
  if (!grid.ok()) return grid.status();
  next->grid = *std::move(grid);
  asked.Keep(std::move(next));
  return absl::OkStatus();
}

std::vector<BetweenAnswers::Statistics> BetweenAnswers::statistics() const {
  const absl::Time now = clock_.Now();
  std::vector<Statistics> all;
  for (const std::shared_ptr<AskedFigure>& asked : AllAsked()) {
    const std::shared_ptr<const FoundOut> found = asked->found();
    if (!asked->is_default || found == nullptr) continue;
    all.push_back({.figure = asked->figure.definition.figure,
                   .age = asked->moved() ? now - found->at : absl::ZeroDuration(),
                   .took = found->took,
                   .bytes = found->grid->bytes()});
  }
  return all;
}

}  // namespace praksis::services
