#include "sched/parallel/cores.h"

#include <sched.h>

#include <thread>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

TEST(CoresTest, Example) {
  ASSERT_GE(UsableCores(), 1U);
  std::thread([] {
    PinThisThread(NthUsableCore(0));
    EXPECT_EQ(sched_getcpu(), NthUsableCore(0));
  }).join();
}

TEST(CoresTest, CoresAreCountedRoundAndRound) { EXPECT_EQ(NthUsableCore(UsableCores()), NthUsableCore(0)); }

}  // namespace
}  // namespace reprise::sched
