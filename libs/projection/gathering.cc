#include "libs/projection/gathering.h"

namespace praksis::projection {
namespace {

constexpr int kMostTurns = 5'000 / Gathering::kTurnMilliseconds;
constexpr int kTurnsWithoutGrowth = 200 / Gathering::kTurnMilliseconds;

}  // namespace

bool Gathering::Waits(int64_t there, int64_t enough) {
  if (there > there_) grown_at_ = turns_;
  there_ = there;
  if (there > 0 && there < enough && turns_ < kMostTurns && turns_ - grown_at_ < kTurnsWithoutGrowth) {
    ++turns_;
    return true;
  }
  End();
  return false;
}

}  // namespace praksis::projection
