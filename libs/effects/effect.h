// An effect estimated from monthly figures, with its uncertainty. Pure functions of numbers; any thread.
#ifndef PRAKSIS_LIBS_EFFECTS_EFFECT_H_
#define PRAKSIS_LIBS_EFFECTS_EFFECT_H_

namespace praksis::effects {

// With the measure, less without, in the figure's own unit; lower <= value <= upper.
struct Effect {
  double value = 0;
  double lower = 0;
  double upper = 0;
  // Two-sided, of no effect: below 1 - confidence exactly where the interval leaves 0 out.
  double p = 1;
  // Student's degrees of freedom behind the interval; few are a wide one.
  double degrees = 0;
};

// How much is known of a month's figure of `count` cases, 0 … 1: count / (count + 20†). A month varies by
// more than who happened to be counted; that it does as much as sampling at 20 cases is an assumption, and
// where it does not hold, the intervals get wider and stay right (DESIGN.md).
constexpr double kMonthCount = 20;
constexpr double MonthWeight(double count) { return count / (count + kMonthCount); }

}  // namespace praksis::effects

#endif  // PRAKSIS_LIBS_EFFECTS_EFFECT_H_
