// The process's own epoch domain, and a participant for each thread, made at its first use.
//
// Use when     a structure of the process is read from any thread: `auto guard = Pin();`.
// Not when     a test wants a domain that ends: EpochDomain and a Participant of its own.
// Threads      thread-safe. What is handed out belongs to the calling thread, and a fiber that was suspended asks anew.
// Progress     as lockfree/epoch.h; a thread's first call allocates.
// Memory       a thread that ends hands its garbage over. What a process's end leaves is not run. In a fork's child,
//              threads that were pinned stay pinned: nothing more is freed there.
#pragma once

#include "lockfree/epoch.h"

namespace reprise::lockfree {

using ThreadDomain = EpochDomain<StdSync>;
using ThreadGuard = ThreadDomain::Guard;

// Lives until the process ends.
ThreadDomain& DefaultDomain();

// The calling thread's.
ThreadDomain::Participant& ThisParticipant();

// Names the calling thread in reports: before its first pin. The text lives as long as the process.
void NameThisParticipant(const char* name);

namespace internal {
extern thread_local ThreadDomain::Reader* this_reader asm("reprise_this_reader");

// The calling thread's, or null before its first use. A fiber may have come to another thread since the last call, and
// a compiler may keep the address of what is thread_local: so it is read by hand, or in a function that is not inlined.
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

// Whether the calling thread holds a guard or frees garbage right now: it must not suspend then.
inline bool MayNotSuspend() {
  const ThreadDomain::Reader* const known = internal::KnownReader();
  return __builtin_expect(known != nullptr, 0) && internal::IsBusy(*known);
}

// What the calling thread reads stays while the guard lives.
[[nodiscard]] inline ThreadGuard Pin() {
  ThreadDomain::Reader* const known = internal::KnownReader();
  return ThreadGuard(__builtin_expect(known != nullptr, 1) ? *known : internal::JoinThisThread());
}

}  // namespace reprise::lockfree
