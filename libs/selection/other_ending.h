// The placements that ended the other way, in the numbers of the universe: values are told apart by their
// names, since each pool numbers its own.
#ifndef PRAKSIS_LIBS_SELECTION_OTHER_ENDING_H_
#define PRAKSIS_LIBS_SELECTION_OTHER_ENDING_H_

#include <array>
#include <cstdint>

#include "libs/selection/selection.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// By kKnownBefore, the universe's canonical values; 0 is "not known", kForeign what does not occur there.
using Before = std::array<uint8_t, kKnownBefore.size()>;
inline constexpr uint8_t kForeign = 255;

Before BeforeOf(const CanonicalFeatures& features);

// Both must outlive it.
class OtherEnding {
 public:
  OtherEnding(const Universe& universe, const Universe& others);

  const Universe& others() const { return others_; }
  // Of features in the numbers of others().
  Before Translated(const CanonicalFeatures& features) const;

 private:
  const Universe& others_;
  // By place in kKnownBefore and value of others().
  std::array<std::array<uint8_t, 256>, kKnownBefore.size()> translated_ = {};
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_OTHER_ENDING_H_
