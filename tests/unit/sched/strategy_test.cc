#include "sched/strategy.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

// Lets the task go on that was spawned last.
class NewestFirst final : public Strategy {
 public:
  std::size_t Pick(std::span<const Op> ready) override {
    std::size_t newest = 0;
    for (std::size_t i = 0; i < ready.size(); ++i) {
      if (ready[i].kind == OpKind::kStart) newest = i;
    }
    return newest;
  }
  Outcome Decide(const Op&) override { return {}; }
  void Blocked(std::span<const Op>) override {}
};

TEST(StrategyTest, Example) {
  NewestFirst strategy;
  std::vector<int> ran;  // No lock: one thread runs everything.
  const absl::Status ended = Runtime({.strategy = &strategy}).Run("test", [&ran] {
    auto child = task::Spawn(task::TaskType::kPathfinding, "child", [&ran] { ran.push_back(1); });
    Yield();
    ran.push_back(0);
    EXPECT_TRUE(child.Join().ok());
  });

  EXPECT_TRUE(ended.ok());
  EXPECT_EQ(ran, (std::vector<int>{1, 0}));
}

}  // namespace
}  // namespace reprise::sched
