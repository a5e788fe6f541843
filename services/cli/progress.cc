#include "services/cli/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "libs/base/strings.h"
#include "services/cli/plot.h"

namespace praksis::cli {
namespace {

constexpr int kBarWidth = 24;

std::string TimeLeft(absl::Duration left) {
  const int64_t seconds = absl::ToInt64Seconds(left) + 1;
  if (seconds < 90) return base::StrCat(seconds, " s left");
  if (seconds < 5400) return base::StrCat((seconds + 30) / 60, " min left");
  return base::StrCat((seconds + 1800) / 3600, " h left");
}

}  // namespace

std::string RenderProgress(const ProgressState& state, int width) {
  std::string line = state.label.empty() ? "" : base::StrCat(state.label, "  ");
  if (state.share >= 0) {
    std::string bar = Bar(state.share, kBarWidth);
    bar.append(static_cast<size_t>(std::max(0, kBarWidth - DisplayWidth(bar))), ' ');
    char percent[16];
    std::snprintf(percent, sizeof percent, "%3.0f %%", std::floor(state.share * 100));
    line += base::StrCat(bar, " ", percent, "  ");
  }
  line += base::StrCat(Grouped(state.done), " ", state.noun, state.done == 1 ? "" : "s");
  if (state.refused > 0) line += base::StrCat("  ", Grouped(state.refused), " refused");
  const double seconds = absl::ToDoubleSeconds(state.elapsed);
  if (seconds >= 0.5) {
    line += base::StrCat("  ", Grouped(std::llround(static_cast<double>(state.done) / seconds)), "/s");
    if (state.share > 0.01 && state.share < 1)
      line += "  " + TimeLeft(state.elapsed * ((1 - state.share) / state.share));
  }
  return Shorten(line, width);
}

Progress::Progress(const Terminal& error_output, const base::Clock& clock, std::string_view label,
                   std::string_view noun)
    : terminal_(error_output), label_(label), noun_(noun), clock_(clock), begun_(clock.Now()) {}

Progress::~Progress() { Clear(); }

void Progress::Update(int64_t done, int64_t refused, double share) {
  if (!terminal_.interactive) return;
  const absl::Time now = clock_.Now();
  if (now - drawn_ < absl::Milliseconds(100)) return;
  drawn_ = now;
  visible_ = true;
  const std::string line =
      RenderProgress({label_, noun_, done, refused, share, now - begun_}, terminal_.width - 1);
  std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
  std::fflush(stderr);
}

void Progress::Clear() {
  if (!visible_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  visible_ = false;
  drawn_ = absl::InfinitePast();
}

}  // namespace praksis::cli
