#include "lockfree/atomic_box.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "lockfree/thread_epoch.h"

namespace reprise::lockfree {
namespace {

class AtomicBoxTest : public testing::Test {
 protected:
  EpochDomain<> domain_;
  EpochDomain<>::Participant me_{domain_, "me"};
};

TEST_F(AtomicBoxTest, Example) {
  AtomicBox<std::string> box("first");
  auto guard = Pin();

  const auto before = box.Load(guard);
  const std::uint64_t version = box.Swap(guard, "second");

  EXPECT_EQ(*before, "first");  // Stays while the guard lives.
  EXPECT_EQ(version, 1U);
  EXPECT_EQ(*box.Load(guard), "second");
}

TEST_F(AtomicBoxTest, VersionsAreDenseFromNought) {
  AtomicBox<int> box(10);
  auto guard = me_.Pin();
  EXPECT_EQ(box.Load(guard).version(), 0U);

  for (std::uint64_t version = 1; version <= 5; ++version) {
    EXPECT_EQ(box.Swap(guard, 10), version);
    EXPECT_EQ(box.Load(guard).version(), version);
  }
}

TEST_F(AtomicBoxTest, CompareAndSwapPutsInOverWhatWasLoaded) {
  AtomicBox<int> box(1);
  auto guard = me_.Pin();
  int value = 2;

  EXPECT_EQ(box.CompareAndSwap(guard, box.Load(guard), value), 1U);

  EXPECT_EQ(*box.Load(guard), 2);
}

TEST_F(AtomicBoxTest, CompareAndSwapOverAnOlderValueLeavesTheNewOneWithItsCaller) {
  AtomicBox<std::unique_ptr<int>> box(std::make_unique<int>(1));
  auto guard = me_.Pin();
  const auto stale = box.Load(guard);
  box.Swap(guard, std::make_unique<int>(2));
  auto value = std::make_unique<int>(3);

  EXPECT_EQ(box.CompareAndSwap(guard, stale, value), std::nullopt);

  EXPECT_EQ(*value, 3);
  EXPECT_EQ(**box.Load(guard), 2);
}

TEST_F(AtomicBoxTest, UpdateBuildsOnWhatIsThere) {
  AtomicBox<int> box(1);
  auto guard = me_.Pin();

  EXPECT_EQ(box.Update(guard, [](int value) { return value + 41; }), 1U);

  EXPECT_EQ(*box.Load(guard), 42);
}

TEST_F(AtomicBoxTest, UpdateStartsAgainWhenAnotherCameBetween) {
  AtomicBox<int> box(1);
  auto guard = me_.Pin();
  int calls = 0;

  const std::uint64_t version = box.Update(guard, [&](int value) {
    if (++calls == 1) box.Swap(guard, 10);
    return value + 1;
  });

  EXPECT_EQ(calls, 2);
  EXPECT_EQ(version, 2U);
  EXPECT_EQ(*box.Load(guard), 11);
}

TEST_F(AtomicBoxTest, ReplacedValuesAreFreedWhenNobodyLooks) {
  auto counted = std::make_shared<int>(0);
  AtomicBox<std::shared_ptr<int>> box(counted);
  {
    auto guard = me_.Pin();
    for (int i = 0; i < 3; ++i) box.Swap(guard, counted);
    EXPECT_EQ(counted.use_count(), 5);
  }

  me_.Flush();

  EXPECT_EQ(counted.use_count(), 2);
}

TEST_F(AtomicBoxTest, TheBoxsEndFreesTheLastValue) {
  auto counted = std::make_shared<int>(0);
  { AtomicBox<std::shared_ptr<int>> box(counted); }
  EXPECT_EQ(counted.use_count(), 1);
}

}  // namespace
}  // namespace reprise::lockfree
