// Runs seeds until the time is up. A seed that fails is named, and `simulation_test --seed N` does exactly
// the same again.
//
//   simulation_test                    as many seeds as fit 20 s
//   simulation_test --seconds 600      … 600 s
//   simulation_test --seeds 1000       seeds 1 to 1000, however long it takes
//   simulation_test --seed 17          that one
#include "tests/simulation/simulation.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/strings.h"

namespace praksis::simulation {
namespace {

struct Flags {
  std::optional<uint64_t> seed;
  std::optional<uint64_t> seeds;
  double seconds = 20;
};
Flags flags;

class Directory {
 public:
  Directory()
      : path_(std::filesystem::temp_directory_path() / base::StrCat("praksis-simulation-", getpid())) {}
  ~Directory() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }

 private:
  const std::filesystem::path path_;
};

TEST(Simulation, ASeedRunsTheSameTwice) {
  const Directory directory;
  for (const uint64_t seed : {1, 2, 3}) {
    EXPECT_EQ(Simulate(seed, directory.path()).digest, Simulate(seed, directory.path()).digest)
        << "seed " << seed;
  }
}

TEST(Simulation, EverySeedKeepsEveryPromise) {
  const Directory directory;
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  Outcome total;
  uint64_t runs = 0;
  for (uint64_t seed = flags.seed.value_or(1);; ++seed) {
    const Outcome outcome = Simulate(seed, directory.path());
    ++runs;
    ASSERT_EQ(outcome.failure, "") << "seed " << seed << ": simulation_test --seed " << seed;
    total.accepted += outcome.accepted;
    total.repeats += outcome.repeats;
    total.reads += outcome.reads;
    total.crashes += outcome.crashes;
    for (const auto& [reason, times] : outcome.refusals) total.refusals[reason] += times;
    if (flags.seed || (flags.seeds ? runs >= *flags.seeds : elapsed() >= flags.seconds)) break;
  }
  std::cout << runs << " seeds: " << total.accepted << " facts accepted, " << total.repeats << " repeats, "
            << total.reads << " reads, " << total.crashes << " crashes";
  for (const auto& [reason, times] : total.refusals) std::cout << ", " << times << ' ' << reason;
  std::cout << std::endl;
  // A simulation in which nothing happens would pass as well.
  if (!flags.seed) {
    EXPECT_GT(total.accepted, 0);
    EXPECT_GT(total.repeats, 0);
    EXPECT_GT(total.reads, 0);
  }
}

}  // namespace
}  // namespace praksis::simulation

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view flag = argv[i];
    if (flag == "--seed") praksis::simulation::flags.seed = std::stoull(argv[i + 1]);
    if (flag == "--seeds") praksis::simulation::flags.seeds = std::stoull(argv[i + 1]);
    if (flag == "--seconds") praksis::simulation::flags.seconds = std::stod(argv[i + 1]);
  }
  return RUN_ALL_TESTS();
}
