#include "sched/model/model_scheduler.h"

#include <string>

#include <gtest/gtest.h>

#include "sched/model/model_sync.h"

namespace reprise::sched {
namespace {

// Lets whoever is ready go on by turns.
class TakeTurns final : public Strategy {
 public:
  std::size_t Pick(std::span<const Op> ready) override { return ++picks_ % ready.size(); }
  Outcome Decide(const Op&) override { return {}; }
  void Blocked(std::span<const Op>) override {}

 private:
  std::size_t picks_ = 0;
};

TEST(ModelSchedulerTest, Example) {
  ModelScheduler scheduler;
  TakeTurns strategy;
  const ModelScheduler::Result result = scheduler.Run(strategy, [&] {
    ModelSync::Atomic<std::uint64_t> count{0};
    const auto add = [&] {  // Broken: another one's addition may come between the load and the store.
      const std::uint64_t before = count.load(std::memory_order_relaxed);
      count.store(before + 1, std::memory_order_relaxed);
    };
    scheduler.RunTasks({add, add});
    if (count.load(std::memory_order_relaxed) != 2) scheduler.Fail("an addition was lost");
  });

  EXPECT_EQ(result.what.substr(0, 20), "an addition was lost");
}

}  // namespace
}  // namespace reprise::sched
