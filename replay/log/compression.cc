#include "replay/log/compression.h"

#include <lz4frame.h>
#include <zstd.h>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "replay/log/format.h"

namespace reprise::log {

namespace {

constexpr int kZstdLevel = 1;
constexpr char kZstdName[] = "zstd";
constexpr char kLz4Name[] = "lz4";

absl::Status Damaged(const std::string& name, const std::string& what) {
  return absl::DataLossError(absl::StrCat("the chunk's ", name, " data is damaged: ", what));
}

absl::Status CheckPromise(ByteSpan stored, std::uint64_t uncompressed_size) {
  if (uncompressed_size > kChunkBytesMax || uncompressed_size / kChunkRatioMax > stored.size()) {
    return absl::DataLossError(absl::StrCat("the chunk claims ", uncompressed_size, " bytes from ",
                                            stored.size(), " stored ones; believed are at most ",
                                            kChunkBytesMax, " bytes and ", kChunkRatioMax,
                                            " times the stored size"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::size_t> Lz4(ByteSpan stored, Bytes& buffer) {
  LZ4F_dctx* context = nullptr;
  REPRISE_CHECK(!LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)));
  const std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx*)> owner(context,
                                                                           LZ4F_freeDecompressionContext);
  std::size_t written = 0;
  std::size_t read = 0;
  while (read < stored.size()) {
    std::size_t out_bytes = buffer.size() - written;
    std::size_t in_bytes = stored.size() - read;
    const std::size_t hint = LZ4F_decompress(context, buffer.data() + written, &out_bytes,
                                             stored.data() + read, &in_bytes, nullptr);
    if (LZ4F_isError(hint)) return Damaged(kLz4Name, LZ4F_getErrorName(hint));
    written += out_bytes;
    read += in_bytes;
    if (hint == 0) break;
    if (out_bytes == 0 && in_bytes == 0) return Damaged(kLz4Name, "more bytes come out than the header says");
  }
  return written;
}

}  // namespace

Compressor::Compressor() = default;
Compressor::~Compressor() = default;
Compressor::Compressor(Compressor&&) noexcept = default;
Compressor& Compressor::operator=(Compressor&&) noexcept = default;
void Compressor::Free::operator()(ZSTD_CCtx_s* context) const { ZSTD_freeCCtx(context); }

std::string Compressor::Compress(Compression compression, ByteSpan content, Bytes& out) {
  if (compression == Compression::kZstd && !content.empty()) {
    if (context_ == nullptr) context_.reset(ZSTD_createCCtx());
    REPRISE_CHECK(context_ != nullptr);
    out.resize(ZSTD_compressBound(content.size()));
    const std::size_t size =
        ZSTD_compressCCtx(context_.get(), out.data(), out.size(), content.data(), content.size(), kZstdLevel);
    REPRISE_CHECK(!ZSTD_isError(size));
    out.resize(size);
    if (size < content.size() && CheckPromise(out, content.size()).ok()) return kZstdName;
  }
  out.assign(content.begin(), content.end());
  return "";
}

Decompressor::Decompressor() = default;
Decompressor::~Decompressor() = default;
Decompressor::Decompressor(Decompressor&&) noexcept = default;
Decompressor& Decompressor::operator=(Decompressor&&) noexcept = default;
void Decompressor::Free::operator()(ZSTD_DCtx_s* context) const { ZSTD_freeDCtx(context); }

absl::Status Decompressor::Decompress(const std::string& name, ByteSpan stored,
                                      std::uint64_t uncompressed_size, Bytes& buffer, ByteSpan& content) {
  std::size_t size = stored.size();
  if (name.empty()) {
    content = stored;
  } else if (name == kZstdName || name == kLz4Name) {
    if (absl::Status status = CheckPromise(stored, uncompressed_size); !status.ok()) return status;
    buffer.resize(uncompressed_size);
    if (name == kZstdName) {
      if (context_ == nullptr) context_.reset(ZSTD_createDCtx());
      REPRISE_CHECK(context_ != nullptr);
      size = ZSTD_decompressDCtx(context_.get(), buffer.data(), buffer.size(), stored.data(), stored.size());
      if (ZSTD_isError(size)) return Damaged(name, ZSTD_getErrorName(size));
    } else {
      const absl::StatusOr<std::size_t> written = Lz4(stored, buffer);
      if (!written.ok()) return written.status();
      size = *written;
    }
    content = buffer;
  } else {
    return absl::UnimplementedError(
        absl::StrCat("a chunk is compressed with '", name, "', and only '', zstd and lz4 can be read"));
  }
  if (size != uncompressed_size) {
    return absl::DataLossError(
        absl::StrCat("the chunk holds ", size, " bytes, its header says ", uncompressed_size));
  }
  return absl::OkStatus();
}

}  // namespace reprise::log
