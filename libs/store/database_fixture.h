// What the tests of libs/store share: a directory with databases of two tables.
#ifndef PRAKSIS_LIBS_STORE_DATABASE_FIXTURE_H_
#define PRAKSIS_LIBS_STORE_DATABASE_FIXTURE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "libs/store/database.h"

namespace praksis::store {

constexpr Table kRows{0};
constexpr Table kCounts{1};

inline Options TwoTables() {
  Options options;
  options.tables = {{.name = "rows", .bloom = true}, {.name = "counts", .counters = true}};
  return options;
}

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "praksis-store-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  ~DatabaseTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name = "db") const { return (directory_ / name).string(); }

  std::unique_ptr<Database> MustOpen(const std::string& path, const Options& options = TwoTables()) {
    auto database = Database::Open(path, options);
    EXPECT_TRUE(database.ok()) << database.status();
    return std::move(database).value();
  }

  // The files as a kill -9 would leave them at this moment.
  std::string CrashImage(const std::string& name = "crashed") {
    std::filesystem::copy(Path(), Path(name));
    std::filesystem::remove(Path(name) + "/LOCK");
    return Path(name);
  }

  static std::filesystem::path NewestWal(const std::string& path) {
    std::filesystem::path newest;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.path().extension() == ".log" && entry.path() > newest) newest = entry.path();
    }
    return newest;
  }

  std::filesystem::path directory_;
};

inline void Put(Database& database, std::string_view key, std::string_view value,
                Database::Durability durability = Database::Durability::kSynced) {
  Batch batch;
  batch.Put(kRows, key, value);
  const absl::Status status = database.Write(batch, durability);
  ASSERT_TRUE(status.ok()) << status;
}

inline void Add(Database& database, std::string_view key, int64_t delta) {
  Batch batch;
  batch.Add(kCounts, key, delta);
  const absl::Status status = database.Write(batch, Database::Durability::kBuffered);
  ASSERT_TRUE(status.ok()) << status;
}

inline std::optional<std::string> Get(const Database& database, std::string_view key) {
  auto value = database.Get(kRows, key);
  EXPECT_TRUE(value.ok()) << value.status();
  return *value;
}

inline int64_t Counter(const Database& database, std::string_view key) {
  auto value = database.MakeSnapshot()->GetCounter(kCounts, key);
  EXPECT_TRUE(value.ok()) << value.status();
  return *value;
}

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_DATABASE_FIXTURE_H_
