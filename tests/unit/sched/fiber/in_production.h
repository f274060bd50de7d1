// What tests of Boost.Fiber inside a task share.
#pragma once

#include <chrono>
#include <functional>

#include <gtest/gtest.h>
#include <boost/fiber/future.hpp>

#include "runtime/runtime.h"

namespace reprise::sched {

// Nobody watches: on one worker, on two, on four.
inline void InProduction(const std::function<void()>& program) {
  for (const unsigned workers : {1U, 2U, 4U}) {
    SCOPED_TRACE(testing::Message() << workers << " workers");
    EXPECT_TRUE(Runtime({.workers = workers}).Run("test", program).ok());
  }
}

// Waits in Boost.Fiber by its clock for something that does not come.
inline void WaitInVain() {
  boost::fibers::promise<int> never;
  EXPECT_EQ(never.get_future().wait_for(std::chrono::milliseconds(1)), boost::fibers::future_status::timeout);
}

}  // namespace reprise::sched
