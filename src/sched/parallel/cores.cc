#include "sched/parallel/cores.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>

namespace reprise::sched {
namespace {

bool ReadAllowed(cpu_set_t& allowed) {
  CPU_ZERO(&allowed);
  return sched_getaffinity(0, sizeof allowed, &allowed) == 0;
}

}  // namespace

unsigned UsableCores() {
  cpu_set_t allowed;
  return ReadAllowed(allowed) ? static_cast<unsigned>(std::max(1, CPU_COUNT(&allowed))) : 1;
}

int NthUsableCore(unsigned nth) {
  cpu_set_t allowed;
  if (!ReadAllowed(allowed) || CPU_COUNT(&allowed) == 0) return -1;
  unsigned left = nth % static_cast<unsigned>(CPU_COUNT(&allowed));
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &allowed) && left-- == 0) return core;
  }
  return -1;
}

void PinThisThread(int core) {
  if (core < 0) return;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(core, &one);
  pthread_setaffinity_np(pthread_self(), sizeof one, &one);
}

}  // namespace reprise::sched
