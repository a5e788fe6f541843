#include "tests/bench/bench.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "libs/base/check.h"

namespace praksis::bench {

WorkDirectory::WorkDirectory() {
  const char* below = std::getenv("PRAKSIS_BENCH_DIR");
  path_ = std::string(below != nullptr ? below : "/var/tmp") + "/praksis-bench-XXXXXX";
  PRAKSIS_CHECK(mkdtemp(path_.data()) != nullptr, path_);
}

WorkDirectory::~WorkDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

int64_t NowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int64_t ThreadCpuNs() {
  timespec used = {};
  PRAKSIS_CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) == 0);
  return int64_t{used.tv_sec} * 1'000'000'000 + used.tv_nsec;
}

double Times::PercentileMs(double percent) const {
  if (ns_.empty()) return 0;
  std::vector<int64_t> sorted = ns_;
  const auto rank = static_cast<size_t>(std::llround(percent / 100 * static_cast<double>(sorted.size() - 1)));
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(rank), sorted.end());
  return static_cast<double>(sorted[rank]) / 1e6;
}

SyncRate MeasureSync(const std::string& directory, int bytes, bool preallocated, double seconds) {
  const std::string path = directory + "/sync";
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  PRAKSIS_CHECK(file >= 0, path);
  const std::string text(static_cast<size_t>(bytes), 'x');
  constexpr int64_t kPreallocatedBytes = int64_t{64} << 20;
  if (preallocated) {
    const std::string zeros(size_t{1} << 20, '\0');
    for (int64_t written = 0; written < kPreallocatedBytes; written += static_cast<int64_t>(zeros.size())) {
      PRAKSIS_CHECK(write(file, zeros.data(), zeros.size()) == static_cast<ssize_t>(zeros.size()));
    }
    PRAKSIS_CHECK(fsync(file) == 0);
    PRAKSIS_CHECK(lseek(file, 0, SEEK_SET) == 0);
  }
  SyncRate rate;
  int64_t written = 0;
  const int64_t begin = NowNs();
  int64_t now = begin;
  while (static_cast<double>(now - begin) < seconds * 1e9) {
    if (preallocated && written + bytes > kPreallocatedBytes) {
      PRAKSIS_CHECK(lseek(file, 0, SEEK_SET) == 0);
      written = 0;
    }
    PRAKSIS_CHECK(write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    PRAKSIS_CHECK(fdatasync(file) == 0);
    written += bytes;
    const int64_t before = now;
    now = NowNs();
    rate.times.Add(now - before);
  }
  rate.per_second = static_cast<double>(rate.times.size()) * 1e9 / static_cast<double>(now - begin);
  close(file);
  unlink(path.c_str());
  return rate;
}

void PrintRatio(const std::string& name, double value, const std::string& goal) {
  std::printf("ratio %s %.3f (goal %s)\n", name.c_str(), value, goal.c_str());
  std::fflush(stdout);
}

int64_t NumberArgument(int argc, char** argv, int position, int64_t otherwise) {
  return argc > position ? std::atoll(argv[position]) : otherwise;
}

}  // namespace praksis::bench
