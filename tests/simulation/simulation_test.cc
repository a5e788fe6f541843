// Runs seeds until the time is up. A seed that fails is named, and `simulation_test --seed N` does exactly
// the same again.
//
//   simulation_test                    as many seeds as fit a minute, on all cores
//   simulation_test --seconds 600      … ten minutes
//   simulation_test --seeds 1000       seeds 1 to 1000, however long it takes
//   simulation_test --first 5000       from seed 5000 on
//   simulation_test --seed 17          that one
//   simulation_test --jobs 1           one at a time
//   simulation_test --keep-going       go on after a seed that fails
#include "tests/simulation/simulation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>

#include "tests/simulation/campaign.h"

namespace praksis::simulation {
namespace {

CampaignOptions campaign;
bool one_seed = false;

TEST(Simulation, ASeedRunsTheSameTwice) {
  CampaignOptions options;
  options.first_seed = campaign.first_seed;
  options.seeds = one_seed ? 1 : 20;
  options.jobs = 1;
  const CampaignResult alone = RunCampaign(options);
  options.jobs = 4;
  const CampaignResult at_once = RunCampaign(options);
  EXPECT_EQ(alone.digests, at_once.digests);
}

TEST(Simulation, EverySeedKeepsEveryPromise) {
  const CampaignResult result = RunCampaign(campaign);
  for (const auto& [seed, failure] : result.failures) {
    ADD_FAILURE() << "again with: simulation_test --seed " << seed << "\nseed " << seed << ": " << failure;
  }
  std::cout << Describe(result) << std::endl;
  // A simulation in which nothing happens would pass as well.
  if (one_seed || result.runs < 50) return;
  EXPECT_GT(result.total.accepted, static_cast<int64_t>(result.runs) * 3);
  EXPECT_GT(result.total.repeats, 0);
  EXPECT_GT(result.total.reads, 0);
  EXPECT_GT(result.total.fed, result.total.accepted);
  EXPECT_GT(result.total.crashes, 0);
  EXPECT_GT(result.total.unclear_appends, 0);
}

bool ReadFlags(int argc, char** argv) {
  campaign.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  campaign.time = std::chrono::seconds(60);
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == "--keep-going") {
      campaign.keep_going = true;
      continue;
    }
    if (++i == argc) return false;
    const std::string value = argv[i];
    if (flag == "--seed") {
      one_seed = true;
      campaign.first_seed = std::stoull(value);
      campaign.seeds = 1;
      campaign.time.reset();
    } else if (flag == "--seeds") {
      campaign.seeds = std::stoull(value);
      campaign.time.reset();
    } else if (flag == "--first") {
      campaign.first_seed = std::stoull(value);
    } else if (flag == "--seconds") {
      campaign.time = std::chrono::duration<double>(std::stod(value));
    } else if (flag == "--jobs") {
      campaign.jobs = std::stoi(value);
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace praksis::simulation

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (!praksis::simulation::ReadFlags(argc, argv)) {
    std::cerr
        << "simulation_test [--seed N | [--first N] [--seeds N | --seconds N]] [--jobs N] [--keep-going]"
        << std::endl;
    return 2;
  }
  return RUN_ALL_TESTS();
}
