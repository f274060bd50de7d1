#include "replay/cli/interrupt.h"

#include <atomic>
#include <csignal>

namespace reprise::cli {
namespace {

// [I1] relaxed, all of them: a flag of its own; a worker may see it a tick later.
std::atomic<bool> requested{false};

void OnSignal(int signal) {
  if (requested.exchange(true, std::memory_order_relaxed)) {  // [I1]
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

}  // namespace

InterruptGuard::InterruptGuard() {
  requested.store(false, std::memory_order_relaxed);  // [I1]
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool InterruptGuard::Requested() { return requested.load(std::memory_order_relaxed); /* [I1] */ }

}  // namespace reprise::cli
