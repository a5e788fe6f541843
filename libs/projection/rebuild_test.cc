// G5: a read model is a pure function of the log. Random courses of cases, corrections among them, projected
// in any chunks, partitions in any order, with crashes at any point, must come to what folding each case at
// once gives.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <map>
#include <utility>

#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/projection/projection.h"
#include "libs/projection/testing/log_fixture.h"
#include "libs/projection/testing/test_models.h"

namespace praksis::projection {
namespace {

using domain::cases::testing::Random;
using domain::cases::testing::RandomHistory;
using testing::AddressModel;
using testing::CourseIn;
using testing::CourseModel;
using testing::CourseOf;
using testing::LogFixture;

const CourseModel kCourse;
const AddressModel kAddresses;
constexpr int kPartitions = 3;

// Some cases whose events come mixed with each other's.
struct Cases {
  explicit Cases(Random& random) {
    const int count = random.Between(1, 12);
    for (int i = 0; i < count; ++i) {
      histories.push_back(RandomHistory(random.Next(), 30, base::StrCat("case/", i)));
      appended.emplace_back();
    }
  }
  // Appends some more events to the log; whether there were any.
  bool AppendSome(Random& random, LogFixture& fixture) {
    std::vector<size_t> open;
    for (size_t i = 0; i < histories.size(); ++i) {
      if (appended[i].size() < histories[i].size()) open.push_back(i);
    }
    if (open.empty()) return false;
    for (int n = random.Between(1, 20); n > 0; --n) {
      const size_t i = random.Of(open);
      if (appended[i].size() == histories[i].size()) continue;
      appended[i].push_back(histories[i][appended[i].size()]);
      fixture.Append(appended[i].back());
    }
    return true;
  }

  std::vector<std::vector<v1::Event>> histories;
  std::vector<std::vector<v1::Event>> appended;
};

// Any way of working: small chunks or large, a cache that holds next to nothing or everything, logged or not,
// past memory or through it.
Options AnyOptions(Random& random, const std::string& directory) {
  Options options;
  options.directory = directory;
  options.in_memory = directory.empty();
  options.max_chunk_events = static_cast<size_t>(random.Between(1, 30));
  options.bulk_chunk_events = static_cast<size_t>(random.OneIn(2) ? 0 : random.Between(1, 40));
  options.file_chunk_bytes = static_cast<size_t>(random.OneIn(2) ? 0 : random.Between(1, 4'000));
  options.state_cache_bytes = random.OneIn(2) ? size_t{4} << 10 : size_t{16} << 20;
  options.bulk_state_cache_bytes = random.OneIn(2) ? 0 : size_t{1} << 20;
  options.max_chunk_bytes = random.OneIn(3) ? 500 : size_t{1} << 20;
  return options;
}

std::unique_ptr<Projection> Open(log::EventLog& event_log, const Options& options) {
  auto projection =
      Projection::Open(event_log, domain::cases::CaseRules(), {&kCourse}, {&kAddresses}, options);
  RC_ASSERT(projection.ok());
  return *std::move(projection);
}

void CatchUp(Projection& projection, Random& random, const log::Position& end) {
  while (projection.position() != end) {
    const auto events = projection.Step(PartitionId(random.Between(0, kPartitions - 1)));
    RC_ASSERT(events.ok());
  }
}

void ExpectEqual(const Projection& left, const Projection& right) {
  const auto rows = Projection::Compare(*left.Now(), *right.Now(), [](auto table, auto key, auto, auto) {
    RC_FAIL(base::StrCat(table, " differs at ", key));
  });
  RC_ASSERT(rows.ok());
}

TEST(Rebuild, EqualsIncrementalInAnyChunksAndAnyOrderOfPartitions) {
  EXPECT_TRUE(rc::check("rebuild = incremental", [](uint64_t seed) {
    Random random(seed);
    LogFixture fixture({.partitions = kPartitions, .markers = random.OneIn(2)});
    Cases cases(random);
    const auto incremental = Open(fixture.log(), AnyOptions(random, ""));
    while (cases.AppendSome(random, fixture)) {
      for (int n = random.Between(0, 4); n > 0; --n) {
        RC_ASSERT(incremental->Step(PartitionId(random.Between(0, kPartitions - 1))).ok());
      }
    }
    // With markers the end lies behind the last event; a projection is where the events are.
    const auto rebuilt = Open(fixture.log(), AnyOptions(random, ""));
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < kPartitions; ++i) {
        while (*rebuilt->Step(PartitionId(i)) > 0) {
        }
      }
    }
    CatchUp(*incremental, random, rebuilt->position());

    RC_ASSERT(CourseIn(*incremental->Now()) == CourseOf(cases.appended));
    ExpectEqual(*incremental, *rebuilt);
  }));
}

// What a killed process leaves behind is what its files hold now: what follows goes on with a copy of them.
// Files that are not needed any more may be removed meanwhile.
void CopyFiles(const std::string& from, const std::string& to) {
  for (int attempt = 0;; ++attempt) {
    std::error_code error;
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive, error);
    if (!error) return;
    RC_ASSERT(attempt < 100);
    std::filesystem::remove_all(to);
  }
}

std::map<std::string, std::string> AddressesIn(const View& view) {
  std::map<std::string, std::string> rows;
  for (auto cursor = view.snapshot().Scan(view.Rows("addresses"), "0", ""); cursor->Valid(); cursor->Next()) {
    rows[std::string(cursor->key())] = cursor->value();
  }
  return rows;
}

std::map<std::string, std::string> AddressesOf(const std::vector<std::vector<v1::Event>>& histories,
                                               LogFixture& fixture) {
  std::map<std::string, std::string> rows;
  std::map<std::pair<PartitionId, Offset>, v1::Event> events;
  for (const auto& history : histories) {
    for (const v1::Event& event : history) {
      const log::Address address = fixture.log().FindEvent(EventId(event.event_id())).value().value();
      events[{address.partition, address.offset}] = event;
      rows[base::StrCat(event.stream(), "#", event.version() / 8)] += event.event_id() + " ";
    }
  }
  std::map<PartitionId, std::string> before;
  for (const auto& [address, event] : events) {
    const auto [partition, offset] = address;
    const std::string& id = event.event_id();
    rows[base::StrCat(partition.value(), "/", offset.value())] =
        base::StrCat(id, " after ", std::exchange(before[partition], id));
    rows[base::StrCat("body-", partition.value(), "/", static_cast<int>(event.body_case()))] += id + " ";
  }
  return rows;
}

class Directory {
 public:
  Directory() {
    std::string pattern = ::testing::TempDir() + "praksis-rebuild-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  std::string Sub(int number) const { return base::StrCat(path_, "/", number); }

 private:
  std::string path_;
};

TEST(Rebuild, ACrashAtAnyPointChangesNothing) {
  EXPECT_TRUE(rc::check("a crash changes nothing", [](uint64_t seed) {
    Random random(seed);
    LogFixture fixture({.partitions = kPartitions});
    Cases cases(random);
    Directory directory;
    int incarnation = 0;
    int crashes = random.Between(1, 2);
    auto projection = Open(fixture.log(), AnyOptions(random, directory.Sub(incarnation)));
    while (cases.AppendSome(random, fixture)) {
      for (int n = random.Between(0, 3); n > 0; --n) {
        RC_ASSERT(projection->Step(PartitionId(random.Between(0, kPartitions - 1))).ok());
      }
      if (crashes > 0 && random.OneIn(4)) {
        --crashes;
        CopyFiles(directory.Sub(incarnation), directory.Sub(incarnation + 1));
        projection = Open(fixture.log(), AnyOptions(random, directory.Sub(++incarnation)));
      }
    }
    CatchUp(*projection, random, fixture.end());

    RC_ASSERT(CourseIn(*projection->Now()) == CourseOf(cases.appended));
    RC_ASSERT(AddressesIn(*projection->Now()) == AddressesOf(cases.appended, fixture));
  }));
}

}  // namespace
}  // namespace praksis::projection
