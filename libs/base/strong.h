// Distinct types for distinct things: a swapped argument must not compile.
//
//   using Version = base::StrongInt<struct VersionTag>;
//   using StreamId = base::StrongString<struct StreamIdTag>;
//
// No implicit conversion in either direction; `value()` gives what is inside.
#ifndef PRAKSIS_LIBS_BASE_STRONG_H_
#define PRAKSIS_LIBS_BASE_STRONG_H_

#include <compare>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace praksis::base {

template <typename Tag>
class StrongInt {
 public:
  constexpr StrongInt() = default;
  constexpr explicit StrongInt(int64_t value) : value_(value) {}
  constexpr int64_t value() const { return value_; }
  constexpr StrongInt Next() const { return StrongInt(value_ + 1); }

  friend constexpr auto operator<=>(StrongInt, StrongInt) = default;
  friend std::ostream& operator<<(std::ostream& out, StrongInt x) { return out << x.value_; }
  template <typename H>
  friend H AbslHashValue(H h, StrongInt x) {
    return H::combine(std::move(h), x.value_);
  }

 private:
  int64_t value_ = 0;
};

template <typename Tag>
class StrongString {
 public:
  StrongString() = default;
  explicit StrongString(std::string value) : value_(std::move(value)) {}
  explicit StrongString(std::string_view value) : value_(value) {}
  explicit StrongString(const char* value) : value_(value) {}
  const std::string& value() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend auto operator<=>(const StrongString&, const StrongString&) = default;
  friend std::ostream& operator<<(std::ostream& out, const StrongString& x) { return out << x.value_; }
  template <typename H>
  friend H AbslHashValue(H h, const StrongString& x) {
    return H::combine(std::move(h), x.value_);
  }

 private:
  std::string value_;
};

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_STRONG_H_
