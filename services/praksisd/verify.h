// The offline check of a data directory: is the log whole, and are the read models what the log says?
#ifndef PRAKSIS_SERVICES_PRAKSISD_VERIFY_H_
#define PRAKSIS_SERVICES_PRAKSISD_VERIFY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/clock.h"
#include "libs/log_kafka/kafka_options.h"

namespace praksis::services {

// A row that is not as a rebuild makes it. Keys and values are bytes; empty where absent.
struct RowDifference {
  std::string table;
  std::string key;
  std::string stored;
  std::string rebuilt;
};

struct Verification {
  int64_t events = 0;
  int64_t streams = 0;
  // OK, or the first thing that is wrong with the log (DATA_LOSS); then nothing was compared.
  absl::Status log;
  // OK, or where this process's copy of a topic differs from it (DATA_LOSS).
  absl::Status copy;
  // The projection that was compared ("v-1a2b3c4d"); empty where there is none of this program's yet.
  std::string projection;
  int64_t rows_compared = 0;
  int64_t rows_different = 0;
  // The first kMaxDifferences of them.
  std::vector<RowDifference> differences;

  bool sound() const { return log.ok() && copy.ok() && rows_different == 0; }
};

inline constexpr size_t kMaxDifferences = 100;

// What is being done, and how much of it. Called now and then.
using VerifyProgress = std::function<void(std::string_view what, int64_t done, int64_t of)>;

// Checks <data_directory>. Where `kafka` is given, the log is a topic: it is fetched anew, and what this
// process's copy has is compared with it, record by record. Changes nothing in the log and no row; builds the
// read models anew (and has the topic) in a directory of its own within it, which it removes. Takes as long
// as reading the log three times.
//   NOT_FOUND            there is no log.
//   FAILED_PRECONDITION  a praksisd is running on it.
//   else                 what kept the check from being made.
absl::StatusOr<Verification> Verify(const std::string& data_directory,
                                    const std::optional<log::KafkaOptions>& kafka, const base::Clock& clock,
                                    const VerifyProgress& progress);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_PRAKSISD_VERIFY_H_
