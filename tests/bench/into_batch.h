// What a case contributes to a read model, without a projector.
#ifndef PRAKSIS_TESTS_BENCH_INTO_BATCH_H_
#define PRAKSIS_TESTS_BENCH_INTO_BATCH_H_

#include <cstdint>
#include <string_view>

#include "libs/projection/contribution.h"
#include "libs/store/database.h"

namespace praksis::bench {

// Adds it to a batch.
class IntoBatch final : public projection::Contributions {
 public:
  IntoBatch(store::Table counts, store::Table rows, store::Batch& batch)
      : counts_(counts), rows_(rows), batch_(batch) {}
  void Count(std::string_view key, int64_t amount) override { batch_.Add(counts_, key, amount); }
  void Row(std::string_view key, std::string_view value) override { batch_.Put(rows_, key, value); }

 private:
  const store::Table counts_;
  const store::Table rows_;
  store::Batch& batch_;
};

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_INTO_BATCH_H_
