#include "sched/fiber/fiber.h"

#include <cxxabi.h>

#include <limits>
#include <utility>

#include "sched/fiber/boost_fiber.h"
#include "sched/fiber/park.h"

namespace reprise::sched {

// Not inlined: the ABI declares the accessor const, so the compiler could keep another thread's address.
[[gnu::noinline]] ExceptionsInFlight& ExceptionsOfThisThread() {
  return *reinterpret_cast<ExceptionsInFlight*>(abi::__cxa_get_globals());
}

std::size_t StackLeft(const Fiber& running) {
  if (running.stack.base == nullptr) return std::numeric_limits<std::size_t>::max();
  return static_cast<std::size_t>(static_cast<const char*>(__builtin_frame_address(0)) - running.stack.base);
}

void internal::Resume(Fiber& next, Fiber& self) noexcept {
  if (next.movable) self.context->attach(next.context);
  next.context->resume(self.context);
}

[[gnu::noinline]] void internal::ExchangeExceptions(Worker& worker, Fiber& self, Fiber& next) {
  self.exceptions = std::exchange(*worker.exceptions, std::exchange(next.exceptions, {}));
}

}  // namespace reprise::sched
