// Turns full segments into chunks of the log, on a thread of its own: CRC, compression and the disk's
// slowness cost no worker.
//
// Threads      thread-safe, except Finish and FinishCut, one of which its owner calls once.
// Memory       What the disk has not taken: at most kQueuedItemsMax segments, then workers wait.
// Errors       The first error of the writer stays, and everything after it is thrown away: the file ends
//              with the last whole chunk. failed() tells early; Finish returns the error.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "replay/log/mcap_writer.h"
#include "replay/record/segment.h"

namespace reprise::record {

// An MCAP channel to be added before the next segment, with a copy of its schema.
struct ChannelDefinition {
  log::Channel channel;
  std::string schema_name;
  log::Bytes schema;  // Empty: the channel has none.
};

class SealThread {
 public:
  explicit SealThread(log::McapWriter writer);
  ~SealThread();

  void Define(ChannelDefinition definition);
  void Seal(std::unique_ptr<Segment> segment);

  // Writes what is queued, then `end` as the last metadata record, and closes the file.
  absl::Status Finish(const log::Metadata& end);
  // The same, without the file's end mark.
  absl::Status FinishCut(const log::Metadata& end);

  [[nodiscard]] bool failed() const {
    // [F1] relaxed: an early warning; Finish is ordered by the join.
    return failed_.load(std::memory_order_relaxed);
  }

 private:
  using Item = std::variant<ChannelDefinition, std::unique_ptr<Segment>>;
  static constexpr std::size_t kQueuedItemsMax = 256;

  void Push(Item item, bool may_wait);
  void Main();
  absl::Status Write(ChannelDefinition& definition);
  absl::Status Write(std::unique_ptr<Segment>& segment);
  void Stop();

  log::McapWriter writer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable room_;
  std::deque<Item> queue_;
  bool ending_ = false;
  std::atomic<bool> failed_{false};
  absl::Status status_;  // The thread's, until it is joined.
  std::map<std::string, std::uint16_t> schema_ids_;
  std::map<std::uint32_t, std::uint32_t> blocks_;  // Ops messages so far, by worker.
  std::thread thread_;
};

}  // namespace reprise::record
