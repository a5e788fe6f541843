// A message of RecordMany taken apart into its items, each with what becomes of it so far: a request to be
// recorded, or the refusal of what is no message. Pure; thread-safe.
#ifndef PRAKSIS_SERVICES_SERVER_RECORD_ITEMS_H_
#define PRAKSIS_SERVICES_SERVER_RECORD_ITEMS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/support/byte_buffer.h"
#include "praksis/v1/journal.pb.h"

namespace praksis::services {

// Items of one message; the contract names the number.
inline constexpr size_t kMaxItemsTogether = 1'000;

struct RecordItem {
  // As the client numbered it; 0 where that could not be read.
  int64_t item = 0;
  // Else INVALID_ARGUMENT, INVALID_MESSAGE, with the path of the field within the item.
  absl::StatusOr<v1::RecordRequest> request;
};

struct RecordItems {
  // They came in `items`, and are answered together.
  bool packed = false;
  // At least one.
  std::vector<RecordItem> items;
};

// Every item is parsed by itself, so that one that is no message costs none of the others. Where the items
// cannot be told apart, or stand beside the fields of a single one, all are refused, and what follows the
// place where the message breaks is one more.
//   INVALID_ARGUMENT  TOO_MANY_ITEMS: more than kMaxItemsTogether, which are not even parsed.
absl::StatusOr<RecordItems> ReadRecordItems(const grpc::ByteBuffer& bytes);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_RECORD_ITEMS_H_
