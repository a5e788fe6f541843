#include "tests/simulation/world.h"

namespace praksis::simulation {
namespace {

template <typename T, size_t n>
T Of(Chance& chance, const T (&values)[n]) {
  return values[chance.Below(n)];
}

projection::Options DrawProjecting(Chance& chance) {
  projection::Options projecting;
  projecting.directory = "projections";
  projecting.in_memory = true;
  projecting.block_cache_bytes = size_t{1} << 20;
  projecting.memtable_bytes = size_t{4} << 20;
  projecting.max_chunk_events = Of<size_t>(chance, {1, 3, 7, 100});
  projecting.max_chunk_bytes = Of<size_t>(chance, {500, 1 << 20});
  projecting.bulk_chunk_events = Of<size_t>(chance, {0, 0, 2, 10});
  projecting.state_cache_bytes = Of<size_t>(chance, {0, 4'000, 1 << 24});
  return projecting;
}

}  // namespace

World World::Draw(Chance& chance) {
  World world;
  world.log.partitions = 1 + static_cast<int>(chance.Below(3));
  world.log.markers = chance.PerCent(50);
  // Some worlds are peaceful, so that what only goes wrong without failures is found as well.
  const bool peaceful = chance.PerCent(10);
  world.faults = {.delayed = static_cast<int>(chance.Below(100)),
                  .refused = peaceful ? 0 : static_cast<int>(chance.Below(15)),
                  .unclear = peaceful ? 0 : static_cast<int>(chance.Below(25)),
                  .written_after_all = static_cast<int>(chance.Below(101)),
                  .own_unavailable = peaceful ? 0 : static_cast<int>(chance.Below(60)),
                  .read_unavailable = peaceful ? 0 : Of(chance, {0, 1, 5}),
                  .max_delay = absl::Milliseconds(Of(chance, {1, 20, 200}))};
  world.recording.max_queued_facts = Of<size_t>(chance, {3, 50, 10'000});
  world.recording.max_batch_facts = Of<size_t>(chance, {1, 3, 1'000});
  world.recording.max_batch_bytes = Of<size_t>(chance, {500, 1 << 20});
  world.recording.batches_in_flight = Of<size_t>(chance, {1, 2, 4});
  world.recording.state_cache_bytes = Of<size_t>(chance, {0, 20'000, 1 << 26});
  world.projecting = DrawProjecting(chance);
  world.rebuilding = DrawProjecting(chance);
  world.feeding.max_ready_messages = Of<size_t>(chance, {1, 3, 256});
  world.feeding.max_lag_events = Of<int64_t>(chance, {2, 10'000});
  // Many small worlds find more in a minute than a few large ones.
  world.streams = Of(chance, {1, 2, 5});
  world.clients = Of(chance, {1, 2, 4});
  world.facts_per_client = Of(chance, {5, 12, 30});
  world.outstanding_per_client = Of(chance, {1, 2, 6});
  world.answers_lost_per_cent = Of(chance, {0, 3, 20});
  world.between_disasters = peaceful ? absl::Hours(1) : absl::Milliseconds(Of(chance, {150, 700, 3'000}));
  return world;
}

}  // namespace praksis::simulation
