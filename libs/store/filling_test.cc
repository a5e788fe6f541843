#include "libs/store/filling.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include <memory>
#include <thread>
#include <vector>

#include "libs/base/check.h"

namespace praksis::store {
namespace {

using std::chrono::milliseconds;

constexpr int kUsual = 4;    // files before a compaction
constexpr int kSeldom = 32;  // while it is being filled

class FillingTest : public testing::Test {
 protected:
  FillingTest() {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.env = memory_.get();
    rocksdb::DB* db = nullptr;
    PRAKSIS_CHECK(rocksdb::DB::Open(options, "/filled", &db).ok());
    db_.reset(db);
    families_ = {db_->DefaultColumnFamily()};
  }

  int FilesBeforeACompaction() const {
    return db_->GetOptions(db_->DefaultColumnFamily()).level0_file_num_compaction_trigger;
  }
  // Waits for it, for long where it has to.
  bool ComesTo(int files) const {
    for (int i = 0; i < 6'000 && FilesBeforeACompaction() != files; ++i) {
      std::this_thread::sleep_for(milliseconds(10));
    }
    return FilesBeforeACompaction() == files;
  }

  const std::unique_ptr<rocksdb::Env> memory_{rocksdb::NewMemEnv(rocksdb::Env::Default())};
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

TEST_F(FillingTest, CompactionsAreSeldomUntilAWhileAfterItsEnd) {
  Filling filling(*db_, families_, milliseconds(100));
  EXPECT_EQ(FilesBeforeACompaction(), kUsual);
  filling.Begin();
  EXPECT_EQ(FilesBeforeACompaction(), kSeldom);
  filling.End();
  EXPECT_TRUE(ComesTo(kUsual));
}

TEST_F(FillingTest, NobodyIsMadeToWaitForItsEnd) {
  Filling filling(*db_, families_, std::chrono::hours(1));
  filling.Begin();
  filling.End();
  EXPECT_EQ(FilesBeforeACompaction(), kSeldom);
}

TEST_F(FillingTest, ItGoesOnWhereItBeginsAgainMeanwhile) {
  Filling filling(*db_, families_, milliseconds(300));
  filling.Begin();
  filling.End();
  filling.Begin();
  std::this_thread::sleep_for(milliseconds(600));
  EXPECT_EQ(FilesBeforeACompaction(), kSeldom);
  filling.End();
  EXPECT_TRUE(ComesTo(kUsual));
}

TEST_F(FillingTest, ItCanBeginAnew) {
  Filling filling(*db_, families_, milliseconds(1));
  for (int i = 0; i < 3; ++i) {
    filling.Begin();
    EXPECT_EQ(FilesBeforeACompaction(), kSeldom);
    filling.End();
    EXPECT_TRUE(ComesTo(kUsual));
  }
}

}  // namespace
}  // namespace praksis::store
