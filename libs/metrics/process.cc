#include "libs/metrics/process.h"

#include <dirent.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <vector>

namespace praksis::metrics {
namespace {

// /proc/self/stat from its third field on: the second is the program's name, which may hold anything.
std::vector<std::string> Stat() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream rest(line.substr(name_end + 1));
  std::vector<std::string> fields;
  for (std::string field; rest >> field;) fields.push_back(std::move(field));
  return fields;
}

// Of a field by its number in proc(5).
double Field(const std::vector<std::string>& stat, size_t number) {
  return stat.size() + 3 > number ? std::strtod(stat[number - 3].c_str(), nullptr) : 0;
}

// Seconds from 1970 to when the machine was started; 0 where it is not known.
double BootTime() {
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("btime ")) return std::strtod(line.c_str() + 6, nullptr);
  }
  return 0;
}

int OpenFiles() {
  DIR* const folder = opendir("/proc/self/fd");
  if (folder == nullptr) return 0;
  int count = 0;
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count - 3;  // ".", ".." and the folder itself
}

}  // namespace

void WriteProcess(Page& page) {
  const std::vector<std::string> stat = Stat();
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  if (!stat.empty()) {
    page.Counter("process_cpu_seconds_total", "Processor time of the process, its own and the system's.",
                 (Field(stat, 14) + Field(stat, 15)) / ticks);
    page.Gauge("process_threads", "Threads of the process.", Field(stat, 20));
    page.Gauge("process_virtual_memory_bytes", "Address space of the process.", Field(stat, 23));
    page.Gauge("process_resident_memory_bytes", "Memory that the process has.",
               Field(stat, 24) * static_cast<double>(sysconf(_SC_PAGESIZE)));
    if (const double boot = BootTime(); boot > 0) {
      page.Gauge("process_start_time_seconds", "When the process was started, in seconds since 1970.",
                 boot + Field(stat, 22) / ticks);
    }
  }
  if (const int open = OpenFiles(); open > 0) {
    page.Gauge("process_open_fds", "Open files and connections of the process.", open);
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    page.Gauge("process_max_fds", "Files and connections that the process may have open.",
               static_cast<double>(limit.rlim_cur));
  }
}

void WriteDisk(const std::string& directory, Page& page) {
  struct statvfs disk {};
  if (statvfs(directory.c_str(), &disk) != 0) return;
  const auto block = static_cast<double>(disk.f_frsize);
  page.Gauge("praksis_disk_free_bytes", "Free space on the disk of the data directory.",
             block * static_cast<double>(disk.f_bavail));
  page.Gauge("praksis_disk_size_bytes", "Size of the disk of the data directory.",
             block * static_cast<double>(disk.f_blocks));
}

}  // namespace praksis::metrics
