// One worker's part of a recording: the segment it fills, and the message that waits for its claim.
//
// fiber-bound: only the worker's own thread calls anything here.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>

#include "base/ids.h"
#include "replay/record/channel_table.h"
#include "replay/record/seal_thread.h"
#include "replay/record/segment.h"
#include "sched/op.h"

namespace reprise::record {

class WorkerLog {
 public:
  WorkerLog(unsigned worker, std::size_t chunk_bytes, ChannelTable& channels, SealThread& seal);

  // Hands the segment over when it is full.
  void MakeRoom();
  void HandOver();

  std::span<std::byte> Reserve(ObjectId object, std::size_t bytes);
  void Commit(const sched::Op& op, const sched::Outcome& outcome) noexcept;
  void Abandon() noexcept;

  // A message of the harness's own, complete at once.
  void Note(std::uint16_t channel, std::span<const std::byte> payload);

 private:
  static constexpr std::size_t kNothingReserved = static_cast<std::size_t>(-1);

  ChannelEntry ChannelOf(ObjectId object);
  std::byte* AppendMessage(std::uint16_t channel, std::uint32_t sequence, std::uint64_t stamp,
                           std::size_t bytes);

  const unsigned worker_;
  const std::size_t chunk_bytes_;
  ChannelTable& channels_;
  SealThread& seal_;
  std::unique_ptr<Segment> segment_;
  std::size_t reserved_at_ = kNothingReserved;  // Where the message that waits begins.
  bool reserved_shared_ = false;                // Whether its channel is shared.
  std::map<ObjectId, ChannelEntry> known_;      // A copy of what this worker has asked the table for.
  std::uint32_t notes_ = 0;
};

}  // namespace reprise::record
