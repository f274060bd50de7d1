#include "replay/strategy/forwarding.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "replay/strategy/recorded_schedule.h"
#include "replay/strategy/token.h"

namespace reprise::strategy {
namespace {

// Writes down which calls come to it.
class Listening final : public sched::Strategy {
 public:
  std::size_t Pick(std::span<const sched::Op> ready) override {
    heard += "pick ";
    return ready.size() - 1;
  }
  sched::Outcome Decide(const sched::Op&) override {
    heard += "decide ";
    return {.branch = sched::Branch::kFailed};
  }
  std::uint64_t Choose(const sched::Op&, std::uint64_t bound) override {
    heard += "choose ";
    return bound - 1;
  }
  void Committed(const sched::Op&, const sched::Outcome&) noexcept override { heard += "committed "; }
  void Blocked(std::span<const sched::Op>) override { heard += "blocked "; }

  std::string heard;
};

void CallEverything(sched::Strategy& strategy) {
  const std::vector<sched::Op> ready = {{.task = TaskId{1}}, {.task = TaskId{2}}};
  EXPECT_EQ(strategy.Pick(ready), 1U);
  EXPECT_EQ(strategy.Decide(ready[1]).branch, sched::Branch::kFailed);
  EXPECT_EQ(strategy.Choose(ready[1], 5), 4U);
  strategy.Committed(ready[1], {});
  strategy.Blocked(ready);
}

TEST(ForwardingTest, EveryCallReachesTheInnerStrategy) {
  Listening inner;
  Forwarding outer(inner);
  CallEverything(outer);
  EXPECT_EQ(inner.heard, "pick decide choose committed blocked ");
}

TEST(RecordedScheduleTest, KeepsTasksAndValuesAndPassesTheRestOn) {
  Listening inner;
  RecordedSchedule recorded(inner);
  CallEverything(recorded);
  EXPECT_EQ(inner.heard, "pick decide choose committed blocked ");
  EXPECT_EQ(recorded.schedule(), (Schedule{.choices = {Choice::Task(1), Choice::Value(4)}}));
}

}  // namespace
}  // namespace reprise::strategy
