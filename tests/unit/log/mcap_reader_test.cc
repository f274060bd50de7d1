#include "replay/log/mcap_reader.h"

#include <gmock/gmock.h>
#include <lz4frame.h>
#include <zstd.h>

#include "replay/log/format.h"
#include "tests/unit/log/raw_file.h"

namespace reprise::log {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct ReadResult {
  std::vector<std::string> payloads;
  std::vector<std::string> damages;
  bool whole = false;
};

ReadResult ReadAll(const Bytes& file, ReadMode mode = ReadMode::kPrefix) {
  ReadResult result;
  McapReader reader(file, mode);
  while (const std::optional<Record> record = reader.Next()) {
    if (const auto* message = std::get_if<Message>(&*record))
      result.payloads.push_back(AsString(message->data));
  }
  for (const Damage& damage : reader.damages()) result.damages.push_back(damage.what);
  result.whole = reader.whole();
  return result;
}

Bytes Zstd(ByteSpan content) {
  Bytes out(ZSTD_compressBound(content.size()));
  out.resize(ZSTD_compress(out.data(), out.size(), content.data(), content.size(), 1));
  return out;
}

TEST(McapReaderTest, PrivateAndUnknownRecordsAreSkipped) {
  RawFile raw;
  raw.Raw(0x80, 5).Raw(0xff, 0).Raw(0x42, 7).Add(kChannel1).Add(RawMessage(1, "a"));

  const ReadResult read = ReadAll(raw.Finish());

  EXPECT_TRUE(read.whole);
  EXPECT_THAT(read.payloads, ElementsAre("a"));
}

TEST(McapReaderTest, LogOfOursMayHoldNothingThatOurWriterDoesNotWrite) {
  const auto own = [] { return RawFile(RawFile::Part::kFile, kProfile); };
  Bytes longer;
  EncodeRecord(longer, Metadata{.name = "m"});
  PatchNumber(longer, 1, std::uint64_t{longer.size() - kRecordHeadBytes + 1});
  longer.push_back(std::byte{0});

  EXPECT_TRUE(ReadAll(own().Finish()).whole);
  EXPECT_THAT(ReadAll(own().Raw(0x80, 5).Finish()).damages, ElementsAre(HasSubstr("opcode 128")));
  EXPECT_THAT(ReadAll(own().AddBytes(longer).Finish()).damages,
              ElementsAre(HasSubstr("longer than its fields")));
  EXPECT_THAT(ReadAll(own().Add(kChannel1).Finish()).damages, ElementsAre(HasSubstr("outside a chunk")));
}

TEST(McapReaderTest, Lz4FramesAreRead) {
  RawFile content(RawFile::Part::kChunkContent);
  content.Add(kChannel1).Add(RawMessage(1, "a"));
  Bytes packed(LZ4F_compressFrameBound(content.bytes().size(), nullptr));
  packed.resize(LZ4F_compressFrame(packed.data(), packed.size(), content.bytes().data(),
                                   content.bytes().size(), nullptr));

  const ReadResult read = ReadAll(RawFile().Add(RawChunk(content.bytes(), "lz4", packed)).Finish());

  EXPECT_THAT(read.damages, IsEmpty());
  EXPECT_THAT(read.payloads, ElementsAre("a"));
}

TEST(McapReaderTest, MessageBeforeItsChannelIsDamage) {
  const Bytes file = RawFile().Add(RawMessage(3, "a")).Finish();

  EXPECT_THAT(ReadAll(file).damages,
              ElementsAre(HasSubstr("a message names channel 3, which was not defined")));
}

TEST(McapReaderTest, ChannelBeforeItsSchemaIsDamage) {
  const Bytes file = RawFile().Add(Channel{.id = 1, .schema_id = 9, .topic = "t"}).Finish();

  EXPECT_THAT(ReadAll(file).damages, ElementsAre(HasSubstr("channel 1 ('t') names schema 9")));
}

TEST(McapReaderTest, IdThatChangesItsMeaningIsDamage) {
  RawFile raw;
  raw.Add(kChannel1).Add(kChannel1).Add(RawMessage(1, "a")).Add(Channel{.id = 1, .topic = "another"});

  const ReadResult read = ReadAll(raw.Finish());

  EXPECT_THAT(read.payloads, ElementsAre("a"));
  EXPECT_THAT(read.damages, ElementsAre(HasSubstr("channel 1 is defined a second time")));
}

TEST(McapReaderTest, SchemaLongerThanItsRecordIsDamage) {
  Bytes schema;
  EncodeRecord(schema, Schema{.id = 1, .name = "S"});
  PatchNumber(schema, schema.size() - 4, std::uint32_t{0xffffffff});

  const ReadResult read = ReadAll(RawFile().AddBytes(schema).Finish());

  EXPECT_THAT(read.damages, ElementsAre(HasSubstr("field data of a Schema record does not fit")));
}

TEST(McapReaderTest, MapThatEndsInsideAPairIsDamage) {
  Bytes metadata;
  EncodeRecord(metadata, Metadata{.name = "m", .metadata = {{"key", "value"}}});
  const std::size_t length_at = metadata.size() - (4 + 4 + 3 + 4 + 5);
  PatchNumber(metadata, length_at, std::uint32_t{10});

  EXPECT_THAT(ReadAll(RawFile().AddBytes(metadata).Finish()).damages,
              ElementsAre(HasSubstr("field metadata")));
}

TEST(McapReaderTest, AttachmentWithAWrongCrcIsDamage) {
  Bytes attachment;
  EncodeRecord(attachment, Attachment{.name = "a", .media_type = "text/plain"});
  attachment.back() ^= std::byte{1};

  EXPECT_THAT(ReadAll(RawFile().AddBytes(attachment).Finish()).damages,
              ElementsAre(HasSubstr("attachment 'a' has CRC")));
}

TEST(McapReaderTest, EachLengthFieldAtItsMaximumIsDamage) {
  RawFile raw;
  const Bytes chunk_content = RawFile(RawFile::Part::kChunkContent).Add(kChannel1).bytes();
  raw.Add(kChannel1).Add(RawChunk(chunk_content)).Add(RawMessage(1, "a"));
  const Bytes file = raw.Finish();
  for (std::size_t at = kMagic.size(); at + 8 <= raw.bytes().size(); ++at) {
    Bytes damaged = file;
    PatchNumber(damaged, at, ~std::uint64_t{0});
    for (const ReadMode mode : {ReadMode::kPrefix, ReadMode::kSalvage})
      EXPECT_FALSE(ReadAll(damaged, mode).whole);
  }
}

TEST(McapReaderTest, ChunkThatClaimsTooMuchIsRefusedBeforeMemoryIsAsked) {
  const Bytes zeros(std::size_t{32} << 20);
  Chunk bomb = RawChunk(zeros, "zstd", {});
  const Bytes packed = Zstd(zeros);  // Some 3 kB.
  bomb.records = packed;
  Chunk wild = bomb;
  wild.uncompressed_size = ~std::uint64_t{0};

  for (const Chunk& chunk : {bomb, wild}) {
    EXPECT_THAT(ReadAll(RawFile().Add(chunk).Finish()).damages, ElementsAre(HasSubstr("the chunk claims")));
  }
}

TEST(McapReaderTest, ChunkThatHoldsAnotherSizeThanItSaysIsDamage) {
  RawFile content(RawFile::Part::kChunkContent);
  content.Add(kChannel1).Add(RawMessage(1, "a"));
  const Bytes packed = Zstd(content.bytes());
  for (const Chunk& sound : {RawChunk(content.bytes()), RawChunk(content.bytes(), "zstd", packed)}) {
    Chunk shorter = sound;
    --shorter.uncompressed_size;
    Chunk longer = sound;
    ++longer.uncompressed_size;

    EXPECT_EQ(ReadAll(RawFile().Add(shorter).Finish()).damages.size(), 1U);
    EXPECT_THAT(ReadAll(RawFile().Add(longer).Finish()).damages, ElementsAre(HasSubstr("the chunk holds")));
  }
}

TEST(McapReaderTest, UnknownCompressionIsNamed) {
  const Bytes content(10);

  EXPECT_THAT(ReadAll(RawFile().Add(RawChunk(content, "brotli", content)).Finish()).damages,
              ElementsAre(HasSubstr("compressed with 'brotli'")));
}

TEST(McapReaderTest, ChunkWhoseHeaderLiesAboutTimesIsDamageBehindItsMessages) {
  const Bytes content = RawFile(RawFile::Part::kChunkContent).Add(kChannel1).Add(RawMessage(1, "a")).bytes();
  Chunk chunk = RawChunk(content);
  chunk.message_end_time = 99;

  const ReadResult read = ReadAll(RawFile().Add(chunk).Finish());

  EXPECT_THAT(read.payloads, ElementsAre("a"));
  EXPECT_THAT(read.damages, ElementsAre(HasSubstr("its header says 0 to 99")));
}

TEST(McapReaderTest, ChunkInAChunkIsDamage) {
  const Bytes inner(10);
  const Bytes content = RawFile(RawFile::Part::kChunkContent).Add(RawChunk(inner)).bytes();

  EXPECT_THAT(ReadAll(RawFile().Add(RawChunk(content)).Finish()).damages, ElementsAre(HasSubstr("opcode 6")));
}

TEST(McapReaderTest, SalvageSkipsADamagedChunkAndSaysSo) {
  RawFile raw;
  const Bytes first = RawFile(RawFile::Part::kChunkContent).Add(kChannel1).Add(RawMessage(1, "a")).bytes();
  const Bytes second = RawFile(RawFile::Part::kChunkContent).Add(RawMessage(1, "b")).bytes();
  const Bytes third = RawFile(RawFile::Part::kChunkContent).Add(RawMessage(1, "c")).bytes();
  Chunk damaged = RawChunk(second);
  ++damaged.uncompressed_crc;
  raw.Add(RawChunk(first)).Add(damaged).Add(RawChunk(third));

  const ReadResult salvaged = ReadAll(raw.Finish(), ReadMode::kSalvage);

  EXPECT_THAT(salvaged.payloads, ElementsAre("a", "c"));
  EXPECT_THAT(salvaged.damages, ElementsAre(HasSubstr("the chunk's content has CRC")));
  EXPECT_THAT(ReadAll(raw.Finish()).payloads, ElementsAre("a"));
}

TEST(McapReaderTest, SalvageFindsChunksBehindALengthThatIsWrong) {
  RawFile raw;
  const Bytes first = RawFile(RawFile::Part::kChunkContent).Add(kChannel1).Add(RawMessage(1, "a")).bytes();
  const Bytes second = RawFile(RawFile::Part::kChunkContent).Add(RawMessage(1, "b")).bytes();
  raw.Add(RawChunk(first)).Raw(0x42, 5);
  const std::size_t length_at = raw.bytes().size() - 5 - 8;
  raw.Add(RawChunk(second));
  Bytes file = raw.Finish();
  PatchNumber(file, length_at, std::uint64_t{1} << 40);

  EXPECT_THAT(ReadAll(file, ReadMode::kSalvage).payloads, ElementsAre("a", "b"));
  EXPECT_THAT(ReadAll(file).payloads, ElementsAre("a"));
}

}  // namespace
}  // namespace reprise::log
