// The tap that records a run: every message once, by its sender, and one small record an op, per worker and
// without a lock between workers.
//
// Use when     a run is to be replayed.
// Threads      Create, Finish: their caller. The tap's functions: thread-safe (sched/tap.h).
// Progress     an op costs a copy of its record; a full segment is handed to the seal thread, which waits for
//              the disk in the workers' stead until kQueuedItemsMax segments are queued.
// Memory       two buffers of `chunk_bytes` a worker, what the disk has not taken, and some 100 bytes an object with
//              messages, but for oneshots that were sent.
// Errors       Create: what output_file.h says. Later errors stop the recording, not the run: failed() tells,
//              Finish returns the error, and the file is whole up to the last chunk.
// Source       docs/log-format.md, docs/architecture.md.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/log/format.h"
#include "replay/log/log_metadata.h"
#include "replay/log/output_file.h"
#include "replay/record/seal_thread.h"
#include "replay/record/worker_log.h"
#include "sched/tap.h"

namespace reprise::record {

struct RecorderOptions {
  unsigned workers = 1;
  log::LogMetadata metadata;  // What the run is: written first.
  log::Existing existing = log::Existing::kRefuse;
  std::size_t chunk_bytes = log::kChunkBytesTarget;
};

class Recorder final : public sched::Tap {
 public:
  static absl::StatusOr<std::unique_ptr<Recorder>> Create(const std::string& path,
                                                          const RecorderOptions& options);

  // After the run: seals what is open, writes `end` (what is known only now) and closes the file.
  absl::Status Finish(const log::StringMap& end);

  // The same for a run that did not end (every task was blocked): the file stays without its end mark, so that whoever
  // reads it knows that the log is cut short.
  absl::Status FinishCut(const log::StringMap& end);

  [[nodiscard]] bool failed() const { return seal_.failed(); }

  void DefineTask(const sched::TaskInfo& task) override;
  void DefineObject(const sched::ObjectInfo& object) override;
  void Prepare(const sched::Op& op) override;
  std::span<std::byte> Reserve(const sched::Op& op, std::size_t bytes) override;
  void Commit(const sched::Op& op, const sched::Outcome& outcome) noexcept override;
  void Abandon() noexcept override;

 private:
  Recorder(log::McapWriter writer, const RecorderOptions& options);
  void DefineHarnessChannels(unsigned workers);
  WorkerLog& CurrentLog();

  SealThread seal_;
  ChannelTable channels_;
  std::vector<std::unique_ptr<WorkerLog>> logs_;
};

}  // namespace reprise::record
