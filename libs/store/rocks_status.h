// RocksDB's statuses as ours. Internal to libs/store.
#ifndef PRAKSIS_LIBS_STORE_ROCKS_STATUS_H_
#define PRAKSIS_LIBS_STORE_ROCKS_STATUS_H_

#include <rocksdb/slice.h>
#include <rocksdb/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace praksis::store {

inline rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Of reading: DATA_LOSS for damage, UNAVAILABLE for the disk's trouble, else INTERNAL.
absl::Status ToStatus(const rocksdb::Status& status);

// Of opening the database at `path`: see Database::Open.
absl::Status ToOpenStatus(const rocksdb::Status& status, const std::string& path);

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_ROCKS_STATUS_H_
