#include "sched/fiber/stack_pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

#include "base/check.h"

#if defined(BOOST_USE_ASAN)
#include <sanitizer/asan_interface.h>
#endif

namespace reprise::sched {
namespace {

constexpr std::size_t kPageBytes = 4096;
// A function whose frame is smaller than this cannot skip the guard pages.
constexpr std::size_t kGuardBytes = 64 * 1024;

// From Linux 6.13; older C libraries do not define these constants.
constexpr int kGuardInstall = 102;
constexpr int kGuardRemove = 103;

std::size_t WholePages(std::size_t bytes) {
  return std::max<std::size_t>((bytes + kPageBytes - 1) / kPageBytes, 2) * kPageBytes;
}

}  // namespace

StackPool::StackPool(std::size_t stack_bytes, bool guard_pages)
    : bytes_(WholePages(stack_bytes)), guarded_(guard_pages) {}

StackPool::~StackPool() {
  if (kept_) return;
  for (char* slab : slabs_) {
    // Remove the guards first: a heap that fills freed memory writes over the whole slab.
    if (guarded_) REPRISE_CHECK(madvise(slab, kStacksAtOnce * (bytes_ + kGuardBytes), kGuardRemove) == 0);
    std::free(slab);
  }
}

Stack StackPool::Take() {
  const std::lock_guard guard(lock_);
  if (free_.empty()) AddSlab();
  char* const base = free_.back();
  free_.pop_back();
#if defined(BOOST_USE_ASAN)
  // ASan still has frames of the last fiber poisoned, if the fiber was not unwound frame by frame.
  ASAN_UNPOISON_MEMORY_REGION(base, bytes_);
#endif
  return {base, bytes_};
}

void StackPool::Return(const Stack& stack) noexcept {
  const std::lock_guard guard(lock_);
  free_.push_back(stack.base);  // Does not allocate: AddSlab reserved room for every stack.
}

void StackPool::AddSlab() {
  const std::size_t stride = bytes_ + kGuardBytes;
  slabs_.reserve(slabs_.size() + 1);
  free_.reserve((slabs_.size() + 1) * kStacksAtOnce);
  char* const slab = static_cast<char*>(std::aligned_alloc(kPageBytes, kStacksAtOnce * stride));
  if (slab == nullptr) throw std::bad_alloc();
  // One touched page must not become a huge page. A kernel without huge pages refuses the call; no harm.
  static_cast<void>(madvise(slab, kStacksAtOnce * stride, MADV_NOHUGEPAGE));
  if (guarded_ && !InstallGuards(slab)) {
    REPRISE_CHECK(slabs_.empty());  // Guards worked for earlier slabs, so they must work now.
    guarded_ = false;
  }
  slabs_.push_back(slab);
  for (std::size_t n = kStacksAtOnce; n-- > 0;) {
    char* const base = slab + n * stride + kGuardBytes;
    if (!guarded_) std::memcpy(base, &kCanary, sizeof kCanary);
    free_.push_back(base);
  }
}

bool StackPool::InstallGuards(char* slab) {
  for (std::size_t n = 0; n < kStacksAtOnce; ++n) {
    if (madvise(slab + n * (bytes_ + kGuardBytes), kGuardBytes, kGuardInstall) != 0) return false;
  }
  return true;
}

bool StackPool::InGuardOf(const Stack& stack, const void* address) const {
  const char* const where = static_cast<const char*>(address);
  return guarded_ && where < stack.base && where >= stack.base - kGuardBytes;
}

}  // namespace reprise::sched
