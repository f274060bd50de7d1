#include "lockfree/thread_epoch.h"

#include <pthread.h>

#include <new>

#include "base/check.h"

namespace reprise::lockfree {

// The assembler code in KnownReader uses this variable by its name.
[[gnu::used]] constinit thread_local ThreadDomain::Reader* internal::this_reader = nullptr;

#if !defined(__x86_64__)
[[gnu::noinline]] ThreadDomain::Reader* internal::KnownReader() { return this_reader; }
#endif

namespace {

using Participant = ThreadDomain::Participant;

constinit thread_local const char* this_name = "a thread without a name";

void Leave(void* participant) {
  delete static_cast<Participant*>(participant);  // The objects that it frees may pin again.
  internal::this_reader = nullptr;
}

// Leave runs as the destructor of a pthread key, not of a thread_local object: another destructor may pin
// after ours has run, which sets the key again, and then its destructor runs again.
pthread_key_t ExitKey() {
  static const pthread_key_t key = [] {
    pthread_key_t made{};
    REPRISE_CHECK(pthread_key_create(&made, Leave) == 0);
    return made;
  }();
  return key;
}

}  // namespace

[[gnu::cold]] ThreadDomain::Reader& internal::JoinThisThread() {
  auto* const participant = new Participant(DefaultDomain(), this_name);
  REPRISE_CHECK(pthread_setspecific(ExitKey(), participant) == 0);
  this_reader = &participant->reader();
  return *this_reader;
}

ThreadDomain& DefaultDomain() {
  // Never destroyed: threads may still pin while static objects are destroyed.
  alignas(ThreadDomain) static unsigned char memory[sizeof(ThreadDomain)];
  static auto* const domain = new (memory) ThreadDomain;
  return *domain;
}

Participant& ThisParticipant() {
  ThreadDomain::Reader* const known = internal::KnownReader();
  return *static_cast<Participant*>((known != nullptr ? *known : internal::JoinThisThread()).owner());
}

bool internal::IsBusy(const ThreadDomain::Reader& reader) {
  const Participant& participant = *static_cast<const Participant*>(reader.owner());
  return participant.pinned() || participant.reclaiming();
}

void NameThisParticipant(const char* name) {
  REPRISE_CHECK(internal::KnownReader() == nullptr);
  this_name = name;
}

}  // namespace reprise::lockfree
