// A probability estimated from data, with its uncertainty.
#ifndef PRAKSIS_LIBS_FIGURES_PROBABILITY_H_
#define PRAKSIS_LIBS_FIGURES_PROBABILITY_H_

namespace praksis::figures {

// The standard normal distribution's 97.5 % point: all intervals of this library are two-sided 95 % ones.
inline constexpr double kZ95 = 1.959963984540054;

// `value` and its bounds are shares (0 … 1), `variance` is the estimate's. The interval is [0, 1], which says
// nothing, where the data give none: at an estimate of exactly 0 or 1.
struct Probability {
  double value = 0;
  double variance = 0;
  double lower = 0;
  double upper = 1;
};

// The pointwise 95 % interval on the scale log(-log p) (Kalbfleisch & Prentice 1980), which keeps it within
// [0, 1]: p^exp(±z s), s = sqrt(variance) / (p |log p|) by the delta method. Rounding errors of `value` and
// `variance` beyond their ranges are cut off.
Probability WithLogLogInterval(double value, double variance);

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_PROBABILITY_H_
