#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/testing/reader.h"

namespace praksis::services {
namespace {

using readmodels::DisagreementFigure;
using Pair = DisagreementFigure::Pair;
using Pattern = DisagreementFigure::Pattern;
using Response = v1::GetDisagreementResponse;

class Interruptions {
 public:
  // So many, each of another person, with these codes by citizen, company and job centre.
  Interruptions& Add(int count, const std::string& citizen, const std::string& company,
                     const std::string& job_centre) {
    const std::array<std::pair<std::string, std::string>, 3> codes = {
        {{citizen, company}, {citizen, job_centre}, {company, job_centre}}};
    Pattern pattern = {};
    for (size_t pair = 0; pair < codes.size(); ++pair) {
      if (codes[pair].first.empty() || codes[pair].second.empty()) continue;
      pattern[pair] = codes[pair].first == codes[pair].second ? Pair::kSame : Pair::kDiffer;
      figure_.codes[pair][codes[pair]] += count;
    }
    for (int i = 0; i < count; ++i) figure_.interrupted[pattern].Add(1, ++person_);
    return *this;
  }
  absl::StatusOr<Response> Answer(int64_t k = 5) const { return AnswerDisagreement(figure_, k); }

 private:
  DisagreementFigure figure_;
  uint32_t person_ = 0;
};

std::string Text(const v1::Count& count) { return count.suppressed() ? "." : base::StrCat(count.value()); }
std::string Text(const v1::Estimate& share) {
  return share.suppressed() ? "." : base::StrCat(std::lround(share.value() * 100));
}

// "interrupted several differ % | both differ % | …".
std::string Seen(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return base::ReasonOf(response.status());
  std::string text = base::StrCat(Text(response->interrupted()), " ", Text(response->several_voices()), " ",
                                  Text(response->differ()));
  for (const auto& pair : response->pairs())
    text += base::StrCat(" | ", Text(pair.both()), " ", Text(pair.differ()));
  return text;
}

TEST(DisagreementAnswer, SharesAreOfThoseWhoseReasonsAreBothKnown) {
  const auto response = Interruptions()
                            .Add(30, "TRANSPORT", "TRANSPORT", "TRANSPORT")
                            .Add(10, "TRANSPORT", "NO_SHOW", "TRANSPORT")
                            .Add(20, "", "NO_SHOW", "ILLNESS")
                            .Add(40, "", "", "ILLNESS")
                            .Answer();
  EXPECT_EQ(Seen(response), "100 60 50 | 40 25 | 40 0 | 60 50");
  EXPECT_EQ(response->pairs(0).first(), v1::CITIZEN);
  EXPECT_EQ(response->pairs(0).second(), v1::COMPANY);
  EXPECT_EQ(response->pairs(2).first(), v1::COMPANY);
  EXPECT_EQ(response->pairs(2).second(), v1::JOB_CENTRE);
  EXPECT_EQ(response->metadata().suppressed_cells(), 0);
}

TEST(DisagreementAnswer, KappaIsAgreementBeyondChance) {
  // Cohen (1960), as in many textbooks: 20 and 15 agree, 5 and 10 do not; 0.7 observed, 0.5 by chance.
  const auto response = Interruptions()
                            .Add(20, "ILLNESS", "ILLNESS", "")
                            .Add(5, "ILLNESS", "NO_SHOW", "")
                            .Add(10, "NO_SHOW", "ILLNESS", "")
                            .Add(15, "NO_SHOW", "NO_SHOW", "")
                            .Answer();
  ASSERT_TRUE(response.ok());
  EXPECT_DOUBLE_EQ(response->pairs(0).kappa().value(), 0.4);
  EXPECT_LT(response->pairs(0).kappa().lower(), 0.4);
  EXPECT_GT(response->pairs(0).kappa().upper(), 0.4);
}

TEST(DisagreementAnswer, KappaDoesNotExistWhereOnlyOneCodeWasEverGiven) {
  const auto response = Interruptions().Add(30, "ILLNESS", "ILLNESS", "").Answer();
  ASSERT_TRUE(response.ok());
  EXPECT_TRUE(response->pairs(0).kappa_undefined());
  EXPECT_TRUE(response->pairs(0).kappa().suppressed());
  EXPECT_TRUE(response->pairs(1).kappa_undefined()) << "of nobody";
  EXPECT_EQ(response->metadata().suppressed_cells(), 0) << "what does not exist is not withheld";
}

// Thirty each in all the ways in which three voices can agree, but for those that the company is silent
// about.
Interruptions Many(int silent_and_agree, int silent_and_differ) {
  return Interruptions()
      .Add(30, "A", "A", "A")
      .Add(30, "A", "A", "B")
      .Add(30, "A", "B", "A")
      .Add(30, "B", "A", "A")
      .Add(30, "A", "B", "C")
      .Add(30, "A", "A", "")
      .Add(30, "A", "B", "")
      .Add(silent_and_agree, "A", "", "A")
      .Add(silent_and_differ, "A", "", "B")
      .Add(30, "", "A", "A")
      .Add(30, "", "A", "B")
      .Add(30, "", "", "A");
}

TEST(DisagreementAnswer, WhatIsSmallIsNoReasonToHideFromWhatItDoesNotFollow) {
  EXPECT_EQ(Seen(Many(30, 30).Answer()), "360 330 64 | 210 57 | 210 57 | 210 57");
  EXPECT_EQ(Seen(Many(0, 0).Answer()), "300 270 67 | 210 57 | 150 60 | 210 57");
  EXPECT_EQ(Seen(Many(3, 30).Answer()), "333 303 69 | 210 57 | 183 66 | 210 57");
}

TEST(DisagreementAnswer, FewDoNotFollowFromThePairsTogether) {
  // Half of 210 + 153 + 210 - 273 are those about which all three spoke: three of the 153 are none of them.
  const auto response = Many(3, 0).Answer();
  EXPECT_EQ(Seen(response), "303 273 66 | 210 57 | 153 59 | . .");
  EXPECT_TRUE(response->pairs(2).kappa().suppressed());
  EXPECT_FALSE(response->pairs(2).kappa_undefined()) << "that would be telling";
  EXPECT_EQ(response->metadata().suppressed_cells(), 3);
}

TEST(DisagreementAnswer, OfFewPersonsIsRefusedAndOfNobodyIsZero) {
  EXPECT_EQ(Seen(Interruptions().Add(4, "ILLNESS", "ILLNESS", "").Answer()), "SELECTION_TOO_NARROW");
  EXPECT_EQ(Seen(Interruptions().Answer()), "0 0 0 | 0 0 | 0 0 | 0 0");
}

// Every way in which three voices can agree, with codes that make it so.
constexpr std::array<std::array<const char*, 3>, 12> kWays = {{{"A", "A", "A"},
                                                               {"A", "A", "B"},
                                                               {"A", "B", "A"},
                                                               {"B", "A", "A"},
                                                               {"A", "B", "C"},
                                                               {"A", "A", ""},
                                                               {"A", "B", ""},
                                                               {"A", "", "A"},
                                                               {"A", "", "B"},
                                                               {"", "A", "A"},
                                                               {"", "A", "B"},
                                                               {"", "", "A"}}};

absl::StatusOr<Response> AnswerOf(const std::vector<int64_t>& table, int64_t k) {
  Interruptions interruptions;
  for (size_t i = 0; i < table.size(); ++i) {
    const auto& codes = kWays[i];
    if (table[i] > 0) interruptions.Add(static_cast<int>(table[i]), codes[0], codes[1], codes[2]);
  }
  return interruptions.Answer(k);
}

// What a reader learns from the answer about sums of kWays.
class Attack {
 public:
  explicit Attack(const std::vector<int64_t>& table) : table_(table) {}

  // False where nothing was published.
  bool Run() {
    const auto response = AnswerOf(table_, 5);
    if (!response.ok()) return false;
    Learn(response->interrupted(), [](const auto&) { return true; });
    const auto several = [](const auto& codes) {
      return Spoke(codes, 0) + Spoke(codes, 1) + Spoke(codes, 2) >= 2;
    };
    Learn(response->several_voices(), several);
    LearnShare(response->differ(), several, [&](const auto& codes) {
      return Differ(codes, 0, 1) || Differ(codes, 0, 2) || Differ(codes, 1, 2);
    });
    for (const auto& pair : response->pairs()) {
      const auto first = static_cast<size_t>(pair.first() - v1::CITIZEN);
      const auto second = static_cast<size_t>(pair.second() - v1::CITIZEN);
      const auto both = [&](const auto& codes) { return Spoke(codes, first) && Spoke(codes, second); };
      Learn(pair.both(), both);
      LearnShare(pair.differ(), both, [&](const auto& codes) { return Differ(codes, first, second); });
    }
    reader_.FindZeros();
    ExpectNothingSmallFollows();
    return true;
  }

 private:
  using Codes = std::array<const char*, 3>;
  using Belongs = std::function<bool(const Codes&)>;
  static bool Spoke(const Codes& codes, size_t voice) { return *codes[voice] != '\0'; }
  static bool Differ(const Codes& codes, size_t first, size_t second) {
    return Spoke(codes, first) && Spoke(codes, second) && *codes[first] != *codes[second];
  }
  int64_t Sum(const testing::Reader::Cells& cells) const {
    int64_t sum = 0;
    for (const size_t cell : cells) sum += table_[cell];
    return sum;
  }
  static testing::Reader::Cells CellsOf(const Belongs& belongs) {
    testing::Reader::Cells cells;
    for (size_t i = 0; i < kWays.size(); ++i) {
      if (belongs(kWays[i])) cells.insert(i);
    }
    return cells;
  }
  void Learn(const v1::Count& count, const Belongs& belongs) {
    if (count.suppressed()) return;
    EXPECT_EQ(count.value(), Sum(CellsOf(belongs)));
    reader_.Know(CellsOf(belongs), count.value());
  }
  void LearnShare(const v1::Estimate& share, const Belongs& of, const Belongs& hits) {
    if (share.suppressed()) return;
    reader_.Know(CellsOf(of), Sum(CellsOf(of)));
    reader_.Know(CellsOf(hits), Sum(CellsOf(hits)));
  }
  // Of any set of cells at all.
  void ExpectNothingSmallFollows() {
    for (size_t set = 1; set < size_t{1} << kWays.size(); ++set) {
      testing::Reader::Cells cells;
      for (size_t i = 0; i < kWays.size(); ++i) {
        if (set >> i & 1) cells.insert(i);
      }
      const int64_t sum = Sum(cells);
      if (sum == 0 || sum >= 5) continue;
      EXPECT_FALSE(reader_.Follows(cells)) << sum << " in set " << set;
    }
  }

  const std::vector<int64_t>& table_;
  testing::Reader reader_{kWays.size()};
};

TEST(DisagreementAnswerAttack, NoSmallNumberFollowsFromEverythingTogether) {
  uint64_t state = 42;
  const auto random = [&state](uint64_t below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<int64_t>((state >> 33) % below);
  };
  int published = 0;
  for (int round = 0; round < 1000 && !::testing::Test::HasFailure(); ++round) {
    std::vector<int64_t> table(kWays.size(), 0);
    const int64_t density = 1 + random(4);
    for (int64_t& cell : table) {
      if (random(4) < density) cell = random(2) == 0 ? random(6) : random(40);
    }
    SCOPED_TRACE(round);
    published += Attack(table).Run() ? 1 : 0;
  }
  EXPECT_GT(published, 800);
}

TEST(DisagreementAnswerAttack, NoSmallCellFollowsForAReaderWhoKnowsTheRules) {
  const size_t pictures = testing::TryEveryTable(
      [](const std::vector<int64_t>& table) { return Seen(AnswerOf(table, 3)); }, kWays.size(), 6, 3,
      [](const std::string& seen, size_t cell, int64_t value) {
        ADD_FAILURE() << seen << " says that cell " << cell << " is " << value;
      });
  EXPECT_GT(pictures, 100U);
}

}  // namespace
}  // namespace praksis::services
