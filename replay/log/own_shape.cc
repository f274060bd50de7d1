#include "replay/log/own_shape.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "replay/log/mcap_codec.h"

namespace reprise::log {

namespace {

template <typename T>
bool IsExactly(const T& record, ByteSpan content) {
  Bytes encoded;
  EncodeRecord(encoded, record);
  return std::ranges::equal(ByteSpan(encoded).subspan(kRecordHeadBytes), content);
}

template <typename T>
absl::Status CheckRoundTrip(const Framed& framed) {
  const absl::StatusOr<T> record = DecodeRecord<T>(framed.content, framed.offset_bytes);
  if (!record.ok()) return record.status();
  if (IsExactly(*record, framed.content)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("a ", T::kName, " record is longer than its fields"));
}

}  // namespace

void OwnShape::Note(const Message& message, std::uint64_t chunk_offset_bytes) {
  MessageIndex& index = indexes_[message.channel_id];
  index.channel_id = message.channel_id;
  index.records.emplace_back(message.log_time, chunk_offset_bytes);
}

absl::Status OwnShape::CheckMessageIndex(const Framed& framed) const {
  const absl::StatusOr<MessageIndex> index = DecodeRecord<MessageIndex>(framed.content, framed.offset_bytes);
  if (!index.ok()) return index.status();
  const auto expected = indexes_.find(index->channel_id);
  if (expected != indexes_.end() && IsExactly(expected->second, framed.content)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("a message index for channel ", index->channel_id,
                                          " does not agree with the chunk before it"));
}

absl::Status OwnShape::Check(const Framed& framed) const {
  switch (framed.opcode) {
    case Opcode::kHeader: return CheckRoundTrip<Header>(framed);
    case Opcode::kMetadata: return CheckRoundTrip<Metadata>(framed);
    case Opcode::kAttachment: return CheckRoundTrip<Attachment>(framed);
    case Opcode::kMessageIndex: return CheckMessageIndex(framed);
    case Opcode::kSchema:
    case Opcode::kChannel:
    case Opcode::kMessage:
      return absl::DataLossError("a schema, channel or message lies outside a chunk, where no CRC covers it");
    case Opcode::kChunk:
    case Opcode::kDataEnd:
    case Opcode::kFooter:
    case Opcode::kChunkIndex:
    case Opcode::kAttachmentIndex:
    case Opcode::kStatistics:
    case Opcode::kMetadataIndex:
    case Opcode::kSummaryOffset: return absl::OkStatus();  // Checked by whoever reads them.
  }
  return absl::DataLossError(
      absl::StrCat("a record has opcode ", static_cast<int>(framed.opcode), ", which no log of reprise has"));
}

}  // namespace reprise::log
