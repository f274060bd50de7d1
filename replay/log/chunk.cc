#include "replay/log/chunk.h"

#include "absl/strings/str_cat.h"
#include "replay/log/mcap_codec.h"

namespace reprise::log {

absl::StatusOr<OpenedChunk> ChunkOpener::Open(const Framed& framed) {
  buffer_.clear();
  const absl::StatusOr<Chunk> chunk = DecodeRecord<Chunk>(framed.content, framed.offset_bytes);
  if (!chunk.ok()) return chunk.status();
  // A Chunk record never grows, so bytes behind its fields mean that its length is wrong, and that it would
  // swallow the records behind it without a word.
  const std::byte* end = framed.content.data() + framed.content.size();
  if (const auto behind = end - (chunk->records.data() + chunk->records.size()); behind != 0) {
    return absl::DataLossError(
        absl::StrCat("the chunk is followed by ", behind, " bytes that belong to nothing"));
  }
  OpenedChunk opened{.head = *chunk, .content = {}};
  if (absl::Status status = decompressor_.Decompress(chunk->compression, chunk->records,
                                                     chunk->uncompressed_size, buffer_, opened.content);
      !status.ok()) {
    return status;
  }
  if (chunk->uncompressed_crc == 0) return opened;  // The writer left it out.
  const std::uint32_t computed = Crc32(opened.content);
  if (CrcAgrees(chunk->uncompressed_crc, computed)) return opened;
  return absl::DataLossError(absl::StrCat("the chunk's content has CRC ", HexCrc(computed),
                                          ", its header says ", HexCrc(chunk->uncompressed_crc)));
}

}  // namespace reprise::log
