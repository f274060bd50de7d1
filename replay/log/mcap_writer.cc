#include "replay/log/mcap_writer.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "replay/log/mcap_frame.h"

namespace reprise::log {

namespace {

// The times of a group of messages; `count` messages were in it before.
template <typename Times>
void WidenTimes(Times& times, std::uint64_t count, std::uint64_t log_time) {
  times.message_start_time = count == 0 ? log_time : std::min(times.message_start_time, log_time);
  times.message_end_time = count == 0 ? log_time : std::max(times.message_end_time, log_time);
}

ByteSpan Magic() { return std::as_bytes(std::span(kMagic)); }

// Writes the summary's groups of equal records, and remembers where each lies.
class SummaryGroups {
 public:
  SummaryGroups(Bytes& out, std::uint64_t start) : out_(out), start_(start) {}

  void Encode(Opcode opcode, auto&& encode_all) {
    const std::size_t before = out_.size();
    encode_all();
    if (out_.size() == before) return;
    offsets_.push_back({.group_opcode = static_cast<std::uint8_t>(opcode),
                        .group_start = start_ + before,
                        .group_length = out_.size() - before});
  }

  template <typename Record>
  void Encode(const std::vector<Record>& records) {
    Encode(Record::kOpcode, [&] {
      for (const Record& record : records) EncodeRecord(out_, record);
    });
  }

  void Copy(Opcode opcode, const std::map<std::uint16_t, Bytes>& records) {
    Encode(opcode, [&] {
      for (const auto& [id, record] : records) Append(out_, record);
    });
  }

  [[nodiscard]] const std::vector<SummaryOffset>& offsets() const { return offsets_; }

 private:
  Bytes& out_;
  std::uint64_t start_;
  std::vector<SummaryOffset> offsets_;
};

}  // namespace

absl::StatusOr<McapWriter> McapWriter::Create(const std::string& path, const McapWriterOptions& options) {
  REPRISE_CHECK(options.chunks || options.profile != kProfile);  // own_shape.h
  absl::StatusOr<OutputFile> file = OutputFile::Create(path, options.existing);
  if (!file.ok()) return file.status();
  McapWriter writer(*std::move(file), options);
  Bytes head(Magic().begin(), Magic().end());
  EncodeRecord(head, Header{.profile = options.profile, .library = options.library});
  if (absl::Status status = writer.WriteData(head); !status.ok()) return status;
  return writer;
}

McapWriter::McapWriter(OutputFile file, McapWriterOptions options)
    : options_(std::move(options)), file_(std::move(file)) {}

absl::Status McapWriter::WriteData(ByteSpan bytes) {
  REPRISE_CHECK(!closed_);
  data_crc_ = Crc32(bytes, data_crc_);
  return file_.Append(bytes);
}

absl::Status McapWriter::Define(const Bytes& record) {
  if (!options_.chunks) return WriteData(record);
  Append(chunk_, record);
  return absl::OkStatus();
}

absl::Status McapWriter::AddSchema(const Schema& schema) {
  REPRISE_CHECK(schema.id != 0);
  Bytes record;
  EncodeRecord(record, schema);
  const auto [place, is_new] = schemas_.emplace(schema.id, std::move(record));
  REPRISE_CHECK(is_new);
  ++statistics_.schema_count;
  return Define(place->second);
}

absl::Status McapWriter::AddChannel(const Channel& channel) {
  REPRISE_CHECK(channel.schema_id == 0 || schemas_.contains(channel.schema_id));
  Bytes record;
  EncodeRecord(record, channel);
  const auto [place, is_new] = channels_.emplace(channel.id, std::move(record));
  REPRISE_CHECK(is_new);
  ++statistics_.channel_count;
  return Define(place->second);
}

void McapWriter::Count(const Message& message, std::uint64_t chunk_offset) {
  REPRISE_CHECK(channels_.contains(message.channel_id));
  WidenTimes(statistics_, statistics_.message_count++, message.log_time);
  ++message_counts_[message.channel_id];
  if (!options_.chunks) return;
  WidenTimes(chunk_head_, chunk_messages_++, message.log_time);
  if (!options_.message_index) return;
  MessageIndex& index = message_indexes_[message.channel_id];
  index.channel_id = message.channel_id;
  index.records.emplace_back(message.log_time, chunk_offset);
}

absl::Status McapWriter::WriteMessage(const Message& message) {
  if (!options_.chunks) {
    Count(message, 0);
    scratch_.clear();
    EncodeRecord(scratch_, message);
    return WriteData(scratch_);
  }
  Count(message, chunk_.size());
  EncodeRecord(chunk_, message);
  return chunk_.size() < options_.chunk_bytes_target ? absl::OkStatus() : EndChunk();
}

absl::Status McapWriter::WriteChunk(ByteSpan messages) {
  REPRISE_CHECK(options_.chunks);
  if (chunk_messages_ > 0) {
    if (absl::Status status = EndChunk(); !status.ok()) return status;
  }
  const std::size_t definitions_bytes = chunk_.size();
  for (std::size_t at = 0; at < messages.size();) {
    const std::size_t offset = at;
    const std::optional<Framed> framed = TakeFrame(messages, at);
    REPRISE_CHECK(framed && framed->opcode == Opcode::kMessage);
    const absl::StatusOr<Message> message = DecodeRecord<Message>(framed->content, offset);
    REPRISE_CHECK(message.ok());
    Count(*message, definitions_bytes + offset);
  }
  if (definitions_bytes > 0) {
    Append(chunk_, messages);
    return EndChunk();
  }
  return SealChunk(messages);
}

absl::Status McapWriter::EndChunk() {
  if (chunk_.empty()) return absl::OkStatus();
  const absl::Status status = SealChunk(chunk_);
  chunk_.clear();
  return status;
}

absl::Status McapWriter::SealChunk(ByteSpan content) {
  chunk_head_.uncompressed_size = content.size();
  chunk_head_.uncompressed_crc = Crc32(content);
  chunk_head_.compression = compressor_.Compress(options_.compression, content, compressed_);
  chunk_head_.records = compressed_;
  ChunkIndex index{.message_start_time = chunk_head_.message_start_time,
                   .message_end_time = chunk_head_.message_end_time,
                   .chunk_start_offset = file_.size_bytes(),
                   .compression = chunk_head_.compression,
                   .compressed_size = compressed_.size(),
                   .uncompressed_size = content.size()};
  scratch_.clear();
  EncodeRecord(scratch_, chunk_head_);
  index.chunk_length = scratch_.size();
  chunk_head_ = {};
  chunk_messages_ = 0;
  for (const auto& [channel_id, records] : message_indexes_) {
    index.message_index_offsets.emplace_back(channel_id, index.chunk_start_offset + scratch_.size());
    EncodeRecord(scratch_, records);
  }
  message_indexes_.clear();
  index.message_index_length = scratch_.size() - index.chunk_length;
  if (options_.chunk_index) chunk_indexes_.push_back(std::move(index));
  ++statistics_.chunk_count;
  return WriteData(scratch_);
}

absl::Status McapWriter::WriteMetadata(const Metadata& metadata) {
  if (absl::Status status = EndChunk(); !status.ok()) return status;
  scratch_.clear();
  EncodeRecord(scratch_, metadata);
  metadata_indexes_.push_back(
      {.offset = file_.size_bytes(), .length = scratch_.size(), .name = metadata.name});
  ++statistics_.metadata_count;
  return WriteData(scratch_);
}

absl::Status McapWriter::WriteAttachment(const Attachment& attachment) {
  if (absl::Status status = EndChunk(); !status.ok()) return status;
  scratch_.clear();
  EncodeRecord(scratch_, attachment);
  attachment_indexes_.push_back({.offset = file_.size_bytes(),
                                 .length = scratch_.size(),
                                 .log_time = attachment.log_time,
                                 .create_time = attachment.create_time,
                                 .data_size = attachment.data.size(),
                                 .name = attachment.name,
                                 .media_type = attachment.media_type});
  ++statistics_.attachment_count;
  return WriteData(scratch_);
}

void McapWriter::EncodeSummary(Bytes& out) const {
  const std::uint64_t start = file_.size_bytes();
  SummaryGroups groups(out, start);
  if (options_.repeat_schemas) groups.Copy(Opcode::kSchema, schemas_);
  if (options_.repeat_channels) groups.Copy(Opcode::kChannel, channels_);
  if (options_.statistics) {
    Statistics statistics = statistics_;
    statistics.channel_message_counts.assign(message_counts_.begin(), message_counts_.end());
    groups.Encode(std::vector{std::move(statistics)});
  }
  groups.Encode(chunk_indexes_);
  if (options_.attachment_index) groups.Encode(attachment_indexes_);
  if (options_.metadata_index) groups.Encode(metadata_indexes_);

  Footer footer;
  if (!out.empty()) footer.summary_start = start;
  if (options_.summary_offsets && !groups.offsets().empty()) {
    footer.summary_offset_start = start + out.size();
    for (const SummaryOffset& offset : groups.offsets()) EncodeRecord(out, offset);
  }
  const std::size_t footer_at = out.size();
  EncodeRecord(out, footer);
  // The summary's CRC covers the footer too, up to the CRC itself.
  const std::size_t crc_at = footer_at + kRecordHeadBytes + kFooterBytes - sizeof footer.summary_crc;
  PatchNumber(out, crc_at, Crc32(ByteSpan(out).first(crc_at)));
}

absl::Status McapWriter::Close() {
  REPRISE_CHECK(!closed_);
  if (absl::Status status = EndChunk(); !status.ok()) return status;
  closed_ = true;
  scratch_.clear();
  EncodeRecord(scratch_, DataEnd{.data_section_crc = data_crc_});
  if (absl::Status status = file_.Append(scratch_); !status.ok()) return status;
  scratch_.clear();
  EncodeSummary(scratch_);
  Append(scratch_, Magic());
  if (absl::Status status = file_.Append(scratch_); !status.ok()) return status;
  return file_.Close();
}

}  // namespace reprise::log
