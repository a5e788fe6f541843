// What is kept in memory of the figures' counters is what the database has, whatever the chunks, however
// often it was dropped and loaded again; and a figure is the same from either.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "libs/domain/case/testing/random_history.h"
#include "libs/readmodels/all_models.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/testing/world.h"

namespace praksis::readmodels {
namespace {

using domain::cases::testing::Random;
using domain::cases::testing::RandomCase;
using projection::Cells;
using testing::World;

// By municipality and run: the cells' bytes.
std::map<std::string, std::map<int32_t, Cells::Run>> Contents(const Cells& cells) {
  std::map<std::string, std::map<int32_t, Cells::Run>> contents;
  for (const auto& [municipality, group] : cells.groups()) {
    for (const auto& [run, bytes] : *group) contents[municipality][run] = *bytes;
  }
  return contents;
}

// Those of figures.
constexpr int kModels = 7;

// How many models have cells; -1 where one's are not what the table of the same view has.
int ModelsAsInTheTable(const projection::View& view) {
  int models = 0;
  for (const projection::CaseModel* model : AllCaseModels()) {
    const Cells* const cells = view.CellsOf(model->name());
    if (cells == nullptr) continue;
    const auto loaded = Cells::Load(*model->cell_format(), view.snapshot(), view.Counts(model->name()));
    if (!loaded.ok() || Contents(*cells) != Contents(**loaded) || cells->bytes() != (*loaded)->bytes())
      return -1;
    ++models;
  }
  return models;
}

RC_GTEST_PROP(CellsInMemory, AreWhatTheDatabaseHasAfterEveryChunk, ()) {
  Random random(*rc::gen::arbitrary<uint64_t>());
  World world;
  projection::Options options;
  options.cell_bytes = size_t{1} << 20;
  options.max_chunk_events = static_cast<size_t>(random.Between(1, 20));
  // Further behind than a chunk it is built in bulk, and the cells are dropped.
  options.bulk_chunk_events = random.OneIn(2) ? 50 : 0;
  const auto projection = world.NewProjection(options);
  std::vector<RandomCase> cases;
  for (int i = random.Between(1, 8); i > 0; --i) cases.emplace_back(random.Next(), base::StrCat("case/", i));
  for (int round = 0; round < 10; ++round) {
    for (auto& one : cases) {
      for (int i = random.Between(0, 12); i > 0; --i) world.Append(one.Step());
    }
    if (random.OneIn(2)) RC_ASSERT(projection->LoadCells().ok());
    for (int i = random.Between(0, 10); i > 0; --i) {
      const PartitionId partition(random.Between(0, world.log().partition_count() - 1));
      RC_ASSERT(projection->Step(partition).ok());
      RC_ASSERT(ModelsAsInTheTable(*projection->Now()) >= 0);
    }
  }
  world.CatchUp(*projection);
  RC_ASSERT(projection->LoadCells().ok());
  RC_ASSERT(ModelsAsInTheTable(*projection->Now()) == kModels);
}

TEST(CellsInMemory, StayInStepWhileSeveralThreadsProjectAndViewsAreTaken) {
  World world;
  projection::Options options;
  options.cell_bytes = size_t{1} << 24;
  options.max_chunk_events = 2;
  options.bulk_chunk_events = 0;
  const auto projection = world.NewProjection(options);
  for (int i = 0; i < 150; ++i) {
    RandomCase one(static_cast<uint64_t>(i), base::StrCat("case/", i));
    for (int step = 0; step < 20; ++step) world.Append(one.Step());
  }
  world.CatchUp();
  ASSERT_TRUE(projection->LoadCells().ok());
  std::vector<std::thread> projectors;
  for (int i = 0; i < world.log().partition_count(); ++i) {
    projectors.emplace_back([&, i] {
      while (projection->Step(PartitionId(i)).value() > 0) {
      }
    });
  }
  int views = 0;
  for (bool done = false; !done; ++views) {
    done = projection->position() == world.projection().position();
    if (ModelsAsInTheTable(*projection->Now()) == kModels) continue;
    ADD_FAILURE() << "view " << views;
    break;
  }
  for (std::thread& projector : projectors) projector.join();
  EXPECT_GT(views, 2);
}

TEST(CellsInMemory, AreGivenUpForGoodWhereTheyOutgrowTheirLimit) {
  World world;
  projection::Options options;
  options.cell_bytes = 100;
  const auto projection = world.NewProjection(options);
  EXPECT_TRUE(projection->Now()->cells_awaited());
  ASSERT_TRUE(projection->LoadCells().ok());
  EXPECT_NE(projection->Now()->CellsOf("funnel"), nullptr);
  EXPECT_FALSE(projection->Now()->cells_awaited());
  for (int i = 0; i < 10; ++i) {
    world.Append(testing::CaseOpenedFact(base::StrCat("case/", i), "DK-360", "2025-01-01"));
  }
  world.CatchUp(*projection);
  EXPECT_EQ(projection->Now()->CellsOf("funnel"), nullptr);
  EXPECT_FALSE(projection->Now()->cells_awaited());
  ASSERT_TRUE(projection->LoadCells().ok());
  EXPECT_EQ(projection->Now()->CellsOf("funnel"), nullptr);
}

TEST(CellsInMemory, ADayBefore1970HasARunOfItsOwn) {
  EXPECT_EQ(Cells::RunOf(0), 0);
  EXPECT_EQ(Cells::RunOf(90), 0);
  EXPECT_EQ(Cells::RunOf(91), 1);
  EXPECT_EQ(Cells::RunOf(-1), -1);
  EXPECT_EQ(Cells::RunOf(-91), -1);
  EXPECT_EQ(Cells::RunOf(-92), -2);
}

}  // namespace
}  // namespace praksis::readmodels
