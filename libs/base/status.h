// Passing errors up.
#ifndef PRAKSIS_LIBS_BASE_STATUS_H_
#define PRAKSIS_LIBS_BASE_STATUS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// RETURN_IF_ERROR(expr): returns from the function if `expr` (an absl::Status) is not OK.
#define RETURN_IF_ERROR(expr)                                           \
  do {                                                                  \
    if (::absl::Status status_ = (expr); !status_.ok()) return status_; \
  } while (false)

#define PRAKSIS_CONCAT_(a, b) a##b
#define PRAKSIS_CONCAT(a, b) PRAKSIS_CONCAT_(a, b)

// ASSIGN_OR_RETURN(auto x, expr): declares or assigns x from an absl::StatusOr, or returns its status.
#define ASSIGN_OR_RETURN(lhs, expr) ASSIGN_OR_RETURN_(PRAKSIS_CONCAT(status_or_, __LINE__), lhs, expr)
#define ASSIGN_OR_RETURN_(temp, lhs, expr) \
  auto temp = (expr);                      \
  if (!temp.ok()) return temp.status();    \
  lhs = std::move(temp).value()

#endif  // PRAKSIS_LIBS_BASE_STATUS_H_
