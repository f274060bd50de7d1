// Tasks and objects have the same ids in every run, whoever schedules it.
#include <initializer_list>
#include <map>
#include <mutex>

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "replay/strategy/exhaustive.h"
#include "replay/strategy/pct.h"
#include "replay/strategy/random_walk.h"
#include "runtime/runtime.h"
#include "sched/tap.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;

// Writes down who was defined.
class Register final : public Tap {
 public:
  void DefineTask(const TaskInfo& task) override {
    const std::lock_guard guard(mutex_);
    EXPECT_TRUE(tasks.emplace(task.name, task).second) << task.name;
  }
  void DefineObject(const ObjectInfo& object) override {
    const std::lock_guard guard(mutex_);
    EXPECT_TRUE(objects.emplace(object.name, object).second) << object.name;
  }
  void Prepare(const Op&) override {}
  std::span<std::byte> Reserve(const Op&, std::size_t bytes) override {
    thread_local std::vector<std::byte> room;
    room.resize(bytes);
    return room;
  }
  void Commit(const Op&, const Outcome&) noexcept override {}
  void Abandon() noexcept override {}

  [[nodiscard]] std::string Ids() const {
    std::string ids;
    for (const auto& [name, task] : tasks) absl::StrAppend(&ids, name, " ", Value(task.id), "\n");
    for (const auto& [name, object] : objects) absl::StrAppend(&ids, name, " ", Value(object.id), "\n");
    return ids;
  }

  std::map<std::string, TaskInfo> tasks;
  std::map<std::string, ObjectInfo> objects;

 private:
  std::mutex mutex_;
};

void FamilyProgram() {
  channel::Mpsc<int> first({.name = "/first"});
  channel::Mpsc<int> second({.name = "/second", .capacity = 5});
  std::vector<task::JoinHandle<task::Nothing>> children;
  for (int child = 0; child < 4; ++child) {
    children.push_back(Spawn(TaskType::kPathfinding, absl::StrCat(child), [child] {
      channel::Mpsc<int> own({.name = absl::StrCat("/own/", child)});
      EXPECT_TRUE(own.Send(1).ok());
      auto grandchild = Spawn(TaskType::kBotDecision, "grandchild", [] {});
      EXPECT_TRUE(grandchild.Join().ok());
    }));
  }
  for (auto& child : children) EXPECT_TRUE(child.Join().ok());
}

TEST(IdentityTest, IdsAreEqualInEveryRunAndUnderEveryScheduler) {
  std::vector<std::string> runs;
  for (unsigned workers : {1U, 2U, 4U}) {
    Register seen;
    ASSERT_TRUE(Runtime({.workers = workers, .tap = &seen}).Run("test", FamilyProgram).ok());
    runs.push_back(seen.Ids());
  }
  strategy::RandomWalk walk(1);
  strategy::Pct pct({.depth = 3, .seed = 1});
  strategy::Exhaustive exhaustive(1);
  for (strategy::Search* search : std::initializer_list<strategy::Search*>{&walk, &pct, &exhaustive}) {
    for (int run = 0; run < 20; ++run) {
      ASSERT_TRUE(search->Next());
      Register seen;
      ASSERT_TRUE(Runtime({.strategy = search, .tap = &seen}).Run("test", FamilyProgram).ok());
      runs.push_back(seen.Ids());
    }
  }

  for (const std::string& run : runs) EXPECT_EQ(run, runs.front());
}

TEST(IdentityTest, AnIdIsItsCreatorsIdAndAnIndex) {
  Register seen;
  ASSERT_TRUE(Runtime({.workers = 1, .tap = &seen}).Run("test", FamilyProgram).ok());

  const TaskInfo& child = seen.tasks.at("test/2");
  EXPECT_EQ(child.id, ChildTaskId(kRootTask, 2));
  EXPECT_EQ(child.parent, kRootTask);
  EXPECT_EQ(child.index, 2U);
  EXPECT_EQ(child.type, static_cast<std::uint8_t>(TaskType::kPathfinding));
  const TaskInfo& grandchild = seen.tasks.at("test/2/grandchild");
  EXPECT_EQ(grandchild.id, ChildTaskId(child.id, 0));
  EXPECT_EQ(grandchild.parent, child.id);

  const ObjectInfo& second = seen.objects.at("/second");
  EXPECT_EQ(second.id, CreatedObjectId(kRootTask, 1));
  EXPECT_EQ(second.creator, kRootTask);
  EXPECT_EQ(second.index, 1U);
  EXPECT_EQ(second.kind, ObjectKind::kMpsc);
  EXPECT_EQ(second.capacity, 5U);
  EXPECT_EQ(seen.objects.at("/own/2").id, CreatedObjectId(child.id, 0));
}

TEST(IdentityTest, ATaskAndAnObjectOfOneCreatorAndIndexDiffer) {
  EXPECT_NE(Value(ChildTaskId(kRootTask, 0)), Value(CreatedObjectId(kRootTask, 0)));
  EXPECT_NE(ChildTaskId(kRootTask, 0), ChildTaskId(kRootTask, 1));
  EXPECT_NE(ChildTaskId(kRootTask, 0), ChildTaskId(ChildTaskId(kRootTask, 0), 0));
}

}  // namespace
}  // namespace reprise::sched
