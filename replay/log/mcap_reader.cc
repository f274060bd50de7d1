#include "replay/log/mcap_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "replay/log/chunk_search.h"
#include "replay/log/format.h"
#include "replay/log/mcap_index.h"

namespace reprise::log {

namespace {

std::string Sentence(const absl::Status& status) {
  return std::string(status.message().data(), status.message().size());
}

}  // namespace

McapReader::McapReader(ByteSpan file, ReadMode mode) : file_(file), mode_(mode) {
  const absl::StatusOr<McapIndex> index = McapIndex::Open(file);
  if (!index.ok()) return;  // Cut short, or written without: then only the frames say where chunks are.
  for (const ChunkIndex& chunk : index->chunks()) indexed_chunks_.push_back(chunk.chunk_start_offset);
}

void McapReader::Fail(DamageKind kind, std::uint64_t offset_bytes, const std::string& what) {
  damages_.push_back(
      {.kind = kind, .offset_bytes = offset_bytes, .what = absl::StrCat("byte ", offset_bytes, ": ", what)});
  if (mode_ != ReadMode::kSalvage) section_ = Section::kEnd;
}

std::optional<Record> McapReader::Next() {
  if (section_ == Section::kStart && Start()) section_ = Section::kData;
  std::optional<Record> record;
  while (!record && section_ != Section::kEnd) record = chunk_.empty() ? NextInFile() : NextInChunk();
  return record;
}

bool McapReader::Start() {
  const ByteSpan magic = std::as_bytes(std::span(kMagic));
  if (file_.size() >= magic.size() && std::equal(magic.begin(), magic.end(), file_.begin())) {
    at_ = magic.size();
    return true;
  }
  Fail(DamageKind::kDamaged, 0, "the file does not begin with the magic of MCAP");
  section_ = Section::kEnd;  // In every mode: nothing says that this is a log at all.
  return false;
}

std::optional<Record> McapReader::NextInFile() {
  const std::size_t begin = at_;
  if (begin == file_.size()) {
    Fail(DamageKind::kCut, begin, "the file ends without its end mark");
    section_ = Section::kEnd;
    return std::nullopt;
  }
  const std::optional<Framed> framed = TakeFrame(file_, at_);
  if (!framed) {
    Fail(DamageKind::kCut, begin,
         absl::StrCat("a record begins here that needs more than the ", file_.size() - begin,
                      " bytes that are left"));
    SkipToNextChunk(begin + 1, file_.size());
    return std::nullopt;
  }
  if (section_ == Section::kSummary) return TakeSummary(*framed);
  if (HidesChunk(*framed, begin)) return std::nullopt;
  return TakeData(*framed);
}

// A damaged length or opcode can make one record swallow the chunks behind it, and all CRCs that are left
// agree. The index is the witness against that.
bool McapReader::HidesChunk(const Framed& framed, std::size_t begin) {
  if (indexed_chunks_.empty() || at_ <= indexed_chunks_.front()) return false;
  const std::size_t chunk = indexed_chunks_.front();
  if (begin == chunk && framed.opcode == Opcode::kChunk) {
    indexed_chunks_.pop_front();
    return false;
  }
  Fail(DamageKind::kDamaged, begin,
       absl::StrCat("the index names a chunk at byte ", chunk, ", and another record lies over it"));
  SkipToNextChunk(begin + 1, at_);
  return true;
}

template <typename T>
std::optional<Record> McapReader::Take(const Framed& framed) {
  absl::StatusOr<T> record = DecodeRecord<T>(framed.content, framed.offset_bytes);
  absl::Status status = record.status();
  if constexpr (std::is_same_v<T, Schema> || std::is_same_v<T, Channel>) {
    if (status.ok()) status = definitions_.Add(*record);
  }
  if constexpr (std::is_same_v<T, Message>) {
    if (status.ok()) status = definitions_.Check(*record);
  }
  if (status.ok()) return Record(*std::move(record));
  Fail(DamageKind::kDamaged, chunk_.empty() ? framed.offset_bytes : chunk_offset_bytes_,
       absl::StrCat(chunk_.empty() ? "" : "in the chunk that begins here, ", Sentence(status)));
  return std::nullopt;
}

std::optional<Record> McapReader::TakeData(const Framed& framed) {
  if (framed.opcode != Opcode::kHeader && framed.offset_bytes == kMagic.size() + kRecordHeadBytes) {
    Fail(DamageKind::kDamaged, kMagic.size(), "the first record must be a Header, and is none");
    return std::nullopt;
  }
  if (own_) {
    if (const absl::Status status = own_->Check(framed); !status.ok()) {
      Fail(DamageKind::kDamaged, framed.offset_bytes, Sentence(status));
      SkipToNextChunk(framed.offset_bytes, at_);
      return std::nullopt;
    }
  }
  switch (framed.opcode) {
    case Opcode::kSchema: return Take<Schema>(framed);
    case Opcode::kChannel: return Take<Channel>(framed);
    case Opcode::kMessage: return Take<Message>(framed);
    case Opcode::kHeader: return TakeHeader(framed);
    case Opcode::kChunk: return TakeChunk(framed);
    case Opcode::kMessageIndex: return Take<MessageIndex>(framed);
    case Opcode::kAttachment: return Take<Attachment>(framed);
    case Opcode::kMetadata: return Take<Metadata>(framed);
    case Opcode::kDataEnd: return TakeDataEnd(framed);
    case Opcode::kFooter:
    case Opcode::kChunkIndex:
    case Opcode::kAttachmentIndex:
    case Opcode::kStatistics:
    case Opcode::kMetadataIndex:
    case Opcode::kSummaryOffset:
      Fail(DamageKind::kDamaged, framed.offset_bytes,
           absl::StrCat("a record of the summary (opcode ", static_cast<int>(framed.opcode),
                        ") stands in front of DataEnd"));
      return std::nullopt;
  }
  return std::nullopt;  // Private or of a later version of MCAP: skipped.
}

std::optional<Record> McapReader::TakeSummary(const Framed& framed) {
  switch (framed.opcode) {
    case Opcode::kSchema: return Take<Schema>(framed);
    case Opcode::kChannel: return Take<Channel>(framed);
    case Opcode::kChunkIndex: return Take<ChunkIndex>(framed);
    case Opcode::kAttachmentIndex: return Take<AttachmentIndex>(framed);
    case Opcode::kStatistics: return Take<Statistics>(framed);
    case Opcode::kMetadataIndex: return Take<MetadataIndex>(framed);
    case Opcode::kSummaryOffset: return Take<SummaryOffset>(framed);
    case Opcode::kFooter: return TakeFooter(framed);
    case Opcode::kHeader:
    case Opcode::kMessage:
    case Opcode::kChunk:
    case Opcode::kMessageIndex:
    case Opcode::kAttachment:
    case Opcode::kMetadata:
    case Opcode::kDataEnd:
      Fail(DamageKind::kDamaged, framed.offset_bytes,
           absl::StrCat("a record of the data section (opcode ", static_cast<int>(framed.opcode),
                        ") stands behind DataEnd"));
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Record> McapReader::TakeHeader(const Framed& framed) {
  std::optional<Record> record = Take<Header>(framed);
  if (!record || std::get<Header>(*record).profile != kProfile) return record;
  own_.emplace();
  if (const absl::Status status = own_->Check(framed); !status.ok()) {
    Fail(DamageKind::kDamaged, framed.offset_bytes, Sentence(status));
  }
  return record;
}

std::optional<Record> McapReader::TakeChunk(const Framed& framed) {
  const absl::StatusOr<OpenedChunk> chunk = opener_.Open(framed);
  if (!chunk.ok()) {
    Fail(DamageKind::kDamaged, framed.offset_bytes, Sentence(chunk.status()));
    SkipToNextChunk(framed.offset_bytes, at_);
    return std::nullopt;
  }
  chunk_ = chunk->content;
  chunk_at_ = 0;
  chunk_offset_bytes_ = framed.offset_bytes;
  chunk_head_ = chunk->head;
  chunk_messages_ = 0;
  if (own_) own_->BeginChunk();
  return Record(chunk->head);
}

std::optional<Record> McapReader::NextInChunk() {
  if (chunk_at_ == chunk_.size()) {
    LeaveChunk();
    return std::nullopt;
  }
  const std::size_t begin = chunk_at_;
  const std::optional<Framed> framed = TakeFrame(chunk_, chunk_at_);
  if (!framed) {
    Fail(DamageKind::kDamaged, chunk_offset_bytes_,
         absl::StrCat("in the chunk that begins here, the record at its byte ", begin,
                      " needs more than the ", chunk_.size() - begin, " bytes that are left"));
    chunk_ = {};
    return std::nullopt;
  }
  switch (framed->opcode) {
    case Opcode::kSchema: return Take<Schema>(*framed);
    case Opcode::kChannel: return Take<Channel>(*framed);
    case Opcode::kMessage: {
      std::optional<Record> record = Take<Message>(*framed);
      if (!record) return record;
      const std::uint64_t time = std::get<Message>(*record).log_time;
      if (own_) own_->Note(std::get<Message>(*record), begin);
      chunk_start_time_ = chunk_messages_ == 0 ? time : std::min(chunk_start_time_, time);
      chunk_end_time_ = chunk_messages_ == 0 ? time : std::max(chunk_end_time_, time);
      ++chunk_messages_;
      return record;
    }
    default: break;
  }
  if (framed->opcode <= Opcode::kDataEnd) {
    Fail(DamageKind::kDamaged, chunk_offset_bytes_,
         absl::StrCat("in the chunk that begins here, opcode ", static_cast<int>(framed->opcode),
                      " stands, which may not be in a chunk"));
  }
  return std::nullopt;
}

void McapReader::LeaveChunk() {
  chunk_ = {};
  if (chunk_messages_ == 0 || (chunk_head_.message_start_time == chunk_start_time_ &&
                               chunk_head_.message_end_time == chunk_end_time_)) {
    return;
  }
  Fail(DamageKind::kDamaged, chunk_offset_bytes_,
       absl::StrCat("the chunk's messages have times ", chunk_start_time_, " to ", chunk_end_time_,
                    ", its header says ", chunk_head_.message_start_time, " to ",
                    chunk_head_.message_end_time));
}

std::optional<Record> McapReader::TakeDataEnd(const Framed& framed) {
  std::optional<Record> record = Take<DataEnd>(framed);
  if (!record) return record;
  const std::size_t begin = framed.offset_bytes - kRecordHeadBytes;
  if (framed.content.size() != kDataEndBytes || !indexed_chunks_.empty()) {
    Fail(DamageKind::kDamaged, begin, "a DataEnd stands here that has a wrong size or chunks behind it");
    SkipToNextChunk(begin + 1, at_);
    return std::nullopt;
  }
  data_end_ = at_;
  section_ = Section::kSummary;
  const std::uint32_t stored = std::get<DataEnd>(*record).data_section_crc;
  const std::uint32_t computed = stored == 0 ? 0 : Crc32(file_.first(begin));
  data_whole_ = damages_.empty() && CrcAgrees(stored, computed);
  if (damages_.empty() && !data_whole_) {
    Fail(DamageKind::kDamaged, begin,
         absl::StrCat("everything before has CRC ", HexCrc(computed), ", DataEnd says ", HexCrc(stored),
                      "; what could be checked piece by piece is sound, so a byte in between changed"));
  }
  return record;
}

std::optional<Record> McapReader::TakeFooter(const Framed& framed) {
  std::optional<Record> record = Take<Footer>(framed);
  if (!record) return record;
  const Footer& footer = std::get<Footer>(*record);
  const std::size_t footer_at = framed.offset_bytes - kRecordHeadBytes;
  const std::size_t begin = footer.summary_start == 0 ? footer_at : footer.summary_start;
  section_ = Section::kEnd;
  if (framed.content.size() != kFooterBytes || begin < data_end_ || begin > footer_at) {
    Fail(DamageKind::kDamaged, footer_at,
         "the Footer does not fit the file: it has a wrong size or summary start");
    return record;
  }
  const std::size_t crc_at = framed.offset_bytes + kFooterBytes - sizeof footer.summary_crc;
  const std::uint32_t computed = footer.summary_crc == 0 ? 0 : Crc32(file_.subspan(begin, crc_at - begin));
  if (!CrcAgrees(footer.summary_crc, computed)) {
    Fail(DamageKind::kDamaged, begin,
         absl::StrCat("the summary has CRC ", HexCrc(computed), ", the Footer says ",
                      HexCrc(footer.summary_crc)));
    return record;
  }
  const ByteSpan magic = std::as_bytes(std::span(kMagic));
  const ByteSpan rest = file_.subspan(at_);
  if (rest.size() < magic.size()) {
    Fail(DamageKind::kCut, at_,
         absl::StrCat("the end mark needs ", magic.size(), " bytes, ", rest.size(), " are left"));
  } else if (!std::equal(magic.begin(), magic.end(), rest.begin(), rest.end())) {
    Fail(DamageKind::kDamaged, at_,
         "the file must end with the magic of MCAP right behind the Footer, and does not");
  }
  return record;
}

// Behind damage a length says nothing about where the next record is: ask the index, or else look for a chunk
// that proves itself, up to where reading would go on otherwise.
void McapReader::SkipToNextChunk(std::size_t from, std::size_t otherwise) {
  if (mode_ != ReadMode::kSalvage) return;
  while (!indexed_chunks_.empty() && indexed_chunks_.front() < from) indexed_chunks_.pop_front();
  if (!indexed_chunks_.empty()) {
    at_ = indexed_chunks_.front();
    return;
  }
  const std::uint64_t work_max = file_.size() * kSalvageWorkFactorMax;
  at_ = std::min(FindChunk(file_, from, work_max, salvage_work_bytes_).value_or(otherwise), otherwise);
  if (at_ == file_.size()) section_ = Section::kEnd;
}

}  // namespace reprise::log
