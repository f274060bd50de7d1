#include "replay/log/chunk_search.h"

#include <algorithm>

#include "replay/log/compression.h"
#include "replay/log/format.h"
#include "replay/log/mcap_codec.h"

namespace reprise::log {

std::optional<std::size_t> FindChunk(ByteSpan file, std::size_t from, std::uint64_t work_bytes_max,
                                     std::uint64_t& work_bytes) {
  Decompressor decompressor;
  Bytes buffer;
  const auto mark = static_cast<std::byte>(Opcode::kChunk);
  while (from < file.size() && work_bytes <= work_bytes_max) {
    const ByteSpan rest = file.subspan(from);
    const auto found = std::find(rest.begin(), rest.end(), mark);
    const std::size_t at = from + static_cast<std::size_t>(found - rest.begin());
    from = at + 1;
    if (found == rest.end()) break;
    ByteCursor in(file.subspan(at + 1));
    const ByteSpan content = in.Take(in.Number<std::uint64_t>());
    if (!in.ok()) continue;
    const absl::StatusOr<Chunk> chunk = DecodeRecord<Chunk>(content, at);
    work_bytes += content.size();
    // No CRC, no proof: such a chunk cannot be told from noise.
    if (!chunk.ok() || chunk->records.empty() || chunk->uncompressed_crc == 0) continue;
    ByteSpan records;
    if (!chunk->compression.empty()) work_bytes += std::min(chunk->uncompressed_size, kChunkBytesMax);
    const absl::Status status = decompressor.Decompress(chunk->compression, chunk->records,
                                                        chunk->uncompressed_size, buffer, records);
    if (status.ok() && CrcAgrees(chunk->uncompressed_crc, Crc32(records))) return at;
  }
  return std::nullopt;
}

}  // namespace reprise::log
