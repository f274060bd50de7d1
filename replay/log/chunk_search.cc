#include "replay/log/chunk_search.h"

#include <algorithm>

#include "replay/log/chunk.h"

namespace reprise::log {

std::optional<std::size_t> FindChunk(ByteSpan file, std::size_t from, std::uint64_t work_bytes_max,
                                     std::uint64_t& work_bytes) {
  ChunkOpener opener;
  const auto mark = static_cast<std::byte>(Opcode::kChunk);
  while (from < file.size() && work_bytes <= work_bytes_max) {
    const ByteSpan rest = file.subspan(from);
    const std::size_t found =
        static_cast<std::size_t>(std::find(rest.begin(), rest.end(), mark) - rest.begin());
    const std::size_t chunk_at = from + found;
    from = chunk_at + 1;
    std::size_t at = chunk_at;
    if (found == rest.size()) break;
    const std::optional<Framed> framed = TakeFrame(file, at);
    if (!framed) continue;
    const absl::StatusOr<OpenedChunk> chunk = opener.Open(*framed);
    work_bytes += framed->content.size() + opener.unpacked_bytes();
    // Without a CRC a chunk cannot be told from noise.
    if (chunk.ok() && chunk->head.uncompressed_crc != 0) return chunk_at;
  }
  return std::nullopt;
}

}  // namespace reprise::log
