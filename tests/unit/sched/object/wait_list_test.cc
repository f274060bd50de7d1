// An object of one's own: announced, committed under its lock, waited for.
#include "sched/object/wait_list.h"

#include <atomic>
#include <vector>

#include <gtest/gtest.h>

#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "support/on_every_scheduler.h"
#include "task/spawn.h"
#include "time/clock.h"

namespace reprise::sched {
namespace {

// Shut at first; who opens it lets everybody through.
class Gate : public Object {
 public:
  explicit Gate(std::string name) : Object({.kind = ObjectKind::kCondition, .name = std::move(name)}) {}

  Waited Pass(std::uint64_t deadline_ns = kNever, Site site = Site::Here()) {
    const Announced op = Announce(OpKind::kWait, id(), site);
    WaitList::Lock lock(lock_);
    while (!open_) {
      const Waited waited = waiters_.Wait(op, lock, deadline_ns);
      if (waited == Waited::kLookAgain) continue;
      op.Commit({.branch = Branch::kTimedOut}, stamp_);
      return waited;
    }
    op.Commit({.branch = Branch::kDone, .ticket = passed_++}, stamp_);
    return Waited::kLookAgain;
  }

  void Open(Site site = Site::Here()) {
    const Announced op = Announce(OpKind::kNotify, id(), site);
    const std::lock_guard guard(lock_);
    open_ = true;
    op.Commit({.branch = Branch::kDone}, stamp_);
    waiters_.WakeAll();
  }

 private:
  ObjectLock lock_;
  WaitList waiters_;
  bool open_ = false;
  std::uint64_t passed_ = 0;
  std::uint64_t stamp_ = 0;
};

TEST(WaitListTest, Example) {
  OnEveryScheduler([] {
    Gate gate("/gate");
    std::atomic<int> passed{0};
    std::vector<task::JoinHandle<task::Nothing>> guests;
    for (int guest = 0; guest < 3; ++guest) {
      guests.push_back(task::Spawn(task::TaskType::kStateUpdate, "guest", [&] {
        EXPECT_EQ(gate.Pass(), Waited::kLookAgain);
        ++passed;
      }));
    }
    Yield();
    EXPECT_EQ(passed, 0);
    gate.Open();
    for (auto& guest : guests) EXPECT_TRUE(guest.Join().ok());
    EXPECT_EQ(passed, 3);
  });
}

TEST(WaitListTest, AWaitEndsAtItsDeadline) {
  OnEveryScheduler([] {
    Gate gate("/gate");
    Clock clock("/clock");

    EXPECT_EQ(gate.Pass(clock.Now() + 1000), Waited::kTimedOut);
    gate.Open();
    EXPECT_EQ(gate.Pass(clock.Now()), Waited::kLookAgain);  // Nobody waits for what is there.
  });
}

}  // namespace
}  // namespace reprise::sched
