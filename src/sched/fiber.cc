#include "sched/fiber.h"

#include <cxxabi.h>
#include <sys/mman.h>

#include <cstdlib>
#include <mutex>
#include <utility>

#include <boost/fiber/fiber.hpp>

#include "base/check.h"

namespace reprise::sched {
namespace {

constexpr std::size_t kPageBytes = 4096;

// The layout of __cxa_eh_globals that the Itanium C++ ABI lays down.
struct ExceptionsInFlight {
  void* caught = nullptr;
  unsigned int uncaught = 0;
};

// Not inlined: the ABI declares the accessor const, and a caller that moved threads would use the old
// address.
[[gnu::noinline]] ExceptionsInFlight ExchangeExceptions(const ExceptionsInFlight& next) {
  return std::exchange(*reinterpret_cast<ExceptionsInFlight*>(abi::__cxa_get_globals()), next);
}

}  // namespace

StackPool::StackPool(std::size_t stack_bytes)
    : bytes_((stack_bytes + kPageBytes - 1) / kPageBytes * kPageBytes + kPageBytes) {}

StackPool::~StackPool() {
  for (void* base : free_) {
    REPRISE_CHECK(mprotect(base, kPageBytes, PROT_READ | PROT_WRITE) == 0);
    std::free(base);
  }
}

boost::context::stack_context StackPool::Take() {
  void* base = nullptr;
  {
    const std::lock_guard guard(lock_);
    if (!free_.empty()) {
      base = free_.back();
      free_.pop_back();
    }
  }
  if (base == nullptr) {
    // From the heap, so that a check which fills new memory with garbage fills stacks too.
    base = std::aligned_alloc(kPageBytes, bytes_);
    if (base == nullptr || mprotect(base, kPageBytes, PROT_NONE) != 0) throw std::bad_alloc();
  }
  boost::context::stack_context stack;
  stack.size = bytes_;
  stack.sp = static_cast<char*>(base) + bytes_;
  return stack;
}

void StackPool::Return(const boost::context::stack_context& stack) noexcept {
  const std::lock_guard guard(lock_);
  free_.push_back(static_cast<char*>(stack.sp) - stack.size);
}

void LaunchFiber(StackPool& stacks, TaskRecord& task, std::function<void()> entry) {
  boost::fibers::fiber fiber(boost::fibers::launch::post,
                             static_cast<boost::fibers::fiber_properties*>(new TaskProperties(&task)),
                             std::allocator_arg, PooledStack{&stacks}, std::move(entry));
  fiber.detach();
}

void SwitchAway(TaskRecord& task, void (*how)(boost::fibers::context&)) {
  const ExceptionsInFlight mine = ExchangeExceptions({});
  how(*task.context);
  ExchangeExceptions(mine);
}

}  // namespace reprise::sched
