#include "libs/projection/stream_cache.h"

#include <gtest/gtest.h>

#include <utility>

namespace praksis::projection {
namespace {

CachedStream Named(const char* name) {
  CachedStream stream;
  stream.stream = StreamId(name);
  return stream;
}

TEST(StreamCache, DropsWhatWasUsedLongestAgo) {
  StreamCache cache(3'000);
  for (const char* name : {"case/a", "case/b", "case/c"}) {
    CachedStream& stream = cache.Insert(Named(name));
    cache.MarkChanged(stream, 800);
    cache.Settle();
  }
  EXPECT_EQ(cache.Find("case/a"), nullptr);
  EXPECT_NE(cache.Find("case/b"), nullptr);
  EXPECT_NE(cache.Find("case/c"), nullptr);
}

TEST(StreamCache, UseCountsFromTheLastChange) {
  StreamCache cache(3'000);
  cache.MarkChanged(cache.Insert(Named("case/a")), 800);
  cache.Settle();
  cache.MarkChanged(cache.Insert(Named("case/b")), 800);
  cache.Settle();
  cache.MarkChanged(*cache.Find("case/a"), 0);
  cache.Settle();
  cache.MarkChanged(cache.Insert(Named("case/c")), 800);
  cache.Settle();
  EXPECT_EQ(cache.Find("case/b"), nullptr);
  EXPECT_NE(cache.Find("case/a"), nullptr);
}

TEST(StreamCache, KeepsChangesUntilTheyAreSettled) {
  StreamCache cache(1'000);
  CachedStream& stream = cache.Insert(Named("case/a"));
  cache.MarkChanged(stream, 5'000);
  EXPECT_GE(cache.changed_bytes(), 5'000u);
  EXPECT_EQ(cache.Find("case/a"), &stream);
  EXPECT_EQ(cache.changed().size(), 1u);
  cache.Settle();
  EXPECT_EQ(cache.changed_bytes(), 0u);
  EXPECT_EQ(cache.Find("case/a"), nullptr);
  EXPECT_EQ(cache.bytes(), 0u);
  EXPECT_EQ(cache.size(), 0u);
}

}  // namespace
}  // namespace praksis::projection
