// Runs the body of a test as a program on every scheduler: one worker, two, four; and the deterministic one under the
// random walk, PCT and the exhaustive search, of which a line says how many schedules they were.
//
//   TEST(MpscTest, ...) { OnEveryScheduler([] { ... }); }
//
// A schedule that fails is told as a token; with that in REPRISE_TOKEN the test runs it alone.
#pragma once

#include <errno.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "replay/explore/explore.h"
#include "runtime/runtime.h"
#include "support/test_program.h"

namespace reprise {

using Program = std::function<void()>;

// So many schedules of each; a small program has fewer that are exhaustive.
inline constexpr unsigned kRandomSchedules = 50;
inline constexpr unsigned kPctSchedules = 50;
inline constexpr unsigned kExhaustiveSchedules = 80;  // For each bound.
inline constexpr unsigned kPreemptionsMax = 2;
// A search whose schedules had so many choices together has done enough.
inline constexpr std::uint64_t kChoicesEnough = 30'000;

// What was run, for people: "50", or "12 (all)".
inline std::string RunSchedules(const std::string& strategy, unsigned schedules, const Program& program) {
  TestProgram target(program);
  const explore::Report report = explore::Explore(
      {.strategy = strategy.c_str(), .schedules = schedules, .steps_enough = kChoicesEnough}, target);
  if (report.found) {
    const testing::TestInfo* const test = testing::UnitTest::GetInstance()->current_test_info();
    ADD_FAILURE() << "schedule " << report.schedules - 1 << ": " << ToString(*report.found)
                  << "repeat: REPRISE_TOKEN='" << report.found->token << "' " << program_invocation_name
                  << " --gtest_filter=" << test->test_suite_name() << "." << test->name();
  }
  return absl::StrCat(report.schedules, report.complete ? " (all)" : "");
}

// Where time is virtual: a sleep ends when nobody else can go on.
inline void OnEverySearch(const Program& program) {
  std::string ran = absl::StrCat("random walk ", RunSchedules("random", kRandomSchedules, program));
  if (std::getenv("REPRISE_TOKEN") != nullptr) return;  // That was the one schedule.
  absl::StrAppend(&ran, ", PCT of depth 3 ", RunSchedules("pct:depth=3", kPctSchedules, program));
  for (unsigned preemptions = 0; preemptions <= kPreemptionsMax; ++preemptions) {
    if (testing::Test::HasFailure()) return;
    absl::StrAppend(
        &ran, ", with ", preemptions, " preemptions ",
        RunSchedules(absl::StrCat("exhaustive:preemptions=", preemptions), kExhaustiveSchedules, program));
  }
  std::printf("  schedules: %s\n", ran.c_str());
}

inline void OnEveryScheduler(const Program& program) {
  if (std::getenv("REPRISE_TOKEN") == nullptr) {
    for (unsigned workers : {1U, 2U, 4U}) {
      SCOPED_TRACE(testing::Message() << workers << " workers");
      sched::Runtime runtime({.workers = workers, .stack_bytes = TestProgram::kStackBytes});
      const absl::Status status = runtime.Run("test", program);
      EXPECT_TRUE(status.ok()) << status;
    }
  }
  OnEverySearch(program);
}

}  // namespace reprise
