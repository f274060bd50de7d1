// What a log of ours must look like beyond what MCAP asks: so narrow that damage has no place to hide.
//
// MCAP covers chunks and the summary with CRCs. The frames between chunks, and the indexes, have none until
// DataEnd, and a file that was cut has no DataEnd: there one flipped bit could turn a chunk into a record
// that readers skip. Our own writer writes few kinds of records and nothing unknown, so everything else is
// damage.
//
// Use when     the file's Header has our profile.
// Threads      thread-compatible.
// Memory       16 bytes a message of the chunk read last.
// Errors       DataLoss with one sentence, without the offset.
#pragma once

#include <map>

#include "absl/status/status.h"
#include "replay/log/mcap_frame.h"

namespace reprise::log {

class OwnShape {
 public:
  void BeginChunk() { indexes_.clear(); }
  // A message at this byte of the open chunk's content.
  void Note(const Message& message, std::uint64_t chunk_offset_bytes);
  // May this record stand outside chunks, and is it what our writer would have written?
  [[nodiscard]] absl::Status Check(const Framed& framed) const;

 private:
  [[nodiscard]] absl::Status CheckMessageIndex(const Framed& framed) const;

  std::map<std::uint16_t, MessageIndex> indexes_;  // Of the chunk read last, as they must follow it.
};

}  // namespace reprise::log
