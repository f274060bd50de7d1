#include "replay/log/mcap_index.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "replay/log/mcap_codec.h"

namespace reprise::log {

namespace {

// Decodes into `place`, which is a vector to add to or an optional to fill.
template <typename Place>
absl::Status DecodeInto(const Framed& framed, std::uint64_t offset_bytes, Place& place) {
  absl::StatusOr<typename Place::value_type> record =
      DecodeRecord<typename Place::value_type>(framed.content, offset_bytes);
  if (!record.ok()) return record.status();
  if constexpr (requires { place.push_back(*record); }) {
    place.push_back(*std::move(record));
  } else {
    place = *std::move(record);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<McapIndex> McapIndex::Open(ByteSpan file) {
  McapIndex index(file);
  std::size_t summary_at = 0;
  const absl::StatusOr<ByteSpan> summary = index.FindSummary(summary_at);
  if (!summary.ok()) return summary.status();
  for (std::size_t at = 0; at < summary->size();) {
    const std::optional<Framed> framed = TakeFrame(*summary, at);
    if (!framed) {
      return absl::DataLossError(
          absl::StrCat("byte ", summary_at + at, ": a record of the summary reaches into the Footer"));
    }
    if (absl::Status status = index.Add(*framed, summary_at); !status.ok()) return status;
  }
  if (absl::Status status = index.CheckRanges(summary_at); !status.ok()) return status;
  return index;
}

// The bytes from the summary's first record to the Footer, after the CRC over them was checked.
absl::StatusOr<ByteSpan> McapIndex::FindSummary(std::size_t& summary_at) const {
  const ByteSpan magic = std::as_bytes(std::span(kMagic));
  const std::size_t tail_bytes = kRecordHeadBytes + kFooterBytes + magic.size();
  if (file_.size() < magic.size() + tail_bytes || !std::ranges::equal(file_.first(magic.size()), magic) ||
      !std::ranges::equal(file_.last(magic.size()), magic)) {
    return absl::DataLossError(
        "the file does not begin and end with the magic of MCAP; read it from the front");
  }
  const std::size_t footer_at = file_.size() - tail_bytes;
  std::size_t at = footer_at;
  const std::optional<Framed> framed = TakeFrame(file_, at);
  if (!framed || framed->opcode != Opcode::kFooter || framed->content.size() != kFooterBytes) {
    return absl::DataLossError(
        absl::StrCat("byte ", footer_at, ": a Footer is expected here, and there is none"));
  }
  const absl::StatusOr<Footer> footer = DecodeRecord<Footer>(framed->content, footer_at);
  if (!footer.ok()) return footer.status();
  if (footer->summary_start == 0) {
    return absl::FailedPreconditionError("the file has no summary; read it from the front");
  }
  if (footer->summary_start < magic.size() || footer->summary_start > footer_at) {
    return absl::DataLossError(absl::StrCat("byte ", footer_at, ": the Footer puts the summary at byte ",
                                            footer->summary_start,
                                            ", which is not between the magic and the Footer"));
  }
  summary_at = footer->summary_start;
  const std::size_t crc_at = framed->offset_bytes + kFooterBytes - sizeof footer->summary_crc;
  if (const std::uint32_t computed = Crc32(file_.subspan(summary_at, crc_at - summary_at));
      !CrcAgrees(footer->summary_crc, computed)) {
    return absl::DataLossError(absl::StrCat("byte ", summary_at, ": the summary has CRC ", HexCrc(computed),
                                            ", the Footer says ", HexCrc(footer->summary_crc)));
  }
  return file_.subspan(summary_at, footer_at - summary_at);
}

absl::Status McapIndex::Add(const Framed& framed, std::size_t summary_at) {
  const std::uint64_t offset_bytes = summary_at + framed.offset_bytes;
  switch (framed.opcode) {
    case Opcode::kSchema: return DecodeInto(framed, offset_bytes, schemas_);
    case Opcode::kChannel: return DecodeInto(framed, offset_bytes, channels_);
    case Opcode::kStatistics: return DecodeInto(framed, offset_bytes, statistics_);
    case Opcode::kChunkIndex: return DecodeInto(framed, offset_bytes, chunks_);
    default:
      return absl::OkStatus();  // Attachments, metadata and offsets of groups: nobody asks for them here.
  }
}

// Chunks whose ranges overlap would make a small file ask for much memory.
absl::Status McapIndex::CheckRanges(std::size_t summary_at) {
  std::ranges::sort(chunks_, {}, &ChunkIndex::chunk_start_offset);
  std::uint64_t free_from = kMagic.size();
  for (const ChunkIndex& chunk : chunks_) {
    if (chunk.chunk_start_offset < free_from || chunk.chunk_start_offset > summary_at ||
        chunk.chunk_length > summary_at - chunk.chunk_start_offset) {
      return absl::DataLossError(absl::StrCat(
          "the chunk index places ", chunk.chunk_length, " bytes at byte ", chunk.chunk_start_offset,
          ", expected between byte ", free_from, " and the summary at byte ", summary_at));
    }
    free_from = chunk.chunk_start_offset + chunk.chunk_length;
  }
  return absl::OkStatus();
}

MessagesByTime::MessagesByTime(const McapIndex& index) : index_(index) {
  for (const ChunkIndex& chunk : index.chunks()) waiting_.push_back(&chunk);
  std::ranges::stable_sort(waiting_, std::greater{}, &ChunkIndex::message_start_time);
}

absl::Status MessagesByTime::OpenNext() {
  const ChunkIndex& chunk = *waiting_.back();
  waiting_.pop_back();
  OpenChunk& open = open_.emplace_back();
  open.file_offset_bytes = chunk.chunk_start_offset;
  const auto where = [&](const absl::Status& status) {
    return absl::Status(status.code(),
                        absl::StrCat("byte ", chunk.chunk_start_offset, ": ",
                                     std::string(status.message().data(), status.message().size())));
  };
  std::size_t at = chunk.chunk_start_offset;
  const std::optional<Framed> framed = TakeFrame(index_.file(), at);
  if (!framed || framed->opcode != Opcode::kChunk || at != chunk.chunk_start_offset + chunk.chunk_length) {
    return where(absl::DataLossError(
        absl::StrCat("the index names a chunk of ", chunk.chunk_length, " bytes here, and there is none")));
  }
  const absl::StatusOr<OpenedChunk> opened = open.opener.Open(*framed);
  if (!opened.ok()) return where(opened.status());
  for (at = 0; at < opened->content.size();) {
    const std::optional<Framed> inner = TakeFrame(opened->content, at);
    if (!inner)
      return where(absl::DataLossError(absl::StrCat("the record at byte ", at, " of the chunk is cut")));
    if (inner->opcode != Opcode::kMessage) continue;
    const absl::Status status = DecodeInto(*inner, inner->offset_bytes, open.messages);
    if (!status.ok()) return where(status);
  }
  const auto by_time = [](const Message& a, const Message& b) { return a.log_time < b.log_time; };
  std::stable_sort(open.messages.begin(), open.messages.end(), by_time);
  if (!open.messages.empty() && open.messages.front().log_time != chunk.message_start_time) {
    return where(absl::DataLossError(absl::StrCat("the chunk begins at time ", open.messages.front().log_time,
                                                  ", its index says ", chunk.message_start_time)));
  }
  return absl::OkStatus();
}

std::deque<MessagesByTime::OpenChunk>::iterator MessagesByTime::Earliest() {
  return std::ranges::min_element(open_, {}, [](const OpenChunk& chunk) {
    return std::pair(chunk.messages[chunk.next].log_time, chunk.file_offset_bytes);
  });
}

absl::StatusOr<std::optional<Message>> MessagesByTime::Next() {
  // Not before this call: the message given last pointed into such a chunk.
  std::erase_if(open_, [](const OpenChunk& chunk) { return chunk.next == chunk.messages.size(); });
  while (!waiting_.empty()) {
    const auto earliest = Earliest();
    if (earliest != open_.end() &&
        earliest->messages[earliest->next].log_time < waiting_.back()->message_start_time) {
      break;
    }
    if (absl::Status status = OpenNext(); !status.ok()) return status;
    if (open_.back().messages.empty()) open_.pop_back();
  }
  const auto earliest = Earliest();
  if (earliest == open_.end()) return std::optional<Message>();
  return std::optional<Message>(earliest->messages[earliest->next++]);
}

}  // namespace reprise::log
