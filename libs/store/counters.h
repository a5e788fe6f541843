// Counters: rows whose value is a little-endian int64, added to without reading first. Internal to
// libs/store.
//
//   value   := counter_value.h
//   operand := the same; a merge adds it to the value, or to 0 where there is none
#ifndef PRAKSIS_LIBS_STORE_COUNTERS_H_
#define PRAKSIS_LIBS_STORE_COUNTERS_H_

#include <rocksdb/compaction_filter.h>
#include <rocksdb/merge_operator.h>

#include <memory>

namespace praksis::store {

std::shared_ptr<rocksdb::MergeOperator> CounterAddition();

// Drops counters that have come to 0. Lives for ever.
const rocksdb::CompactionFilter* ZeroCounterFilter();

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_COUNTERS_H_
