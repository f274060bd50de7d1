// Opens a chunk: its header, and its content, uncompressed and checked.
//
// Use when     a Chunk record was framed, whoever framed it.
// Threads      thread-compatible: the opener keeps its context and memory between chunks.
// Memory       At most the content of the chunk opened last.
// Errors       DataLoss for sizes that cannot be right, damaged content or a wrong CRC; Unimplemented for a
//              compression we do not know.
#pragma once

#include "absl/status/statusor.h"
#include "replay/log/compression.h"
#include "replay/log/mcap_frame.h"

namespace reprise::log {

struct OpenedChunk {
  Chunk head;
  ByteSpan content;  // Valid until the opener opens the next one.
};

class ChunkOpener {
 public:
  absl::StatusOr<OpenedChunk> Open(const Framed& framed);

  // What the last Open had to unpack, whether it came out well or not.
  [[nodiscard]] std::uint64_t unpacked_bytes() const { return buffer_.size(); }

 private:
  Decompressor decompressor_;
  Bytes buffer_;
};

}  // namespace reprise::log
