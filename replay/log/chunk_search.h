// Finds the next chunk behind damage, where lengths can no longer be trusted.
//
// Use when     salvaging. A chunk proves itself: its sizes fit each other and its content has the CRC it
//              names.
// Threads      thread-safe.
// Memory       One uncompressed chunk.
#pragma once

#include <cstdint>
#include <optional>

#include "replay/log/bytes.h"

namespace reprise::log {

// The offset of the first sound chunk at or behind `from`. `work_bytes` counts what false alarms cost; the
// search ends when it passes `work_bytes_max`, so that a file made of false alarms takes no time to speak of.
std::optional<std::size_t> FindChunk(ByteSpan file, std::size_t from, std::uint64_t work_bytes_max,
                                     std::uint64_t& work_bytes);

}  // namespace reprise::log
