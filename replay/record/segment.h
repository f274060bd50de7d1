// What one worker has recorded since it last handed over: encoded messages and the records of its ops. A
// segment becomes one chunk of the log.
//
// fiber-bound to the worker that fills it, then to the seal thread.
#pragma once

#include <cstdint>
#include <vector>

#include "replay/log/bytes.h"
#include "replay/record/op_record.h"

namespace reprise::record {

struct Segment {
  std::uint32_t worker = 0;
  std::uint64_t last_stamp = 0;
  std::uint64_t wall_ns = 0;  // Read once a segment: a clock read costs as much as an op.
  log::Bytes messages;        // Whole Message records.
  std::vector<OpRecord> ops;

  [[nodiscard]] std::size_t bytes() const { return messages.size() + ops.size() * kOpRecordBytes; }
};

}  // namespace reprise::record
