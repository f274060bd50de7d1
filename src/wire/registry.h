// All messages of a match by the name of their schema, to find the codec for a log's bytes.
//
// Use when     a log is listed, printed or replayed.
// Threads      thread-safe; the results live as long as the process.
// Order        by schema name.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sched/tap.h"

namespace reprise::wire {

[[nodiscard]] std::span<const sched::PayloadType* const> MatchPayloads();

// Null if no message of a match has that schema.
[[nodiscard]] const sched::PayloadType* FindPayload(const std::string& schema_name);

// A digest of all schemas: the logs of two builds with the same hash can be compared message by message.
[[nodiscard]] std::uint64_t SchemaHash();

}  // namespace reprise::wire
