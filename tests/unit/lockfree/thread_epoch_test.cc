#include "lockfree/thread_epoch.h"

#include <thread>

#include <gtest/gtest.h>

namespace reprise::lockfree {
namespace {

TEST(ThreadEpochTest, Example) {
  EXPECT_FALSE(MayNotSuspend());
  {
    const ThreadGuard guard = Pin();  // What this thread reads now stays.
    EXPECT_TRUE(MayNotSuspend());
  }
  EXPECT_FALSE(MayNotSuspend());
}

TEST(ThreadEpochTest, EachThreadIsAParticipantOfItsOwn) {
  const void* const mine = &ThisParticipant();
  std::thread([mine] {
    const ThreadGuard guard = Pin();
    EXPECT_NE(&ThisParticipant(), mine);
  }).join();

  EXPECT_EQ(&ThisParticipant(), mine);
  EXPECT_FALSE(MayNotSuspend());
}

}  // namespace
}  // namespace reprise::lockfree
