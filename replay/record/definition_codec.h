// Definitions of tasks and objects as FlatBuffers: what the recorder writes and a replay reads.
//
// Threads      Encode: thread-safe, through a buffer of the thread's own, valid until it encodes again.
// Errors       Decode: DataLoss for bytes that are no definition; any bytes are safe.
#pragma once

#include <cstddef>
#include <span>

#include "absl/status/statusor.h"
#include "sched/tap.h"

namespace reprise::record {

inline constexpr const char* kTaskSchemaName = "reprise.run.TaskDefinition";
inline constexpr const char* kObjectSchemaName = "reprise.run.ObjectDefinition";

std::span<const std::byte> TaskSchema();
std::span<const std::byte> ObjectSchema();

std::span<const std::byte> EncodeTask(const sched::TaskInfo& task);
std::span<const std::byte> EncodeObject(const sched::ObjectInfo& object);

absl::StatusOr<sched::TaskInfo> DecodeTask(std::span<const std::byte> bytes);
absl::StatusOr<sched::ObjectInfo> DecodeObject(std::span<const std::byte> bytes);

}  // namespace reprise::record
