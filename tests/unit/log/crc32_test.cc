#include "replay/log/crc32.h"

#include <array>
#include <cstring>
#include <span>

#include <gtest/gtest.h>

namespace reprise::log {
namespace {

// The check value of CRC-32 with zlib's polynomial.
constexpr char kDigits[] = "123456789";
constexpr std::uint32_t kCheck = 0xCBF43926;

ByteSpan Digits(std::size_t from, std::size_t to) {
  return std::as_bytes(std::span(kDigits + from, to - from));
}

TEST(Crc32Test, Example) { EXPECT_EQ(Crc32(Digits(0, 9)), kCheck); }

TEST(Crc32Test, SpansOneAfterTheOtherAreAsOne) {
  EXPECT_EQ(Crc32(Digits(4, 9), Crc32(Digits(0, 4))), kCheck);
}

TEST(Crc32Test, AnEmptySpanBetweenThemChangesNothing) {
  const std::uint32_t first = Crc32(Digits(0, 4));
  EXPECT_EQ(Crc32(ByteSpan(), first), first);
  EXPECT_EQ(Crc32(Digits(4, 4), first), first);
}

}  // namespace
}  // namespace reprise::log
