#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/testing/reader.h"

namespace praksis::services {
namespace {

using readmodels::ReturnToWorkFigure;
using readmodels::Tally;
using Response = v1::GetReturnToWorkResponse;
using Started = v1::OccupationStarted;

Tally Of(int64_t count) {
  static uint32_t next_person = 0;
  Tally tally;
  for (int64_t i = 0; i < count; ++i) tally.Add(1, ++next_person);
  return tally;
}

std::string Text(const v1::Count& count) { return count.suppressed() ? "." : base::StrCat(count.value()); }

// "opened returned exited waiting | by code | sustained ongoing ended | answered | the two by two".
std::string Counts(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return base::ReasonOf(response.status());
  std::string text = base::StrCat(Text(response->opened()), " ", Text(response->returned()), " ",
                                  Text(response->exited()), " ", Text(response->waiting()), " |");
  for (const auto& cause : response->causes()) {
    if (!cause.competing()) text += " " + cause.code().substr(0, 1) + Text(cause.count());
  }
  const auto& cells = response->objective_subjective();
  return base::StrCat(text, " | ", Text(response->lasting().sustained()), " ",
                      Text(response->lasting().ongoing()), " ", Text(response->lasting().ended()), " | ",
                      Text(response->subjective().answered()), " | ", Text(cells.work_satisfied()), " ",
                      Text(cells.work_not_satisfied()), " ", Text(cells.no_work_satisfied()), " ",
                      Text(cells.no_work_not_satisfied()));
}

// 100 cases; 50 return, 30 of them by themselves, 20 leave, 30 wait.
ReturnToWorkFigure Hundred() {
  ReturnToWorkFigure figure;
  figure.waiting[400] = Of(30);
  figure.exited[50] = Of(20);
  figure.returned[Started::SELF][10] = Of(30);
  figure.returned[Started::COMPANY][100] = Of(20);
  figure.sustained = Of(30);
  figure.ongoing[20] = Of(10);
  figure.ended[30] = Of(10);
  figure.answers_with_work = {Of(15), Of(10), Of(25)};
  figure.answers_without_work = {Of(5), Of(10), Of(35)};
  return figure;
}

TEST(ReturnToWorkAnswer, CountsAddUp) {
  const auto response = AnswerReturnToWork(Hundred(), 5);
  EXPECT_EQ(Counts(response), "100 50 20 30 | C20 J0 S30 | 30 10 10 | 40 | 15 10 5 10");
  EXPECT_EQ(response->metadata().suppressed_cells(), 0);
  ASSERT_EQ(response->causes_size(), 4);
  EXPECT_EQ(response->causes(3).code(), "EXIT");
  EXPECT_TRUE(response->causes(3).competing());
  EXPECT_DOUBLE_EQ(response->subjective().answer_rate().value(), 0.4);
  EXPECT_DOUBLE_EQ(response->subjective().satisfied().value(), 0.5);
}

TEST(ReturnToWorkAnswer, WithoutCensoringTheIncidenceIsTheShareReturnedByThen) {
  const auto response = AnswerReturnToWork(Hundred(), 5);
  ASSERT_TRUE(response.ok());
  ASSERT_EQ(response->overall_size(), 3);
  EXPECT_EQ(response->overall(0).day(), 91);
  EXPECT_EQ(response->overall(1).day(), 182);
  EXPECT_EQ(response->overall(2).day(), 365);
  EXPECT_DOUBLE_EQ(response->overall(0).incidence().value(), 0.3);
  EXPECT_DOUBLE_EQ(response->overall(1).incidence().value(), 0.5) << "those who left cannot return any more";
  EXPECT_EQ(Text(response->overall(1).at_risk()), "30");
  EXPECT_DOUBLE_EQ(response->causes(0).points(1).incidence().value(), 0.2);
  ASSERT_EQ(response->curve_size(), 2);
  EXPECT_EQ(response->curve(1).day(), 100);
}

TEST(ReturnToWorkAnswer, TheChanceToLastFollowsThoseWhoAreStillAtIt) {
  // 10 of 50 end before; of the other 40, 10 have been followed for 20 days only, after which 10 of 40 end.
  const auto response = AnswerReturnToWork(Hundred(), 5);
  ASSERT_TRUE(response.ok());
  EXPECT_DOUBLE_EQ(response->lasting().sustained_share().value(), 0.75);
  ReturnToWorkFigure early = Hundred();
  early.ended = {{10, Of(10)}};
  EXPECT_DOUBLE_EQ(AnswerReturnToWork(early, 5)->lasting().sustained_share().value(), 0.8)
      << "not 30 of 40: those who returned lately count, too";
}

TEST(ReturnToWorkAnswer, TheNinetyFirstDayIsTheLastToWorkAndToLast) {
  ReturnToWorkFigure figure = Hundred();
  figure.ongoing.clear();
  figure.ended = {{89, Of(20)}};  // 90 days of work
  EXPECT_DOUBLE_EQ(AnswerReturnToWork(figure, 5)->lasting().sustained_share().value(), 0.6);
}

TEST(ReturnToWorkAnswer, NoChanceToLastIsGivenWhereNobodyHasBeenFollowedForSoLong) {
  ReturnToWorkFigure figure = Hundred();
  figure.ongoing = {{20, Of(40)}};
  figure.sustained = {};
  EXPECT_TRUE(AnswerReturnToWork(figure, 5)->lasting().sustained_share().suppressed());
  figure.ongoing.clear();
  figure.ended = {{30, Of(50)}};
  EXPECT_FALSE(AnswerReturnToWork(figure, 5)->lasting().sustained_share().suppressed());
}

TEST(ReturnToWorkAnswer, FewWhoseWorkEndedHideBehindThoseWhoseWorkGoesOn) {
  ReturnToWorkFigure figure = Hundred();
  figure.ended = {{30, Of(2)}};
  figure.sustained = Of(38);
  const auto response = AnswerReturnToWork(figure, 5);
  EXPECT_EQ(Counts(response), "100 50 20 30 | C20 J0 S30 | 38 . . | 40 | 15 10 5 10");
  EXPECT_TRUE(response->lasting().sustained_share().suppressed());
}

TEST(ReturnToWorkAnswer, FewReturnsHideAllThatIsSaidOfThem) {
  ReturnToWorkFigure figure;
  figure.waiting[400] = Of(50);
  figure.exited[50] = Of(47);
  figure.returned[Started::SELF][10] = Of(3);
  figure.sustained = Of(3);
  figure.answers_with_work = {Of(0), Of(0), Of(3)};
  figure.answers_without_work = {Of(20), Of(20), Of(57)};
  EXPECT_EQ(Counts(AnswerReturnToWork(figure, 5)), "100 . 47 . | | . . . | 40 | . . . .");
}

TEST(ReturnToWorkAnswer, FewInACellOfTheTwoByTwoHideAllOfIt) {
  ReturnToWorkFigure figure = Hundred();
  figure.answers_with_work = {Of(18), Of(7), Of(25)};
  figure.answers_without_work = {Of(2), Of(13), Of(35)};
  const auto response = AnswerReturnToWork(figure, 5);
  EXPECT_EQ(Counts(response), "100 50 20 30 | C20 J0 S30 | 30 10 10 | 40 | . . . .");
  EXPECT_FALSE(response->subjective().satisfied().suppressed());
}

TEST(ReturnToWorkAnswer, FewWhoReturnedAndDidNotAnswerDoNotFollow) {
  ReturnToWorkFigure figure = Hundred();
  figure.answers_with_work = {Of(30), Of(17), Of(3)};
  figure.answers_without_work = {Of(5), Of(10), Of(35)};
  EXPECT_EQ(Counts(AnswerReturnToWork(figure, 5)), "100 50 20 30 | C20 J0 S30 | 30 10 10 | 62 | . . . .");
}

TEST(ReturnToWorkAnswer, FewAnswersAreNotShownNorTheRate) {
  ReturnToWorkFigure figure = Hundred();
  figure.answers_with_work = {Of(2), Of(1), Of(47)};
  figure.answers_without_work = {Of(0), Of(0), Of(50)};
  const auto response = AnswerReturnToWork(figure, 5);
  EXPECT_EQ(Text(response->subjective().answered()), ".");
  EXPECT_TRUE(response->subjective().answer_rate().suppressed());
  EXPECT_TRUE(response->subjective().satisfied().suppressed());
}

TEST(ReturnToWorkAnswer, OfFewPersonsIsRefusedAndOfNobodyIsZero) {
  ReturnToWorkFigure figure;
  figure.waiting[10] = Of(4);
  figure.answers_without_work[ReturnToWorkFigure::kUnanswered] = Of(4);
  EXPECT_EQ(Counts(AnswerReturnToWork(figure, 5)), "SELECTION_TOO_NARROW");
  EXPECT_EQ(Counts(AnswerReturnToWork({}, 5)), "0 0 0 0 | C0 J0 S0 | 0 0 0 | 0 | 0 0 0 0");
  EXPECT_DOUBLE_EQ(AnswerReturnToWork({}, 5)->lasting().sustained_share().value(), 0);
}

// One case as finely as the answer tells them apart.
struct Cell {
  // Waiting, exited, SELF, JOB_CENTRE, COMPANY.
  size_t outcome = 0;
  size_t column = 0;
  // Sustained, ongoing, ended; 0 where there is no work.
  size_t lasting = 0;
  size_t answer = 0;

  bool returned() const { return outcome >= 2; }
};

class Attack {
 public:
  static constexpr std::array<int32_t, 6> kColumns = {10, 91, 120, 182, 365, 400};

  static const std::vector<Cell>& AllCells() {
    static const auto* const cells = [] {
      auto* all = new std::vector<Cell>();
      for (size_t outcome = 0; outcome < 5; ++outcome) {
        for (size_t column = 0; column < kColumns.size(); ++column) {
          for (size_t lasting = 0; lasting < (outcome < 2 ? 1 : 3); ++lasting) {
            for (size_t answer = 0; answer < 3; ++answer) all->push_back({outcome, column, lasting, answer});
          }
        }
      }
      return all;
    }();
    return *cells;
  }

  // `counts`: by cell.
  explicit Attack(std::vector<int64_t> counts) : counts_(std::move(counts)), reader_(counts_.size()) {
    for (size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] > 0) Fill(AllCells()[i], services::Of(counts_[i]));
    }
  }

  // False where nothing was published.
  bool Run() {
    const auto response = AnswerReturnToWork(figure_, kThreshold);
    if (!response.ok()) return false;
    const Belongs all = [](const Cell&) { return true; };
    const Belongs returned = [](const Cell& it) { return it.returned(); };
    Learn(response->opened(), all);
    Learn(response->returned(), returned);
    Learn(response->exited(), [](const Cell& it) { return it.outcome == 1; });
    Learn(response->waiting(), [](const Cell& it) { return it.outcome == 0; });
    LearnPoints(response->overall(), returned);
    for (const auto& point : response->curve()) Know(Until(returned, point.day()));
    for (const auto& cause : response->causes()) {
      const size_t outcome = OutcomeOf(cause.code());
      const Belongs belongs = [outcome](const Cell& it) { return it.outcome == outcome; };
      Learn(cause.count(), belongs);
      LearnPoints(cause.points(), belongs);
    }
    LearnLasting(response->lasting());
    LearnAnswers(*response);
    reader_.FindZeros();
    ExpectNothingSmallFollows();
    return true;
  }

 private:
  using Belongs = std::function<bool(const Cell&)>;
  static constexpr int64_t kThreshold = 5;

  static size_t OutcomeOf(const std::string& code) {
    return code == "EXIT" ? 1 : code == "SELF" ? 2 : code == "JOB_CENTRE" ? 3 : 4;
  }
  static Belongs Until(const Belongs& belongs, int32_t day) {
    return [belongs, day](const Cell& it) { return kColumns[it.column] <= day && belongs(it); };
  }

  void Fill(const Cell& cell, const Tally& tally) {
    const int32_t day = kColumns[cell.column];
    (cell.returned() ? figure_.answers_with_work : figure_.answers_without_work)[cell.answer].Add(tally);
    if (cell.outcome == 0) return figure_.waiting[day].Add(tally);
    if (cell.outcome == 1) return figure_.exited[day].Add(tally);
    static constexpr std::array kBy = {Started::SELF, Started::JOB_CENTRE, Started::COMPANY};
    figure_.returned[kBy[cell.outcome - 2]][day].Add(tally);
    if (cell.lasting == 0) return figure_.sustained.Add(tally);
    (cell.lasting == 1 ? figure_.ongoing : figure_.ended)[20].Add(tally);
  }

  testing::Reader::Cells CellsOf(const Belongs& belongs) const {
    testing::Reader::Cells cells;
    for (size_t i = 0; i < counts_.size(); ++i) {
      if (belongs(AllCells()[i])) cells.insert(i);
    }
    return cells;
  }
  int64_t Sum(const testing::Reader::Cells& cells) const {
    int64_t sum = 0;
    for (const size_t cell : cells) sum += counts_[cell];
    return sum;
  }
  void Know(const Belongs& belongs) {
    const auto cells = CellsOf(belongs);
    reader_.Know(cells, Sum(cells));
  }
  void Learn(const v1::Count& count, const Belongs& belongs) {
    if (count.suppressed()) return;
    EXPECT_EQ(count.value(), Sum(CellsOf(belongs)));
    Know(belongs);
  }
  template <typename Points>
  void LearnPoints(const Points& points, const Belongs& belongs) {
    for (const auto& point : points) {
      if (!point.incidence().suppressed()) Know(Until(belongs, point.day()));
      Learn(point.at_risk(), [&](const Cell& it) { return kColumns[it.column] >= point.day(); });
    }
  }
  void LearnLasting(const Response::Lasting& lasting) {
    const std::array<const v1::Count*, 3> counts = {&lasting.sustained(), &lasting.ongoing(),
                                                    &lasting.ended()};
    for (size_t i = 0; i < counts.size(); ++i) {
      const Belongs belongs = [i](const Cell& it) { return it.returned() && it.lasting == i; };
      Learn(*counts[i], belongs);
      if (!lasting.sustained_share().suppressed()) Know(belongs);
    }
  }
  void LearnAnswers(const Response& response) {
    const Belongs answered = [](const Cell& it) { return it.answer != ReturnToWorkFigure::kUnanswered; };
    Learn(response.subjective().answered(), answered);
    if (!response.subjective().answer_rate().suppressed()) Know(answered);
    if (!response.subjective().satisfied().suppressed()) {
      Know(answered);
      Know([](const Cell& it) { return it.answer == ReturnToWorkFigure::kSatisfied; });
    }
    const auto& table = response.objective_subjective();
    const auto learn = [&](const v1::Count& count, bool returned, size_t answer) {
      Learn(count, [=](const Cell& it) { return it.returned() == returned && it.answer == answer; });
    };
    learn(table.work_satisfied(), true, ReturnToWorkFigure::kSatisfied);
    learn(table.work_not_satisfied(), true, ReturnToWorkFigure::kNotSatisfied);
    learn(table.no_work_satisfied(), false, ReturnToWorkFigure::kSatisfied);
    learn(table.no_work_not_satisfied(), false, ReturnToWorkFigure::kNotSatisfied);
  }

  void Expect(const std::string& name, const Belongs& belongs) const {
    const auto cells = CellsOf(belongs);
    const int64_t sum = Sum(cells);
    if (sum == 0 || sum >= kThreshold) return;
    EXPECT_FALSE(reader_.Follows(cells)) << sum << " " << name;
  }
  // Outcomes (and all returns, all others, everybody) between any of the days that answers speak of; by
  // lasting; by answer.
  void ExpectNothingSmallFollows() const {
    std::vector<std::pair<std::string, Belongs>> groups = {
        {"all", [](const Cell&) { return true; }},
        {"returned", [](const Cell& it) { return it.returned(); }},
        {"not returned", [](const Cell& it) { return !it.returned(); }}};
    for (size_t outcome = 0; outcome < 5; ++outcome)
      groups.emplace_back(base::StrCat("outcome ", outcome),
                          [outcome](const Cell& it) { return it.outcome == outcome; });
    static constexpr std::array<int32_t, 8> kBounds = {0, 91, 92, 182, 183, 365, 366, 1000};
    for (const auto& named : groups) {
      // A lambda may not take names of a binding.
      const std::string& name = named.first;
      const auto& group = named.second;
      for (size_t first = 0; first < kBounds.size(); ++first) {
        for (size_t last = first + 1; last < kBounds.size(); ++last) {
          Expect(base::StrCat(name, " from ", kBounds[first], " to ", kBounds[last] - 1),
                 [&](const Cell& it) {
                   return kColumns[it.column] >= kBounds[first] && kColumns[it.column] < kBounds[last] &&
                          group(it);
                 });
        }
      }
      for (size_t i = 0; i < 3; ++i) {
        Expect(base::StrCat(name, " lasting ", i),
               [&](const Cell& it) { return it.returned() && it.lasting == i && group(it); });
        Expect(base::StrCat(name, " answer ", i),
               [&](const Cell& it) { return it.answer == i && group(it); });
        Expect(base::StrCat(name, " not answer ", i),
               [&](const Cell& it) { return it.answer != i && group(it); });
      }
    }
  }

  const std::vector<int64_t> counts_;
  testing::Reader reader_;
  ReturnToWorkFigure figure_;
};

TEST(ReturnToWorkAnswerAttack, NoSmallNumberFollowsFromEverythingTogether) {
  uint64_t state = 42;
  const auto random = [&state](size_t below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<size_t>((state >> 33) % below);
  };
  // Leans towards the first, more or less so.
  const auto leaning = [&](size_t below, size_t lean) {
    size_t drawn = random(below);
    for (size_t i = 0; i < lean; ++i) drawn = std::min(drawn, random(below));
    return drawn;
  };
  int published = 0;
  for (int round = 0; round < 400 && !::testing::Test::HasFailure(); ++round) {
    const auto& cells = Attack::AllCells();
    std::vector<int64_t> counts(cells.size(), 0);
    const size_t cases = 5 + random(120);
    const size_t lean = random(4);
    const size_t turn = random(5);
    for (size_t i = 0; i < cases; ++i) {
      Cell drawn = {
          .outcome = (leaning(5, lean) + turn) % 5, .column = leaning(6, lean), .answer = leaning(3, lean)};
      if (drawn.returned()) drawn.lasting = leaning(3, lean);
      for (size_t cell = 0; cell < cells.size(); ++cell) {
        const Cell& it = cells[cell];
        counts[cell] += it.outcome == drawn.outcome && it.column == drawn.column &&
                        it.lasting == drawn.lasting && it.answer == drawn.answer;
      }
    }
    SCOPED_TRACE(round);
    published += Attack(counts).Run() ? 1 : 0;
  }
  EXPECT_GT(published, 300);
}

TEST(ReturnToWorkAnswerAttack, NoSmallCellOfTheAnswersFollowsForAReaderWhoKnowsTheRules) {
  const auto publication = [](const std::vector<int64_t>& table) {
    ReturnToWorkFigure figure;
    int64_t returned = 0, others = 0;
    for (size_t i = 0; i < 3; ++i) {
      figure.answers_with_work[i] = Of(table[i]);
      figure.answers_without_work[i] = Of(table[3 + i]);
      returned += table[i];
      others += table[3 + i];
    }
    if (others > 0) figure.waiting[10] = Of(others);
    if (returned > 0) figure.returned[Started::SELF][10] = Of(returned);
    figure.sustained = Of(returned);
    const auto response = AnswerReturnToWork(figure, 3);
    if (!response.ok()) return base::StrCat("nothing ", returned + others);
    const auto& satisfied = response->subjective().satisfied();
    return base::StrCat(Counts(response), " ",
                        satisfied.suppressed() ? "." : base::StrCat(satisfied.value()));
  };
  const size_t pictures =
      testing::TryEveryTable(publication, 6, 10, 3, [](const std::string& seen, size_t cell, int64_t value) {
        // A total that is small is refused; that the refusal is about so few is all that it tells.
        if (seen.starts_with("nothing")) return;
        ADD_FAILURE() << seen << " says that cell " << cell << " is " << value;
      });
  EXPECT_GT(pictures, 100U);
}

}  // namespace
}  // namespace praksis::services
