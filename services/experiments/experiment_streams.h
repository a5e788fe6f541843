// What experiment and story streams say of experiments. Pure; any thread.
#ifndef PRAKSIS_SERVICES_EXPERIMENTS_EXPERIMENT_STREAMS_H_
#define PRAKSIS_SERVICES_EXPERIMENTS_EXPERIMENT_STREAMS_H_

#include <optional>
#include <string>
#include <vector>

#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/experiments.pb.h"
#include "services/experiments/unit_practice.h"

namespace praksis::services {

// As it stands; nothing where it has not been started (or that was taken back).
std::optional<v1::Experiment> ReadExperiment(const readmodels::LearningStream& stream);

// Its units, in their order: who, where, from when on. Of a stream that ReadExperiment gives something for.
std::vector<UnitSpec> ReadUnits(const readmodels::LearningStream& stream);

// Success stories shared at meetings as part of `experiment` until the end of `as_of`.
struct StoriesShared {
  int32_t times = 0;
  int32_t stories = 0;
};
StoriesShared CountStories(const readmodels::LearningStreams& streams, const std::string& experiment,
                           base::Day as_of);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_EXPERIMENTS_EXPERIMENT_STREAMS_H_
