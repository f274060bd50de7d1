// The epoch domain of the process, and one participant for each thread, made when the thread first uses it.
//
// Use when     any thread of the process may read a structure: `auto guard = Pin();`.
// Not when     a test needs a domain that is destroyed: make an EpochDomain and a Participant.
// Threads      thread-safe. The results belong to the calling thread; a fiber must ask again after it was
//              suspended.
// Progress     as lockfree/epoch.h; the first call of a thread allocates.
// Memory       a thread that ends leaves its retired objects to the domain. Objects that are still retired at
//              the end of the process are not reclaimed. In a fork's child, the parent's pinned threads stay
//              pinned: nothing more is freed there.
#pragma once

#include "lockfree/epoch.h"

namespace reprise::lockfree {

using ThreadDomain = EpochDomain<StdSync>;
using ThreadGuard = ThreadDomain::Guard;

// Lives until the process ends.
ThreadDomain& DefaultDomain();

// The participant of the calling thread.
ThreadDomain::Participant& ThisParticipant();

// Sets the calling thread's name in reports. Call it before the thread's first pin; the text must live as
// long as the process.
void NameThisParticipant(const char* name);

namespace internal {
extern thread_local ThreadDomain::Reader* this_reader asm("reprise_this_reader");

// The calling thread's reader, or null before its first use. The compiler may keep the address of a
// thread_local variable, but a fiber may have moved to another thread since its last call. So the variable is
// read by assembler code, or in a function that is not inlined.
#if defined(__x86_64__)
inline ThreadDomain::Reader* KnownReader() {
  ThreadDomain::Reader* reader;
  asm volatile(
      "movq reprise_this_reader@gottpoff(%%rip), %0\n\t"
      "movq %%fs:(%0), %0"
      : "=r"(reader));
  return reader;
}
#else
ThreadDomain::Reader* KnownReader();
#endif
[[gnu::noinline]] ThreadDomain::Reader& JoinThisThread();
[[gnu::noinline]] bool IsBusy(const ThreadDomain::Reader& reader);
}  // namespace internal

// True if the calling thread holds a guard or runs Reclaim functions: it must not suspend then.
inline bool MayNotSuspend() {
  const ThreadDomain::Reader* const known = internal::KnownReader();
  return __builtin_expect(known != nullptr, 0) && internal::IsBusy(*known);
}

// Objects that the calling thread reads are not freed while the guard lives.
[[nodiscard]] inline ThreadGuard Pin() {
  ThreadDomain::Reader* const known = internal::KnownReader();
  return ThreadGuard(__builtin_expect(known != nullptr, 1) ? *known : internal::JoinThisThread());
}

}  // namespace reprise::lockfree
