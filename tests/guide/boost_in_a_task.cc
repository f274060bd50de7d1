// A user's program that uses Boost.Fiber itself, in two tasks: the library and the program must mean the same one.
#include <cstdio>
#include <mutex>

#include <boost/fiber/mutex.hpp>
#include <boost/fiber/operations.hpp>

#include <reprise/runtime/runtime.h>
#include <reprise/task/spawn.h>

namespace sched = reprise::sched;
namespace task = reprise::task;

int main() {
  boost::fibers::mutex mutex;
  int seen = 0;
  const auto look = [&mutex, &seen] {
    const std::lock_guard<boost::fibers::mutex> lock(mutex);
    if (boost::this_fiber::get_id() != boost::fibers::fiber::id()) ++seen;
  };
  sched::Runtime runtime({.workers = 1});
  const absl::Status ended = runtime.Run("program", [&look] {
    auto other = task::Spawn(task::TaskType::kEventProcessing, "other", look);
    look();
    other.Join().IgnoreError();
  });
  std::printf("%s, %d fibers\n", ended.ok() ? "ended" : ended.ToString().c_str(), seen);
  return ended.ok() ? 0 : 1;
}
