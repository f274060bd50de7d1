// Programs recorded on real threads, and played again from their logs; logs that are told of what never was.
//
// Threads      thread-compatible: one program at a time in a process.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "replay/log/log_file.h"
#include "replay/record/recorder.h"
#include "replay/session/verify.h"
#include "runtime/runtime.h"
#include "sched/tap.h"
#include "support/replays_exactly.h"
#include "support/temp_folder.h"

namespace reprise::session {

// Between a run and its recorder: the log tells of outcomes that never were.
class Forger final : public sched::Tap {
 public:
  using Forge = std::function<void(const sched::Op&, sched::Outcome&)>;

  Forger(sched::Tap& inner, Forge forge) : inner_(inner), forge_(std::move(forge)) {}

  void DefineTask(const sched::TaskInfo& task) override { inner_.DefineTask(task); }
  void DefineObject(const sched::ObjectInfo& object) override { inner_.DefineObject(object); }
  void Prepare(const sched::Op& op) override { inner_.Prepare(op); }
  std::span<std::byte> Reserve(const sched::Op& op, std::size_t bytes) override {
    return inner_.Reserve(op, bytes);
  }
  void Commit(const sched::Op& op, const sched::Outcome& outcome) noexcept override {
    sched::Outcome told = outcome;
    forge_(op, told);
    inner_.Commit(op, told);
  }
  void Abandon() noexcept override { inner_.Abandon(); }

 private:
  sched::Tap& inner_;
  Forge forge_;
};

// Records `program` on `workers` workers; `forge` changes what the log is told.
inline log::LogFile Record(unsigned workers, const std::function<void()>& program,
                           const Forger::Forge& forge = nullptr) {
  if (!forge) return RecordRun(workers, program);
  const TempFolder folder;
  const std::string path = folder.File("forged.mcap");
  auto recorder = record::Recorder::Create(path, {.workers = workers, .chunk_bytes = 4096});
  EXPECT_TRUE(recorder.ok()) << recorder.status();
  Forger tap(**recorder, forge);
  sched::Runtime runtime({.workers = workers, .tap = &tap});
  EXPECT_TRUE(runtime.Run("test", program).ok());
  EXPECT_TRUE((*recorder)->Finish({}).ok());
  absl::StatusOr<log::LogFile> log = log::LogFile::Open(path, log::ReadMode::kPrefix);
  EXPECT_TRUE(log.ok()) << log.status();
  return *std::move(log);
}

inline VerifyResult Verify(const log::LogFile& log, const std::function<void()>& program) {
  absl::StatusOr<VerifyResult> result = Replay(log, {}, "test", program);
  EXPECT_TRUE(result.ok()) << result.status();
  return *std::move(result);
}

inline void ExpectExact(const std::function<void()>& program) { ReplaysExactly(program, /*runs=*/3); }

}  // namespace reprise::session
