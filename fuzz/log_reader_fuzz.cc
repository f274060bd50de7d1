// Property: for any bytes, every mode of the reader ends, and what it yields encodes to bytes that decode to the same;
// salvage first yields what prefix yields; only a file without damage is whole; a chunk never unpacks to more than its
// stored bytes justify; the index gives messages by time or a Status. Nothing crashes, nothing is read outside the
// file. Seeds: corpora/log_reader/, made by make_log_reader_corpus.cc.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "replay/log/format.h"
#include "replay/log/log_file.h"
#include "replay/log/mcap_index.h"

namespace reprise::log {
namespace {

Bytes Encoded(const Record& record) {
  Bytes bytes;
  std::visit([&](const auto& known) { EncodeRecord(bytes, known); }, record);
  return bytes;
}

void CheckRoundTrip(const Record& record, const Bytes& encoded) {
  std::visit(
      [&]<typename T>(const T&) {
        const absl::StatusOr<T> again = DecodeRecord<T>(ByteSpan(encoded).subspan(kRecordHeadBytes), 0);
        REPRISE_CHECK(again.ok());
        REPRISE_CHECK(Encoded(*again) == encoded);
      },
      record);
}

// One CRC a record, in order.
std::vector<std::uint32_t> CheckMode(ByteSpan file, ReadMode mode) {
  std::vector<std::uint32_t> crcs;
  McapReader reader(file, mode);
  while (const std::optional<Record> record = reader.Next()) {
    const Bytes encoded = Encoded(*record);
    crcs.push_back(Crc32(encoded));
    CheckRoundTrip(*record, encoded);
    if (const auto* chunk = std::get_if<Chunk>(&*record)) {
      REPRISE_CHECK(chunk->uncompressed_size <= std::max<std::uint64_t>(file.size(), kChunkBytesMax));
      REPRISE_CHECK(chunk->uncompressed_size / kChunkRatioMax <= chunk->records.size());
    }
  }
  REPRISE_CHECK(!reader.Next());
  REPRISE_CHECK(!reader.whole() || (reader.damages().empty() && reader.data_whole()));
  for (const Damage& damage : reader.damages()) REPRISE_CHECK(damage.offset_bytes <= file.size());
  return crcs;
}

void CheckIndex(ByteSpan file) {
  const absl::StatusOr<McapIndex> index = McapIndex::Open(file);
  if (!index.ok()) return;
  MessagesByTime messages(*index);
  std::uint64_t time = 0;
  for (;;) {
    const absl::StatusOr<std::optional<Message>> message = messages.Next();
    if (!message.ok() || !message->has_value()) return;
    REPRISE_CHECK((*message)->log_time >= time);
    time = (*message)->log_time;
  }
}

}  // namespace
}  // namespace reprise::log

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using reprise::log::ReadMode;
  const reprise::log::ByteSpan file = std::as_bytes(std::span(data, size));
  const std::vector<std::uint32_t> prefix = reprise::log::CheckMode(file, ReadMode::kPrefix);
  const std::vector<std::uint32_t> salvaged = reprise::log::CheckMode(file, ReadMode::kSalvage);
  REPRISE_CHECK(prefix.size() <= salvaged.size());
  REPRISE_CHECK(std::equal(prefix.begin(), prefix.end(), salvaged.begin()));
  REPRISE_CHECK(prefix == reprise::log::CheckMode(file, ReadMode::kStrict));
  reprise::log::CheckIndex(file);
  for (const ReadMode mode : {ReadMode::kStrict, ReadMode::kPrefix, ReadMode::kSalvage}) {
    (void)reprise::log::LogFile::Parse(file, mode, "input");
  }
  return 0;
}
