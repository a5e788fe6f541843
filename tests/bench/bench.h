// What all measurements share: a directory to work in, times, and the last lines.
#ifndef PRAKSIS_TESTS_BENCH_BENCH_H_
#define PRAKSIS_TESTS_BENCH_BENCH_H_

#include <cstdint>
#include <string>
#include <vector>

namespace praksis::bench {

// A new directory, removed with what is in it. Below $PRAKSIS_BENCH_DIR, or else /var/tmp, which unlike /tmp
// is rarely in memory.
class WorkDirectory {
 public:
  WorkDirectory();
  ~WorkDirectory();
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Nanoseconds of the monotonic clock.
int64_t NowNs();
// Nanoseconds of processor time that the calling thread has had.
int64_t ThreadCpuNs();

// How long things took.
class Times {
 public:
  void Add(int64_t ns) { ns_.push_back(ns); }
  void Add(const Times& other) { ns_.insert(ns_.end(), other.ns_.begin(), other.ns_.end()); }
  size_t size() const { return ns_.size(); }
  // In milliseconds; 0 where nothing was measured.
  double PercentileMs(double percent) const;

 private:
  std::vector<int64_t> ns_;
};

// Appends of `bytes` to a file in `directory`, each with fdatasync, for `seconds`: to a file that grows, or
// to one whose space was written before.
struct SyncRate {
  double per_second = 0;
  Times times;
};
SyncRate MeasureSync(const std::string& directory, int bytes, bool preallocated, double seconds);

// "ratio <name> <value> (goal <goal>)", the line by which tests/run reads a measurement.
void PrintRatio(const std::string& name, double value, const std::string& goal);

// The `position`th argument as a number, or `otherwise`.
int64_t NumberArgument(int argc, char** argv, int position, int64_t otherwise);

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_BENCH_H_
