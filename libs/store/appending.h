// Rows whose value grows at its end without being read first. Internal to libs/store.
//
//   value := operand*, in the order of writing
#ifndef PRAKSIS_LIBS_STORE_APPENDING_H_
#define PRAKSIS_LIBS_STORE_APPENDING_H_

#include <rocksdb/merge_operator.h>

#include <memory>

namespace praksis::store {

std::shared_ptr<rocksdb::MergeOperator> Appending();

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_APPENDING_H_
