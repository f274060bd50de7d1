// The compressions a chunk may have: none, zstd, and lz4 frames (read only: other programs write them).
//
// Use when     a chunk is sealed or opened.
// Threads      thread-compatible: a Compressor or Decompressor keeps its context between calls.
// Memory       Decompress allocates exactly the size the chunk's header promises, and only after that size
//              was found believable (kChunkBytesMax, kChunkRatioMax in format.h).
// Errors       DataLoss for bytes that are damaged; Unimplemented for a compression we do not know.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "replay/log/bytes.h"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace reprise::log {

enum class Compression : std::uint8_t { kNone, kZstd };

class Compressor {
 public:
  Compressor();
  ~Compressor();
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;

  // Fills `out` and returns the name for the chunk's header: "zstd", or "" where compressing is not asked
  // for, does not pay, or would shrink so much that a careful reader refuses it.
  std::string Compress(Compression compression, ByteSpan content, Bytes& out);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
};

class Decompressor {
 public:
  Decompressor();
  ~Decompressor();
  Decompressor(Decompressor&&) noexcept;
  Decompressor& operator=(Decompressor&&) noexcept;

  // `name` is the chunk header's. `content` points into `stored` (no compression) or into `buffer`.
  absl::Status Decompress(const std::string& name, ByteSpan stored, std::uint64_t uncompressed_size,
                          Bytes& buffer, ByteSpan& content);

 private:
  struct Free {
    void operator()(ZSTD_DCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_DCtx_s, Free> context_;
};

}  // namespace reprise::log
