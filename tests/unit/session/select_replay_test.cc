// Programs that wait for several channels at once, recorded on real threads and played again.
#include <vector>

#include <gtest/gtest.h>

#include "channel/broadcast.h"
#include "channel/journal.h"
#include "channel/mpsc.h"
#include "channel/select.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "tests/unit/session/record_and_replay.h"
#include "time/clock.h"

namespace reprise::session {
namespace {

using channel::Select;
using task::Spawn;
using task::TaskType;

// Which arm comes first depends on the race; some tries fail and some deadlines pass.
void SelectOverRacingSenders(Select::Order order) {
  channel::Mpsc<int> left({.name = "/left", .capacity = 2});
  channel::Mpsc<int> right({.name = "/right", .capacity = 2});
  channel::Broadcast<int> events({.name = "/events", .capacity = 4});
  auto seen = events.Subscribe();
  channel::Journal<int> came({.name = "/came"});
  sched::Clock clock("/clock");
  auto left_sender = Spawn(TaskType::kBotDecision, "left", [&] {
    for (int n = 0; n < 40; ++n) EXPECT_TRUE(left.Send(n).ok());
    left.Close();
  });
  auto right_sender = Spawn(TaskType::kBotDecision, "right", [&] {
    for (int n = 0; n < 40; ++n) {
      EXPECT_TRUE(right.Send(100 + n).ok());
      EXPECT_TRUE(events.Send(n).ok());
    }
    right.Close();
    events.Close();
  });
  Select select(order);
  select.Add(left);
  select.Add(right);
  select.Add(seen);
  for (int n = 0;; ++n) {
    const absl::StatusOr<std::size_t> arm = n % 3 == 0   ? select.Wait()
                                            : n % 3 == 1 ? select.Try()
                                                         : select.WaitUntil(clock.Now() + 2000);
    if (absl::IsOutOfRange(arm.status())) break;
    came.Append(arm.ok() ? static_cast<int>(*arm) : -1);
    if (!arm.ok()) continue;
    if (*arm == 2) {
      const channel::Delivery<int> delivery = seen.Receive();
      if (delivery.closed()) select.Disable(2);
      continue;
    }
    const absl::StatusOr<int> number = (*arm == 0 ? left : right).Receive();
    if (number.ok()) {
      came.Append(*number);
    } else {
      select.Disable(*arm);
    }
  }
  EXPECT_TRUE(left_sender.Join().ok());
  EXPECT_TRUE(right_sender.Join().ok());
}

TEST(SelectReplayTest, AFairSelectReplaysExactly) {
  ExpectExact([] { SelectOverRacingSenders(Select::Order::kFair); });
}

TEST(SelectReplayTest, AnOrderedSelectReplaysExactly) {
  ExpectExact([] { SelectOverRacingSenders(Select::Order::kOrdered); });
}

TEST(SelectReplayTest, AForgedChoiceIsFoundOut) {
  const auto program = [] { SelectOverRacingSenders(Select::Order::kFair); };
  const auto forged_verdict = [&](sched::Branch branch, sched::Branch told, std::uint64_t arm) {
    bool forged = false;
    const log::LogFile log = Record(1, program, [&](const sched::Op& op, sched::Outcome& outcome) {
      if (forged || op.kind != sched::OpKind::kSelect || outcome.branch != branch) return;
      if (branch == told && outcome.value == arm) return;
      outcome = {.branch = told, .value = arm, .stamp = outcome.stamp};
      forged = true;
    });
    EXPECT_TRUE(forged);
    return Verify(log, program).verdict;
  };
  EXPECT_EQ(forged_verdict(sched::Branch::kDone, sched::Branch::kDone, 1), ReplayVerdict::kDiverged);
  EXPECT_EQ(forged_verdict(sched::Branch::kDone, sched::Branch::kDone, 99), ReplayVerdict::kDiverged);
  EXPECT_EQ(forged_verdict(sched::Branch::kDone, sched::Branch::kCancelled, 0), ReplayVerdict::kDiverged);
  EXPECT_EQ(forged_verdict(sched::Branch::kClosed, sched::Branch::kDone, 0), ReplayVerdict::kDiverged);
}

}  // namespace
}  // namespace reprise::session
