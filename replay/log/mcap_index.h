// Reads an MCAP file through its summary: what is in it at once, and its messages by log time.
//
// Use when     a file is whole and its order by time is wanted, or only what its summary says.
// Not when     it may be cut or damaged: mcap_reader.h needs no summary. Indexes carry no proof, so nothing
//              here is believed that the chunks do not confirm.
// Threads      thread-compatible.
// Memory       Those chunks, uncompressed, whose times overlap; their ranges in the file may not.
// Errors       DataLoss with byte offset, expected, found. FailedPrecondition: the file has no summary or no
//              chunk index.
// Order        By log time; equal times in the file's order.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "replay/log/chunk.h"
#include "replay/log/mcap_records.h"

namespace reprise::log {

class McapIndex {
 public:
  // `file` must outlive the index; spans in its records point into it.
  static absl::StatusOr<McapIndex> Open(ByteSpan file);

  [[nodiscard]] const std::vector<Schema>& schemas() const { return schemas_; }
  [[nodiscard]] const std::vector<Channel>& channels() const { return channels_; }
  [[nodiscard]] const std::optional<Statistics>& statistics() const { return statistics_; }
  [[nodiscard]] const std::vector<ChunkIndex>& chunks() const {
    return chunks_;
  }  // By their place in the file.
  [[nodiscard]] ByteSpan file() const { return file_; }

 private:
  explicit McapIndex(ByteSpan file) : file_(file) {}
  absl::StatusOr<ByteSpan> FindSummary(std::size_t& summary_at) const;
  absl::Status Add(const Framed& framed, std::size_t summary_at);
  absl::Status CheckRanges(std::size_t summary_at);

  ByteSpan file_;
  std::vector<Schema> schemas_;
  std::vector<Channel> channels_;
  std::optional<Statistics> statistics_;
  std::vector<ChunkIndex> chunks_;
};

class MessagesByTime {
 public:
  // `index` must outlive this.
  explicit MessagesByTime(const McapIndex& index);

  // The next message, valid until the next call; nothing at the end.
  absl::StatusOr<std::optional<Message>> Next();

 private:
  struct OpenChunk {
    ChunkOpener opener;
    std::uint64_t file_offset_bytes = 0;
    std::vector<Message> messages;  // By time.
    std::size_t next = 0;
  };

  absl::Status OpenNext();
  std::deque<OpenChunk>::iterator Earliest();

  const McapIndex& index_;
  std::vector<const ChunkIndex*> waiting_;  // The earliest stands last.
  std::deque<OpenChunk> open_;
};

}  // namespace reprise::log
