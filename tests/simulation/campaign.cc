#include "tests/simulation/campaign.h"

#include <unistd.h>

#include <csignal>
#include <iomanip>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

#include "libs/base/strings.h"

namespace praksis::simulation {
namespace {

// What to call to repeat what this thread is doing.
thread_local char repeat_command[64] = "";

// Runs on the thread that aborts.
void NameSeed(int /*signal*/) {
  for (const char* part : {"again with: ", static_cast<const char*>(repeat_command), "\n"}) {
    if (write(STDERR_FILENO, part, std::char_traits<char>::length(part)) < 0) return;
  }
}

void Add(const Outcome& outcome, Outcome& total) {
  total.accepted += outcome.accepted;
  total.repeats += outcome.repeats;
  total.reads += outcome.reads;
  total.fed += outcome.fed;
  total.crashes += outcome.crashes;
  total.refused_appends += outcome.refused_appends;
  total.unclear_appends += outcome.unclear_appends;
  for (const auto& [reason, times] : outcome.refusals) total.refusals[reason] += times;
}

class Campaign {
 public:
  explicit Campaign(const CampaignOptions& options) : options_(options) {}

  CampaignResult Run() {
    struct sigaction name_seed {};
    name_seed.sa_handler = &NameSeed;
    name_seed.sa_flags = static_cast<int>(SA_RESETHAND);
    sigaction(SIGABRT, &name_seed, nullptr);
    std::vector<std::thread> threads;
    for (int i = 0; i < options_.jobs; ++i) threads.emplace_back([this] { Work(); });
    for (std::thread& thread : threads) thread.join();
    result_.seconds = Elapsed();
    return std::move(result_);
  }

 private:
  double Elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

  std::optional<uint64_t> NextSeed() {
    const std::lock_guard lock(mutex_);
    if (!result_.failures.empty() && !options_.keep_going) return std::nullopt;
    if (options_.seeds && begun_ >= *options_.seeds) return std::nullopt;
    if (options_.time && Elapsed() >= options_.time->count()) return std::nullopt;
    return options_.first_seed + begun_++;
  }

  void Work() {
    while (const std::optional<uint64_t> seed = NextSeed()) {
      base::StrCat("simulation_test --seed ", *seed).copy(repeat_command, sizeof(repeat_command) - 1);
      const Outcome outcome = Simulate(*seed);
      const std::lock_guard lock(mutex_);
      ++result_.runs;
      result_.digests[*seed] = outcome.digest;
      if (!outcome.failure.empty()) result_.failures[*seed] = outcome.failure;
      Add(outcome, result_.total);
    }
  }

  const CampaignOptions options_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  uint64_t begun_ = 0;     // guarded by mutex_
  CampaignResult result_;  // guarded by mutex_
};

}  // namespace

CampaignResult RunCampaign(const CampaignOptions& options) { return Campaign(options).Run(); }

std::string Describe(const CampaignResult& result) {
  const Outcome& total = result.total;
  std::ostringstream words;
  int64_t refusals = 0;
  for (const auto& [reason, times] : total.refusals) refusals += times;
  words << refusals << " refusals:";
  for (const auto& [reason, times] : total.refusals) words << ' ' << times << ' ' << reason;
  words << "\n"
        << total.accepted << " facts accepted, " << total.repeats << " repeats, " << total.reads
        << " reads of own writes, " << total.fed << " events fed, " << total.crashes << " crashes, "
        << total.refused_appends << " refused and " << total.unclear_appends << " unclear appends\n"
        << result.runs << " seeds in " << std::fixed << std::setprecision(1) << result.seconds << " s ("
        << static_cast<double>(result.runs) / result.seconds << "/s), " << result.failures.size()
        << " failed";
  return words.str();
}

}  // namespace praksis::simulation
