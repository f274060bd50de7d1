// Reads an MCAP file record by record, from front to back, and tells damage apart from the end.
//
// A run that crashed leaves a file without an end. That is a normal thing to read: a reader that refused it
// would lose exactly the run somebody wants to debug.
//
// Use when     all of a file is wanted, whole or not. Single records by time: mcap_index.h.
// Threads      thread-compatible.
// Memory       The open chunk, uncompressed, and a copy of each definition. A chunk is believed only within
//              kChunkBytesMax and kChunkRatioMax (format.h), checked before anything is allocated.
// Errors       Next never fails: it ends. What was wrong is in damages(): offset, and a sentence with what
//              was expected and found. Every CRC that is there is checked, every length before it is used.
// Order        The file's. A chunk's records follow its Chunk record, uncompressed.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "replay/log/chunk.h"
#include "replay/log/definitions.h"
#include "replay/log/mcap_codec.h"
#include "replay/log/own_shape.h"

namespace reprise::log {

enum class ReadMode : std::uint8_t {
  kStrict,   // Any damage makes the whole file unusable: LogFile::Open then fails.
  kPrefix,   // Everything in front of the first damage.
  kSalvage,  // Damage is left out, and said; reading goes on behind it.
};

enum class DamageKind : std::uint8_t {
  kCut,      // The file ends too early: whoever wrote it was killed, or the copy is not whole.
  kDamaged,  // Bytes are not what they were.
};

struct Damage {
  DamageKind kind = DamageKind::kDamaged;
  std::uint64_t offset_bytes = 0;
  std::string what;  // One sentence, beginning with the offset.
};

using Record =
    std::variant<Header, Schema, Channel, Message, Chunk, MessageIndex, ChunkIndex, Attachment,
                 AttachmentIndex, Metadata, MetadataIndex, SummaryOffset, Statistics, DataEnd, Footer>;

class McapReader {
 public:
  // `file` must outlive the reader.
  McapReader(ByteSpan file, ReadMode mode);

  // The next record, or nothing at the end. Spans in it are valid until the next call.
  std::optional<Record> Next();

  [[nodiscard]] const std::vector<Damage>& damages() const { return damages_; }
  // After the end: nothing was wrong, from the first magic to the last.
  [[nodiscard]] bool whole() const { return section_ == Section::kEnd && damages_.empty(); }
  // After the end: every record in front of DataEnd was read, whatever the summary behind it looks like.
  [[nodiscard]] bool data_whole() const { return data_whole_; }

 private:
  enum class Section : std::uint8_t { kStart, kData, kSummary, kEnd };

  bool Start();  // The magic at the front.
  std::optional<Record> NextInChunk();
  std::optional<Record> NextInFile();
  bool HidesChunk(const Framed& framed, std::size_t begin);
  std::optional<Record> TakeData(const Framed& framed);
  std::optional<Record> TakeSummary(const Framed& framed);
  std::optional<Record> TakeHeader(const Framed& framed);
  std::optional<Record> TakeChunk(const Framed& framed);
  std::optional<Record> TakeDataEnd(const Framed& framed);
  std::optional<Record> TakeFooter(const Framed& framed);
  template <typename T>
  std::optional<Record> Take(const Framed& framed);
  void LeaveChunk();
  void Fail(DamageKind kind, std::uint64_t offset_bytes, const std::string& what);
  void SkipToNextChunk(std::size_t from, std::size_t otherwise);

  ByteSpan file_;
  ReadMode mode_;
  Section section_ = Section::kStart;
  std::size_t at_ = 0;  // In the file.
  std::size_t data_end_ = 0;
  std::optional<OwnShape> own_;  // When the Header's profile is ours.
  bool data_whole_ = false;
  std::uint64_t salvage_work_bytes_ = 0;

  std::deque<std::uint64_t>
      indexed_chunks_;  // Where the summary says that chunks begin; those still to come.

  ChunkOpener opener_;
  ByteSpan chunk_;            // The open chunk's content; empty between chunks.
  std::size_t chunk_at_ = 0;  // In the content.
  std::uint64_t chunk_offset_bytes_ = 0;
  Chunk chunk_head_;
  std::uint64_t chunk_messages_ = 0;
  std::uint64_t chunk_start_time_ = 0,
                chunk_end_time_ = 0;  // Of the messages seen, to compare with the header.

  Definitions definitions_;
  std::vector<Damage> damages_;
};

}  // namespace reprise::log
