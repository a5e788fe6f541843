// What a praksis-dashboards that has ended keeps, in numbers to compare with those of another program.
//   count_rows DIRECTORY
// DIRECTORY is its data directory. Prints by model {"cells", "sum", "rows", "digest"}: counters that are not
// 0 and their sum, and rows; besides "states" of cases {"rows", "digest"} and "history" {"events", "lists",
// "digest"}: entries of timelines, and rows of the lists. A digest does not depend on the order: the sum, mod
// 2^64, over all
//   SHA-256(length of key(4) key value), its first 8 bytes as a number; big endian
// value is that of the row; of a counter 8 bytes, little endian. Of a timeline's entry the key is
// stream 0x00 version(4), the value what follows its size.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "absl/strings/str_format.h"
#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/projection/layout.h"
#include "libs/projection/open_database.h"
#include "libs/readmodels/all_models.h"
#include "libs/readmodels/history_rows.h"
#include "libs/store/counter_value.h"
#include "libs/store/database.h"

namespace praksis::bench {
namespace {

class Digest {
 public:
  void Add(std::string_view key, std::string_view value) {
    std::string row;
    base::AppendBigEndian32(static_cast<uint32_t>(key.size()), row);
    row.append(key);
    row.append(value);
    sum_ += base::ReadBigEndian64(base::Sha256(row).data());
  }
  std::string Text() const { return absl::StrFormat("%016x", sum_); }

 private:
  uint64_t sum_ = 0;
};

template <typename Visit>
void ForEachRow(const store::Database& database, store::Table table, Visit visit) {
  const auto cursor = database.Scan(table, "", "");
  for (; cursor->Valid(); cursor->Next()) visit(cursor->key(), cursor->value());
  PRAKSIS_CHECK(cursor->status().ok(), cursor->status().ToString());
}

std::string States(const store::Database& database) {
  int64_t rows = 0;
  Digest digest;
  ForEachRow(database, projection::Layout::States(), [&](std::string_view key, std::string_view value) {
    ++rows;
    digest.Add(key, value);
  });
  return absl::StrFormat("\"states\": {\"rows\": %d, \"digest\": \"%s\"}", rows, digest.Text());
}

std::string CaseModel(const projection::Layout& layout, size_t model, const store::Database& database) {
  int64_t cells = 0;
  int64_t sum = 0;
  int64_t rows = 0;
  Digest digest;
  ForEachRow(database, layout.CaseCounts(model), [&](std::string_view key, std::string_view value) {
    const int64_t count = store::CounterValue(value);
    if (count == 0) return;
    ++cells;
    sum += count;
    digest.Add(key, value);
  });
  ForEachRow(database, layout.CaseRows(model), [&](std::string_view key, std::string_view value) {
    ++rows;
    digest.Add(key, value);
  });
  return absl::StrFormat("\"%s\": {\"cells\": %d, \"sum\": %d, \"rows\": %d, \"digest\": \"%s\"}",
                         std::string(layout.case_models()[model]->name()), cells, sum, rows, digest.Text());
}

// The rows of the history index begin with a letter, and the models' notes with 0x00.
std::string History(store::Table table, const store::Database& database) {
  int64_t events = 0;
  int64_t lists = 0;
  Digest digest;
  ForEachRow(database, table, [&](std::string_view key, std::string_view value) {
    if (key[0] == static_cast<char>(readmodels::List::kInOrder) ||
        key[0] == static_cast<char>(readmodels::List::kLate)) {
      ++lists;
      digest.Add(key, value);
    }
    if (key[0] != 't') return;
    const std::string_view stream = key.substr(1, key.size() - 1 - sizeof(uint32_t));  // with its 0x00
    auto version = base::ReadBigEndian32(key.data() + key.size() - sizeof(uint32_t)) *
                   static_cast<uint32_t>(readmodels::kSegmentEvents);
    while (!value.empty()) {
      const size_t size = base::ReadBigEndian32(value.data());
      std::string entry(stream);
      base::AppendBigEndian32(++version, entry);
      ++events;
      digest.Add(entry, value.substr(sizeof(uint32_t), size));
      value.remove_prefix(sizeof(uint32_t) + size);
    }
  });
  return absl::StrFormat("\"history\": {\"events\": %d, \"lists\": %d, \"digest\": \"%s\"}", events, lists,
                         digest.Text());
}

int Main(int argc, char** argv) {
  PRAKSIS_CHECK(argc == 2, "count_rows DIRECTORY");
  const projection::Layout layout(readmodels::AllCaseModels(), readmodels::AllEventModels());
  projection::Options options;
  options.directory = std::string(argv[1]) + "/projections";
  PRAKSIS_CHECK(std::filesystem::exists(options.directory + "/" + layout.name()), "no projection ",
                layout.name(), " in ", options.directory);
  const auto opened = projection::OpenDatabase(layout, options);
  PRAKSIS_CHECK(opened.ok(), opened.status().ToString());
  const store::Database& database = *opened->database;
  std::string all = States(database);
  for (size_t model = 0; model < layout.case_models().size(); ++model) {
    all += ", " + CaseModel(layout, model, database);
  }
  const auto history = layout.FindRows(readmodels::kHistoryName);
  PRAKSIS_CHECK(history.has_value(), "no history");
  all += ", " + History(*history, database);
  std::printf("{%s}\n", all.c_str());
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
