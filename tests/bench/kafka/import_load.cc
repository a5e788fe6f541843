// Imports prepared facts through RecordMany, as quickly as they are answered (tests/bench/import_load.h).
//   import_load PORT RECORDS FIRST_CASE [BYTES] [TOGETHER] [CALLS] [WINDOW]
// Prints {"records", "bytes" (of them all), "seconds"}; aborts where one is refused.
#include "tests/bench/import_load.h"

#include <cstdio>

#include "libs/base/check.h"
#include "tests/bench/bench.h"

namespace praksis::bench {
namespace {

int Main(int argc, char** argv) {
  PRAKSIS_CHECK(argc >= 4, "import_load PORT RECORDS FIRST_CASE [BYTES] [TOGETHER] [CALLS] [WINDOW]");
  const ImportOptions defaults;
  const Imported imported = Import(
      static_cast<int>(NumberArgument(argc, argv, 1, 0)),
      {.records = NumberArgument(argc, argv, 2, 0),
       .first_case = NumberArgument(argc, argv, 3, 0),
       .bytes = NumberArgument(argc, argv, 4, defaults.bytes),
       .calls = NumberArgument(argc, argv, 6, defaults.calls),
       .window = static_cast<size_t>(NumberArgument(argc, argv, 7, static_cast<int64_t>(defaults.window))),
       .together = static_cast<size_t>(NumberArgument(argc, argv, 5, 1))});
  std::printf("{\"records\": %lld, \"bytes\": %lld, \"seconds\": %.4f}\n",
              static_cast<long long>(imported.records), static_cast<long long>(imported.bytes),
              imported.seconds);
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
