#include "lockfree/prefetch.h"

#include <gtest/gtest.h>

#include <array>

namespace reprise::lockfree {
namespace {

TEST(PrefetchTest, MemoryStaysAsItWas) {
  std::array<char, 1000> memory;
  memory.fill('x');

  PrefetchToWrite<StdSync>(memory.data(), memory.size());

  for (char byte : memory) EXPECT_EQ(byte, 'x');
}

}  // namespace
}  // namespace reprise::lockfree
