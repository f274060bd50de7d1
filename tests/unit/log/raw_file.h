// An MCAP file put together record by record, so that it may be as wrong as a test wants it.
#pragma once

#include <string>

#include "replay/log/mcap_codec.h"

namespace reprise::log {

class RawFile {
 public:
  enum class Part : std::uint8_t { kFile, kChunkContent };

  explicit RawFile(Part part = Part::kFile, const char* profile = "") {
    if (part == Part::kChunkContent) return;
    const ByteSpan magic = std::as_bytes(std::span(kMagic));
    bytes_.assign(magic.begin(), magic.end());
    Add(Header{.profile = profile, .library = "a test"});
  }

  template <typename Record>
  RawFile& Add(const Record& record) {
    EncodeRecord(bytes_, record);
    return *this;
  }

  RawFile& AddBytes(ByteSpan bytes) {
    Append(bytes_, bytes);
    return *this;
  }

  // A record of any opcode with so many zeros.
  RawFile& Raw(std::uint8_t opcode, std::uint64_t size) {
    AppendNumber(bytes_, opcode);
    AppendNumber(bytes_, size);
    bytes_.resize(bytes_.size() + size);
    return *this;
  }

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

  // The file with its end: no summary.
  [[nodiscard]] Bytes Finish() const {
    Bytes file = bytes_;
    EncodeRecord(file, DataEnd{.data_section_crc = Crc32(bytes_)});
    EncodeRecord(file, Footer{});
    Append(file, std::as_bytes(std::span(kMagic)));
    return file;
  }

 private:
  Bytes bytes_;
};

inline const Channel kChannel1{.id = 1, .topic = "t", .message_encoding = "text"};

// `text` must outlive the message.
inline Message RawMessage(std::uint16_t channel_id, const char* text) {
  return {.channel_id = channel_id,
          .data = std::as_bytes(std::span(text, std::char_traits<char>::length(text)))};
}

// A sound chunk of this content; `stored` is the content as it is compressed.
inline Chunk RawChunk(ByteSpan content, const std::string& compression, ByteSpan stored) {
  return {.uncompressed_size = content.size(),
          .uncompressed_crc = Crc32(content),
          .compression = compression,
          .records = stored};
}

inline Chunk RawChunk(ByteSpan content) { return RawChunk(content, "", content); }

}  // namespace reprise::log
