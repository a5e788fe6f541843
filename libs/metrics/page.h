// What a program shows to Prometheus: written anew whenever it is asked for.
//
// Names follow Prometheus' conventions (praksis_…_total, …_seconds, …_bytes; promtool check metrics is asked
// in tests/operators). Labels may only hold what configuration bounds: methods, codes, reasons, partitions,
// tables, brokers. Never a case, a stream, a person, a municipality or anything that a client wrote.
//
// Not thread-safe.
#ifndef PRAKSIS_LIBS_METRICS_PAGE_H_
#define PRAKSIS_LIBS_METRICS_PAGE_H_

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "libs/metrics/instruments.h"

namespace praksis::metrics {

class Page {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // What /metrics answers with, and how browsers and Prometheus are told of it.
  static constexpr char kContentType[] = "text/plain; version=0.0.4; charset=utf-8";

  Page();
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  // Every metric has one kind and one text of help: those it is first written with. `name` may be written
  // with many labels, not twice with the same.
  void Counter(std::string_view name, std::string_view help, double value, Labels labels = {});
  void Gauge(std::string_view name, std::string_view help, double value, Labels labels = {});
  // `unit`: how many of the distribution's make one of the metric's: 1e9 where nanoseconds are shown as
  // seconds.
  void Histogram(std::string_view name, std::string_view help, const Distribution& distribution, double unit,
                 Labels labels = {});

  // Prometheus' text format 0.0.4, metrics in the order in which they were first written.
  std::string Text() const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

inline constexpr double kNanoseconds = 1e9;
inline constexpr double kOnes = 1;

}  // namespace praksis::metrics

#endif  // PRAKSIS_LIBS_METRICS_PAGE_H_
