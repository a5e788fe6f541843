#include "libs/metrics/process.h"

#include <cstdlib>
#include <string>

#include "gtest/gtest.h"

namespace praksis::metrics {
namespace {

double ValueOf(const std::string& text, const std::string& name) {
  const size_t line = text.find("\n" + name + " ");
  EXPECT_NE(line, std::string::npos) << name << " is not in\n" << text;
  return line == std::string::npos ? -1 : std::strtod(text.c_str() + line + name.size() + 2, nullptr);
}

TEST(ProcessTest, ThisProcessHasMemoryFilesThreadsAndABeginning) {
  Page page;
  WriteProcess(page);
  const std::string text = page.Text();
  EXPECT_GT(ValueOf(text, "process_resident_memory_bytes"), 1 << 20);
  EXPECT_GT(ValueOf(text, "process_virtual_memory_bytes"), ValueOf(text, "process_resident_memory_bytes"));
  EXPECT_GE(ValueOf(text, "process_open_fds"), 1);
  EXPECT_GE(ValueOf(text, "process_max_fds"), ValueOf(text, "process_open_fds"));
  EXPECT_GE(ValueOf(text, "process_threads"), 1);
  EXPECT_GE(ValueOf(text, "process_cpu_seconds_total"), 0);
  EXPECT_GT(ValueOf(text, "process_start_time_seconds"), 1.7e9);
}

TEST(DiskTest, ADiskHasNoMoreFreeSpaceThanSpace) {
  Page page;
  WriteDisk("/", page);
  const std::string text = page.Text();
  EXPECT_GT(ValueOf(text, "praksis_disk_size_bytes"), 0);
  EXPECT_LE(ValueOf(text, "praksis_disk_free_bytes"), ValueOf(text, "praksis_disk_size_bytes"));
}

TEST(DiskTest, NothingIsSaidOfADirectoryThatIsNotThere) {
  Page page;
  WriteDisk("/there-is-no-such-directory", page);
  EXPECT_EQ(page.Text(), "");
}

}  // namespace
}  // namespace praksis::metrics
