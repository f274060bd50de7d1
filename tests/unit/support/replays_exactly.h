// Records a program on one worker, two and four, and plays each log again: the same run, op by op.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "replay/record/recorder.h"
#include "replay/session/verify.h"
#include "runtime/runtime.h"
#include "support/temp_folder.h"

namespace reprise {

// The log of one run.
inline log::LogFile RecordRun(unsigned workers, const std::function<void()>& program,
                              sched::RuntimeOptions options = {}) {
  const TempFolder folder;
  const std::string path = folder.File("run.mcap");
  auto recorder = record::Recorder::Create(path, {.workers = workers, .chunk_bytes = 4096});
  EXPECT_TRUE(recorder.ok()) << recorder.status();
  options.workers = workers;
  options.tap = recorder->get();
  sched::Runtime runtime(options);
  EXPECT_TRUE(runtime.Run("test", program).ok());
  EXPECT_TRUE((*recorder)->Finish({}).ok());
  absl::StatusOr<log::LogFile> log = log::LogFile::Open(path, log::ReadMode::kPrefix);
  EXPECT_TRUE(log.ok()) << log.status();
  return *std::move(log);
}

// `options`: of the runs that are recorded.
inline void ReplaysExactly(const std::function<void()>& program, int runs = 5,
                           const sched::RuntimeOptions& options = {}) {
  for (unsigned workers : {1U, 2U, 4U}) {
    for (int run = 0; run < runs; ++run) {
      SCOPED_TRACE(testing::Message() << workers << " workers, run " << run);
      const absl::StatusOr<session::VerifyResult> result =
          session::Replay(RecordRun(workers, program, options), {}, "test", program);
      ASSERT_TRUE(result.ok()) << result.status();
      EXPECT_EQ(result->verdict, session::ReplayVerdict::kExact)
          << result->where << (result->divergence ? result->divergence->ToString() : "");
      EXPECT_GT(result->ops, 0U);
    }
  }
}

}  // namespace reprise
