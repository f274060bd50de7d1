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
#include "replay/strategy/exhaustive.h"
#include "replay/strategy/forwarding.h"
#include "replay/strategy/pct.h"
#include "replay/strategy/random_walk.h"
#include "replay/strategy/recorded_schedule.h"
#include "replay/strategy/replay_token.h"
#include "runtime/runtime.h"

namespace reprise {

using Program = std::function<void()>;

// So many schedules of each; a small program has fewer that are exhaustive.
inline constexpr unsigned kRandomSchedules = 50;
inline constexpr unsigned kPctSchedules = 50;
inline constexpr unsigned kExhaustiveSchedules = 80;  // For each bound.
inline constexpr unsigned kPreemptionsMax = 2;
// The test runner fills what comes from the heap, stacks too: hundreds of runs a test.
inline constexpr std::size_t kStackBytes = 32 * 1024;
// A search whose schedules had so many choices together has done enough.
inline constexpr std::uint64_t kChoicesEnough = 30'000;

// A run with so many choices has no end.
class EndlessRunsStop final : public strategy::Forwarding {
 public:
  using Forwarding::Forwarding;

  std::size_t Pick(std::span<const sched::Op> ready) override {
    return ++choices_ > kChoicesMax ? kStop : Forwarding::Pick(ready);
  }

  [[nodiscard]] std::uint64_t choices() const { return choices_; }
  [[nodiscard]] const char* what() const { return choices_ > kChoicesMax ? ", because it has no end" : ""; }

 private:
  static constexpr std::uint64_t kChoicesMax = 100'000;
  std::uint64_t choices_ = 0;
};

// How many choices it had.
inline std::uint64_t RunOneSchedule(sched::Strategy& strategy, const Program& program) {
  EndlessRunsStop bounded(strategy);
  sched::Runtime runtime({.stack_bytes = kStackBytes, .strategy = &bounded});
  const absl::Status status = runtime.Run("test", program);
  EXPECT_TRUE(status.ok()) << status << bounded.what();
  return bounded.choices();
}

// What was run, for people: "50", or "12 (all)".
inline std::string RunSchedules(strategy::Search& search, unsigned schedules, const Program& program) {
  strategy::RecordedSchedule recorded(search);
  unsigned run = 0;
  for (std::uint64_t choices = 0; run < schedules && choices < kChoicesEnough; ++run) {
    if (testing::Test::HasFailure()) break;
    if (!search.Next()) return absl::StrCat(run, " (all)");
    recorded.Clear();
    choices += RunOneSchedule(recorded, program);
    if (!testing::Test::HasFailure()) continue;
    const testing::TestInfo* const test = testing::UnitTest::GetInstance()->current_test_info();
    ADD_FAILURE() << "schedule " << run << "; repeat: REPRISE_TOKEN='"
                  << strategy::WriteToken(recorded.schedule()) << "' " << program_invocation_name
                  << " --gtest_filter=" << test->test_suite_name() << "." << test->name();
  }
  return absl::StrCat(run);
}

inline void RepeatToken(const char* token, const Program& program) {
  const absl::StatusOr<strategy::Schedule> schedule = strategy::ParseToken(token);
  ASSERT_TRUE(schedule.ok()) << schedule.status();
  strategy::ReplayToken replay(*schedule);
  replay.Next();
  static_cast<void>(RunOneSchedule(replay, program));
  EXPECT_EQ(replay.misfit(), "");
}

// Where time is virtual: a sleep ends when nobody else can go on.
inline void OnEverySearch(const Program& program) {
  if (const char* token = std::getenv("REPRISE_TOKEN")) return RepeatToken(token, program);
  strategy::RandomWalk walk(1);
  std::string ran = absl::StrCat("random walk ", RunSchedules(walk, kRandomSchedules, program));
  strategy::Pct pct({.depth = 3, .seed = 1});
  absl::StrAppend(&ran, ", PCT of depth 3 ", RunSchedules(pct, kPctSchedules, program));
  for (unsigned preemptions = 0; preemptions <= kPreemptionsMax; ++preemptions) {
    strategy::Exhaustive exhaustive(preemptions);
    absl::StrAppend(&ran, ", with ", preemptions, " preemptions ",
                    RunSchedules(exhaustive, kExhaustiveSchedules, program));
    EXPECT_EQ(exhaustive.misfit(), "");
  }
  std::printf("  schedules: %s\n", ran.c_str());
}

inline void OnEveryScheduler(const Program& program) {
  if (std::getenv("REPRISE_TOKEN") == nullptr) {
    for (unsigned workers : {1U, 2U, 4U}) {
      SCOPED_TRACE(testing::Message() << workers << " workers");
      sched::Runtime runtime({.workers = workers, .stack_bytes = kStackBytes});
      const absl::Status status = runtime.Run("test", program);
      EXPECT_TRUE(status.ok()) << status;
    }
  }
  OnEverySearch(program);
}

}  // namespace reprise
