#include "sched/fiber/fiber.h"

#include <cxxabi.h>
#include <utility>

#include <boost/fiber/fiber.hpp>

#include "sched/fiber/fiber_switch.h"

namespace reprise::sched {
namespace {

// Not inlined: the ABI declares the accessor const, and a caller that moved threads would use the old
// address.
[[gnu::noinline]] ExceptionsInFlight ExchangeExceptions(const ExceptionsInFlight& next) {
  return std::exchange(*reinterpret_cast<ExceptionsInFlight*>(abi::__cxa_get_globals()), next);
}

}  // namespace

void LaunchFiber(StackPool& stacks, TaskRecord& task, std::function<void()> entry) {
  boost::fibers::fiber fiber(boost::fibers::launch::post,
                             static_cast<boost::fibers::fiber_properties*>(new TaskProperties(&task)),
                             std::allocator_arg, PooledStack{&stacks}, std::move(entry));
  fiber.detach();
}

void SwitchAway(TaskRecord& task, void (*how)(boost::fibers::context&)) {
  const ExceptionsInFlight mine = ExchangeExceptions({});
  how(*task.deterministic->fiber);
  ExchangeExceptions(mine);
}

}  // namespace reprise::sched
