// The records of an MCAP file as plain structs. One list of fields per record serves writing, reading and
// printing, so the three cannot disagree.
//
// Use when     a record is built or looked at. Whole files: mcap_writer.h, mcap_reader.h.
// Threads      immutable.
// Memory       ByteSpan fields borrow: from the caller when writing, from the file or chunk when reading.
// After        mcap.dev/spec. Every record is opcode (1 byte), length (8), content; numbers are
//              little-endian.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "replay/log/bytes.h"

namespace reprise::log {

inline constexpr std::array<std::uint8_t, 8> kMagic = {0x89, 'M', 'C', 'A', 'P', 0x30, '\r', '\n'};
inline constexpr std::size_t kRecordHeadBytes = 9;
inline constexpr std::size_t kMessageHeadBytes = 22;  // A Message's content in front of its payload.
inline constexpr std::size_t kFooterBytes = 20;       // A Footer's content: it never grows.
inline constexpr std::size_t kDataEndBytes = 4;       // A DataEnd's content: it never grows.

enum class Opcode : std::uint8_t {
  kHeader = 0x01,
  kFooter = 0x02,
  kSchema = 0x03,
  kChannel = 0x04,
  kMessage = 0x05,
  kChunk = 0x06,
  kMessageIndex = 0x07,
  kChunkIndex = 0x08,
  kAttachment = 0x09,
  kAttachmentIndex = 0x0a,
  kStatistics = 0x0b,
  kMetadata = 0x0c,
  kMetadataIndex = 0x0d,
  kSummaryOffset = 0x0e,
  kDataEnd = 0x0f,
};
inline constexpr std::uint8_t kPrivateOpcodeMin = 0x80;  // Other programs' own records: skipped.

// How a field of bytes says where it ends.
enum class Extent : std::uint8_t { kLength32, kLength64, kRestOfRecord };

template <typename Record, typename Value>
struct Field {
  const char* name;
  Value Record::*member;
  Extent extent = Extent::kLength32;
};
template <typename Record, typename Value>
Field(const char*, Value Record::*) -> Field<Record, Value>;
template <typename Record, typename Value>
Field(const char*, Value Record::*, Extent) -> Field<Record, Value>;

template <typename Key, typename Value>
using Pairs = std::vector<std::pair<Key, Value>>;  // A map or list on the wire, in the file's order.
using StringMap = Pairs<std::string, std::string>;

struct Header {
  static constexpr Opcode kOpcode = Opcode::kHeader;
  static constexpr char kName[] = "Header";
  std::string profile, library;
  static constexpr auto Fields() {
    return std::tuple(Field{"profile", &Header::profile}, Field{"library", &Header::library});
  }
};

struct Footer {
  static constexpr Opcode kOpcode = Opcode::kFooter;
  static constexpr char kName[] = "Footer";
  std::uint64_t summary_start = 0, summary_offset_start = 0;
  std::uint32_t summary_crc = 0;
  static constexpr auto Fields() {
    return std::tuple(Field{"summary_start", &Footer::summary_start},
                      Field{"summary_offset_start", &Footer::summary_offset_start},
                      Field{"summary_crc", &Footer::summary_crc});
  }
};

struct Schema {
  static constexpr Opcode kOpcode = Opcode::kSchema;
  static constexpr char kName[] = "Schema";
  std::uint16_t id = 0;  // 0 is reserved for "no schema".
  std::string name, encoding;
  ByteSpan data;
  static constexpr auto Fields() {
    return std::tuple(Field{"id", &Schema::id}, Field{"name", &Schema::name},
                      Field{"encoding", &Schema::encoding}, Field{"data", &Schema::data});
  }
};

struct Channel {
  static constexpr Opcode kOpcode = Opcode::kChannel;
  static constexpr char kName[] = "Channel";
  std::uint16_t id = 0, schema_id = 0;
  std::string topic, message_encoding;
  StringMap metadata;
  static constexpr auto Fields() {
    return std::tuple(Field{"id", &Channel::id}, Field{"schema_id", &Channel::schema_id},
                      Field{"topic", &Channel::topic}, Field{"message_encoding", &Channel::message_encoding},
                      Field{"metadata", &Channel::metadata});
  }
};

struct Message {
  static constexpr Opcode kOpcode = Opcode::kMessage;
  static constexpr char kName[] = "Message";
  std::uint16_t channel_id = 0;
  std::uint32_t sequence = 0;
  std::uint64_t log_time = 0, publish_time = 0;
  ByteSpan data;
  static constexpr auto Fields() {
    return std::tuple(Field{"channel_id", &Message::channel_id}, Field{"sequence", &Message::sequence},
                      Field{"log_time", &Message::log_time}, Field{"publish_time", &Message::publish_time},
                      Field{"data", &Message::data, Extent::kRestOfRecord});
  }
};

struct Chunk {
  static constexpr Opcode kOpcode = Opcode::kChunk;
  static constexpr char kName[] = "Chunk";
  std::uint64_t message_start_time = 0, message_end_time = 0, uncompressed_size = 0;
  std::uint32_t uncompressed_crc = 0;  // 0: absent.
  std::string compression;
  ByteSpan records;
  static constexpr auto Fields() {
    return std::tuple(Field{"message_start_time", &Chunk::message_start_time},
                      Field{"message_end_time", &Chunk::message_end_time},
                      Field{"uncompressed_size", &Chunk::uncompressed_size},
                      Field{"uncompressed_crc", &Chunk::uncompressed_crc},
                      Field{"compression", &Chunk::compression},
                      Field{"records", &Chunk::records, Extent::kLength64});
  }
};

struct MessageIndex {
  static constexpr Opcode kOpcode = Opcode::kMessageIndex;
  static constexpr char kName[] = "MessageIndex";
  std::uint16_t channel_id = 0;
  Pairs<std::uint64_t, std::uint64_t> records;  // (log time, offset in the uncompressed chunk)
  static constexpr auto Fields() {
    return std::tuple(Field{"channel_id", &MessageIndex::channel_id},
                      Field{"records", &MessageIndex::records});
  }
};

struct ChunkIndex {
  static constexpr Opcode kOpcode = Opcode::kChunkIndex;
  static constexpr char kName[] = "ChunkIndex";
  std::uint64_t message_start_time = 0, message_end_time = 0, chunk_start_offset = 0, chunk_length = 0;
  Pairs<std::uint16_t, std::uint64_t> message_index_offsets;
  std::uint64_t message_index_length = 0;
  std::string compression;
  std::uint64_t compressed_size = 0, uncompressed_size = 0;
  static constexpr auto Fields() {
    return std::tuple(Field{"message_start_time", &ChunkIndex::message_start_time},
                      Field{"message_end_time", &ChunkIndex::message_end_time},
                      Field{"chunk_start_offset", &ChunkIndex::chunk_start_offset},
                      Field{"chunk_length", &ChunkIndex::chunk_length},
                      Field{"message_index_offsets", &ChunkIndex::message_index_offsets},
                      Field{"message_index_length", &ChunkIndex::message_index_length},
                      Field{"compression", &ChunkIndex::compression},
                      Field{"compressed_size", &ChunkIndex::compressed_size},
                      Field{"uncompressed_size", &ChunkIndex::uncompressed_size});
  }
};

// On the wire a CRC of these fields follows; EncodeRecord adds it and DecodeRecord checks it.
struct Attachment {
  static constexpr Opcode kOpcode = Opcode::kAttachment;
  static constexpr char kName[] = "Attachment";
  std::uint64_t log_time = 0, create_time = 0;
  std::string name, media_type;
  ByteSpan data;
  static constexpr auto Fields() {
    return std::tuple(Field{"log_time", &Attachment::log_time},
                      Field{"create_time", &Attachment::create_time}, Field{"name", &Attachment::name},
                      Field{"media_type", &Attachment::media_type},
                      Field{"data", &Attachment::data, Extent::kLength64});
  }
};

struct AttachmentIndex {
  static constexpr Opcode kOpcode = Opcode::kAttachmentIndex;
  static constexpr char kName[] = "AttachmentIndex";
  std::uint64_t offset = 0, length = 0, log_time = 0, create_time = 0, data_size = 0;
  std::string name, media_type;
  static constexpr auto Fields() {
    return std::tuple(Field{"offset", &AttachmentIndex::offset}, Field{"length", &AttachmentIndex::length},
                      Field{"log_time", &AttachmentIndex::log_time},
                      Field{"create_time", &AttachmentIndex::create_time},
                      Field{"data_size", &AttachmentIndex::data_size}, Field{"name", &AttachmentIndex::name},
                      Field{"media_type", &AttachmentIndex::media_type});
  }
};

struct Statistics {
  static constexpr Opcode kOpcode = Opcode::kStatistics;
  static constexpr char kName[] = "Statistics";
  std::uint64_t message_count = 0;
  std::uint16_t schema_count = 0;
  std::uint32_t channel_count = 0, attachment_count = 0, metadata_count = 0, chunk_count = 0;
  std::uint64_t message_start_time = 0, message_end_time = 0;
  Pairs<std::uint16_t, std::uint64_t> channel_message_counts;
  static constexpr auto Fields() {
    return std::tuple(
        Field{"message_count", &Statistics::message_count}, Field{"schema_count", &Statistics::schema_count},
        Field{"channel_count", &Statistics::channel_count},
        Field{"attachment_count", &Statistics::attachment_count},
        Field{"metadata_count", &Statistics::metadata_count}, Field{"chunk_count", &Statistics::chunk_count},
        Field{"message_start_time", &Statistics::message_start_time},
        Field{"message_end_time", &Statistics::message_end_time},
        Field{"channel_message_counts", &Statistics::channel_message_counts});
  }
};

struct Metadata {
  static constexpr Opcode kOpcode = Opcode::kMetadata;
  static constexpr char kName[] = "Metadata";
  std::string name;
  StringMap metadata;
  static constexpr auto Fields() {
    return std::tuple(Field{"name", &Metadata::name}, Field{"metadata", &Metadata::metadata});
  }
};

struct MetadataIndex {
  static constexpr Opcode kOpcode = Opcode::kMetadataIndex;
  static constexpr char kName[] = "MetadataIndex";
  std::uint64_t offset = 0, length = 0;
  std::string name;
  static constexpr auto Fields() {
    return std::tuple(Field{"offset", &MetadataIndex::offset}, Field{"length", &MetadataIndex::length},
                      Field{"name", &MetadataIndex::name});
  }
};

struct SummaryOffset {
  static constexpr Opcode kOpcode = Opcode::kSummaryOffset;
  static constexpr char kName[] = "SummaryOffset";
  std::uint8_t group_opcode = 0;
  std::uint64_t group_start = 0, group_length = 0;
  static constexpr auto Fields() {
    return std::tuple(Field{"group_opcode", &SummaryOffset::group_opcode},
                      Field{"group_start", &SummaryOffset::group_start},
                      Field{"group_length", &SummaryOffset::group_length});
  }
};

struct DataEnd {
  static constexpr Opcode kOpcode = Opcode::kDataEnd;
  static constexpr char kName[] = "DataEnd";
  std::uint32_t data_section_crc = 0;  // 0: absent.
  static constexpr auto Fields() { return std::tuple(Field{"data_section_crc", &DataEnd::data_section_crc}); }
};

}  // namespace reprise::log
