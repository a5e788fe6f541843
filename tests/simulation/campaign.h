// Runs seed after seed, on as many threads as asked for, and says what happened in them.
#ifndef PRAKSIS_TESTS_SIMULATION_CAMPAIGN_H_
#define PRAKSIS_TESTS_SIMULATION_CAMPAIGN_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "tests/simulation/simulation.h"

namespace praksis::simulation {

struct CampaignOptions {
  uint64_t first_seed = 1;
  // Ends after so many seeds, or when no time is left, whichever comes first.
  std::optional<uint64_t> seeds;
  std::optional<std::chrono::duration<double>> time;
  int jobs = 1;
  // Go on after a seed that failed.
  bool keep_going = false;
};

struct CampaignResult {
  uint64_t runs = 0;
  double seconds = 0;
  // Sums over all runs; its failure and digest say nothing.
  Outcome total;
  // By seed.
  std::map<uint64_t, uint64_t> digests;
  std::map<uint64_t, std::string> failures;
};

// A run that ends the process (a broken invariant aborts) names its seed before.
CampaignResult RunCampaign(const CampaignOptions& options);

// In lines for people.
std::string Describe(const CampaignResult& result);

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_CAMPAIGN_H_
