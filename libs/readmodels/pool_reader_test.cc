#include "libs/readmodels/pool_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using testing::AddPlacement;
using testing::CaseState;
using testing::Date;
using testing::OpenCase;
using Placement = v1::CaseSummary::Placement;

class PoolReaderTest : public ::testing::Test {
 protected:
  void PutInterrupted(int number, std::string_view municipality, std::string_view last_day,
                      std::string_view reason = "NO_SHOW") {
    CaseState state = OpenCase(base::StrCat("case/", number), municipality, "2024-01-01");
    AddPlacement(state, Placement::INTERRUPTED, "2024-12-01", last_day)
        .set_reason_job_centre(std::string(reason));
    tables_.Put(state);
  }
  UniverseQuery Both() { return {.municipalities = {"DK-376", "DK-360"}, .today = Date("2025-06-01")}; }

  testing::ModelTables tables_{{&PoolModel()}};
};

TEST_F(PoolReaderTest, ReadsSitesInTheOrderOfTheQueryAndMonthsInTheirs) {
  PutInterrupted(1, "DK-360", "2025-01-31");
  PutInterrupted(2, "DK-376", "2025-02-20");
  PutInterrupted(3, "DK-376", "2025-01-20");
  PutInterrupted(4, "SE-0482", "2025-01-20");
  const auto view = tables_.View();
  PoolReader reader(1 << 20);
  const auto universe = reader.Read(*view, Both());
  ASSERT_TRUE(universe.ok());
  ASSERT_EQ(universe->pool().size(), 3U);
  EXPECT_EQ(universe->Identify(*view, 0)->stream, "case/3");
  EXPECT_EQ(universe->Identify(*view, 1)->stream, "case/2");
  EXPECT_EQ(universe->Identify(*view, 2)->stream, "case/1");
  EXPECT_EQ(universe->pool().site, (std::vector<uint16_t>{0, 0, 1}));
}

TEST_F(PoolReaderTest, DecodesAMonthOnceUntilOneOfItsRowsChanges) {
  PutInterrupted(1, "DK-360", "2025-01-31");
  PutInterrupted(2, "DK-360", "2025-02-20");
  PoolReader reader(1 << 20);
  ASSERT_TRUE(reader.Read(*tables_.View(), Both()).ok());
  ASSERT_TRUE(reader.Read(*tables_.View(), Both()).ok());
  EXPECT_EQ(reader.decoded_chunks(), 2);
  PutInterrupted(2, "DK-360", "2025-02-20", "TRANSPORT");
  const auto universe = reader.Read(*tables_.View(), Both());
  EXPECT_EQ(reader.decoded_chunks(), 3);
  const auto reason = static_cast<size_t>(selection::Feature::kReasonJobCentre);
  EXPECT_EQ(universe->pool().values[reason], (std::vector<std::string>{"", "NO_SHOW", "TRANSPORT"}));
}

TEST_F(PoolReaderTest, KeepsNoMoreThanItMay) {
  for (int i = 0; i < 60; ++i) {
    PutInterrupted(i, "DK-360", base::FormatDay(Date("2025-01-15") + 31 * i));
  }
  PoolReader reader(4000);
  for (int i = 0; i < 3; ++i) ASSERT_EQ(reader.Read(*tables_.View(), Both())->pool().size(), 60U);
  EXPECT_LE(reader.cached_bytes(), 4000U);
  EXPECT_GT(reader.cached_bytes(), 0U);
  PoolReader forgetful(0);
  ASSERT_EQ(forgetful.Read(*tables_.View(), Both())->pool().size(), 60U);
  EXPECT_EQ(forgetful.cached_bytes(), 0U);
}

TEST_F(PoolReaderTest, KeepsAUniverseUntilOneOfItsRowsChanges) {
  PutInterrupted(1, "DK-360", "2025-01-31");
  PutInterrupted(2, "DK-376", "2025-02-20");
  PoolReader reader(1 << 20, 1 << 20);
  const Universe first = *reader.Read(*tables_.View(), Both());
  // Another case somewhere else changes nothing.
  PutInterrupted(3, "SE-0482", "2025-02-20");
  const auto view = tables_.View();
  const Universe again = *reader.Read(*view, Both());
  EXPECT_EQ(&again.pool(), &first.pool());
  EXPECT_EQ(again.Identify(*view, 0)->stream, "case/2");

  UniverseQuery other = Both();
  ++other.today;
  EXPECT_NE(&reader.Read(*view, other)->pool(), &first.pool());
  EXPECT_EQ(&reader.Read(*view, Both())->pool(), &first.pool());

  PutInterrupted(2, "DK-376", "2025-02-20", "TRANSPORT");
  const Universe changed = *reader.Read(*tables_.View(), Both());
  const auto reason = static_cast<size_t>(selection::Feature::kReasonJobCentre);
  EXPECT_EQ(changed.pool().values[reason], (std::vector<std::string>{"", "NO_SHOW", "TRANSPORT"}));
  EXPECT_EQ(first.pool().values[reason], (std::vector<std::string>{"", "NO_SHOW"}));
  PutInterrupted(4, "DK-360", "2025-03-01");
  EXPECT_EQ(reader.Read(*tables_.View(), Both())->pool().size(), 3U);
}

TEST_F(PoolReaderTest, KeepsOfUniversesThoseAskedAboutLast) {
  PutInterrupted(1, "DK-360", "2025-01-31");
  const auto view = tables_.View();
  const auto ask = [&](PoolReader& reader, base::Day today) {
    UniverseQuery query = Both();
    query.today = today;
    return *reader.Read(*view, query);
  };
  PoolReader measured(1 << 20, 1 << 20);
  ask(measured, 0);
  const size_t bytes = measured.universe_bytes();
  ASSERT_GT(bytes, 0U);

  PoolReader reader(1 << 20, 2 * bytes);
  const Universe first = ask(reader, 1);
  const Universe second = ask(reader, 2);
  EXPECT_EQ(&ask(reader, 1).pool(), &first.pool());
  ask(reader, 3);
  EXPECT_EQ(reader.universe_bytes(), 2 * bytes);
  EXPECT_EQ(&ask(reader, 1).pool(), &first.pool());
  EXPECT_NE(&ask(reader, 2).pool(), &second.pool());

  PoolReader forgetful(1 << 20);
  ask(forgetful, 1);
  EXPECT_EQ(forgetful.universe_bytes(), 0U);
}

TEST_F(PoolReaderTest, AConsentExpiresWithoutAnyChange) {
  CaseState state = OpenCase("case/1", "DK-360", "2024-01-01");
  AddPlacement(state, Placement::INTERRUPTED, "2024-12-01", "2025-01-20");
  testing::AddLearningConsent(state).set_valid_until(Date("2025-06-01"));
  tables_.Put(state);
  PoolReader reader(1 << 20);
  UniverseQuery query = Both();
  EXPECT_TRUE(reader.Read(*tables_.View(), query)->pool().consented[0]);
  ++query.today;
  EXPECT_FALSE(reader.Read(*tables_.View(), query)->pool().consented[0]);
}

TEST_F(PoolReaderTest, FindsAPlacementAgainAmongHundreds) {
  for (int i = 0; i < 400; ++i)
    PutInterrupted(i, "DK-360", "2025-01-15", i % 3 == 0 ? "TRANSPORT" : "NO_SHOW");
  const auto view = tables_.View();
  PoolReader reader(1 << 20);
  UniverseQuery query = Both();
  query.reasons = {"TRANSPORT"};
  const auto universe = reader.Read(*view, query);
  ASSERT_EQ(universe->pool().size(), 134U);
  for (size_t i = 0; i < universe->pool().size(); ++i) {
    const auto identity = universe->Identify(*view, i);
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(PseudonymOf(identity->stream, identity->placement_id), universe->pool().pseudonym[i]);
  }
}

}  // namespace
}  // namespace praksis::readmodels
