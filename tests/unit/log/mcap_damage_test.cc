#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "replay/log/mcap_index.h"
#include "tests/unit/log/log_fixture.h"

namespace reprise::log {
namespace {

using testing::HasSubstr;

bool IsPrefix(const std::vector<std::string>& shorter, const std::vector<std::string>& longer) {
  return shorter.size() <= longer.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

std::vector<std::string> AllPayloads(std::uint32_t count = 12) {
  std::vector<std::string> payloads;
  for (std::uint32_t i = 0; i < count; ++i) payloads.push_back(SmallPayload(i));
  return payloads;
}

// Where each chunk of the file ends (indexes left out).
std::vector<std::uint64_t> ChunkEnds(const Bytes& file) {
  std::vector<std::uint64_t> ends;
  const absl::StatusOr<McapIndex> index = McapIndex::Open(file);
  for (const ChunkIndex& chunk : index->chunks())
    ends.push_back(chunk.chunk_start_offset + chunk.chunk_length);
  return ends;
}

TEST(McapDamageTest, CutAtAnyByteGivesEveryChunkInFrontOfTheCut) {
  for (const Compression compression : {Compression::kNone, Compression::kZstd}) {
    const Bytes file = SmallLogBytes({.options = {.compression = compression}});
    const std::vector<std::uint64_t> ends = ChunkEnds(file);
    const std::uint64_t metadata_end = ends[0] - 1;  // Somewhere in the first chunk: the metadata is whole.
    ASSERT_EQ(ends.size(), 4U);
    for (std::size_t size = 0; size < file.size(); ++size) {
      SCOPED_TRACE(size);
      const absl::StatusOr<LogFile> log =
          LogFile::Parse(ByteSpan(file).first(size), ReadMode::kPrefix, "cut");
      if (!log.ok()) {
        EXPECT_LT(size, metadata_end);
        EXPECT_EQ(log.status().code(), absl::StatusCode::kDataLoss);
        continue;
      }
      const auto chunks =
          std::count_if(ends.begin(), ends.end(), [&](std::uint64_t end) { return end <= size; });
      EXPECT_EQ(PayloadsOf(*log), AllPayloads(static_cast<std::uint32_t>(3 * chunks)));
      ASSERT_FALSE(log->damages().empty());
      EXPECT_EQ(log->damages()[0].kind, DamageKind::kCut);
      EXPECT_LE(log->damages()[0].offset_bytes, size);
      EXPECT_FALSE(LogFile::Parse(ByteSpan(file).first(size), ReadMode::kStrict, "cut").ok());
    }
  }
}

void ExpectPrefixForAnyFlippedBit(const Bytes& file) {
  Bytes damaged = file;
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    SCOPED_TRACE(bit);
    damaged[bit / 8] ^= std::byte{1} << (bit % 8);
    const absl::StatusOr<LogFile> log = LogFile::Parse(damaged, ReadMode::kPrefix, "flipped");
    if (log.ok()) {
      EXPECT_FALSE(log->whole());
      EXPECT_TRUE(IsPrefix(PayloadsOf(*log), AllPayloads()));
    }
    damaged[bit / 8] = file[bit / 8];
  }
}

TEST(McapDamageTest, AnyFlippedBitIsFoundAndLeavesAPrefix) { ExpectPrefixForAnyFlippedBit(SmallLogBytes()); }

TEST(McapDamageTest, AnyFlippedBitOfAFileThatIsAlsoCutLeavesAPrefix) {
  Bytes file = SmallLogBytes();
  file.resize(ChunkEnds(file)[3]);

  ExpectPrefixForAnyFlippedBit(file);
}

TEST(McapDamageTest, AnyFlippedBitCostsSalvageAtMostOneChunk) {
  const Bytes file = SmallLogBytes();
  const std::size_t first =
      ChunkEnds(file)[0];  // Definitions lie in the first chunk; behind it they are known.
  Bytes damaged = file;
  for (std::size_t bit = first * 8; bit < ChunkEnds(file)[3] * 8; ++bit) {
    SCOPED_TRACE(bit);
    damaged[bit / 8] ^= std::byte{1} << (bit % 8);
    const absl::StatusOr<LogFile> log = LogFile::Parse(damaged, ReadMode::kSalvage, "flipped");
    ASSERT_TRUE(log.ok()) << log.status();
    EXPECT_FALSE(log->whole());
    EXPECT_GE(log->message_count(), 9U);
    std::set<std::string> written;
    for (const std::string& payload : AllPayloads()) written.insert(payload);
    for (const std::string& payload : PayloadsOf(*log)) EXPECT_TRUE(written.contains(payload));
    damaged[bit / 8] = file[bit / 8];
  }
}

TEST(McapDamageTest, BytesBehindTheEndAreDamage) {
  Bytes file = SmallLogBytes();
  file.push_back(std::byte{0});

  const absl::StatusOr<LogFile> log = LogFile::Parse(file, ReadMode::kPrefix, "longer");

  ASSERT_TRUE(log.ok());
  EXPECT_TRUE(log->messages_whole());
  EXPECT_THAT(log->damages()[0].what, HasSubstr("must end with the magic"));
}

}  // namespace
}  // namespace reprise::log
