#include "libs/projection/chunk_memory.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace praksis::projection {
namespace {

TEST(ChunkMemory, KeepsEveryCopyUntilItIsCleared) {
  ChunkMemory memory;
  for (int chunk = 0; chunk < 3; ++chunk) {
    std::vector<std::string> texts;
    std::vector<std::string_view> copies;
    for (size_t i = 0; i < 400; ++i) {
      // Some are larger than a block.
      texts.emplace_back(i % 50 == 49 ? 100'000 + i : i, static_cast<char>('a' + i % 26));
      copies.push_back(memory.Copy(texts.back()));
      EXPECT_EQ(*memory.New<size_t>(i), i);
    }
    for (size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(copies[i], texts[i]);
    memory.Clear();
  }
}

}  // namespace
}  // namespace praksis::projection
