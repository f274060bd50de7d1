// What is ours in a log: the version, the names of its topics and metadata, and every limit, in one place.
//
// The container is plain MCAP (mcap_records.h); this file is what turns a container into a log of a run. The
// page docs/log-format.md says the same for people.
//
// Threads      immutable.
#pragma once

#include <cstddef>
#include <cstdint>

namespace reprise::log {

// Bump when a log written before this change cannot be replayed after it, or one written after it by a reader from
// before. docs/log-format.md, "Versions".
inline constexpr std::uint32_t kLogVersion = 2;

inline constexpr char kProfile[] = "reprise";
inline constexpr char kLibrary[] = "reprise 0.1.0";

// Topics of the harness itself; every other topic is a channel of the program.
inline constexpr char kOpsTopicPrefix[] = "/reprise/ops/";  // + the worker's number
inline constexpr char kTasksTopic[] = "/reprise/tasks";
inline constexpr char kObjectsTopic[] = "/reprise/objects";

// On an MCAP channel's own metadata: the id of the object whose messages it holds, in decimal; or that it holds those
// of many, each of which belongs to the object of its op.
inline constexpr char kChannelObjectKey[] = "object";
inline constexpr char kObjectOfOp[] = "op";
// The topic of objects without a name: + kind + "/" + schema.
inline constexpr char kUnnamedTopicPrefix[] = "/reprise/unnamed/";

// The metadata record that makes an MCAP file a log, and its keys. Values are text.
inline constexpr char kMetadataName[] = "reprise";
// What is known only when the run has ended, as the last record in front of the summary.
inline constexpr char kEndMetadataName[] = "reprise.end";
inline constexpr char kKeyFormatVersion[] = "format_version";
inline constexpr char kKeyMinimumReplayer[] = "minimum_replayer";
inline constexpr char kKeyQuirks[] = "quirks";
inline constexpr char kKeySeed[] = "seed";
inline constexpr char kKeyBuildId[] = "build_id";
inline constexpr char kKeyCompiler[] = "compiler";
inline constexpr char kKeySchemaHash[] = "schema_hash";
inline constexpr char kKeyWorkers[] = "workers";
inline constexpr char kKeyScheduler[] = "scheduler";
inline constexpr char kKeyApp[] = "app";
inline constexpr char kKeyAppPrefix[] = "app.";  // + a setting of the program
inline constexpr char kKeyChecksum[] =
    "checksum";  // over all other entries; log_metadata.h writes and checks it

// A chunk is closed when its content reaches this size: small enough to lose little, large enough to
// compress.
inline constexpr std::size_t kChunkBytesTarget = std::size_t{256} * 1024;

// What a reader believes of a chunk's header before it allocates. The ratio bounds the memory that a small
// hostile file can ask for; the writer stores a chunk uncompressed rather than exceed it, so no log of ours
// is refused.
inline constexpr std::uint64_t kChunkBytesMax = std::uint64_t{64} << 20;
inline constexpr std::uint64_t kChunkRatioMax = 256;

// Salvage looks for chunks behind damage; false alarms may cost this many times the file's size, then it
// stops.
inline constexpr std::uint64_t kSalvageWorkFactorMax = 16;

// FlatBuffers reads payloads only from memory aligned to this.
inline constexpr std::size_t kPayloadAlignment = 16;

static_assert(kChunkBytesTarget < kChunkBytesMax);

}  // namespace reprise::log
