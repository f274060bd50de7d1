// Known to be broken: a value is handed over by a relaxed flag. ThreadSanitizer must say so.
#include <thread>

#include "lockfree/sync.h"

int main() {
  using namespace reprise::lockfree;
  StdSync::Atomic<bool> ready{false};
  StdSync::Cell<int> value{0};
  std::thread giver([&] {
    value.Store(42);
    ready.store(true, std::memory_order_relaxed);
  });
  StdSync::Spin spin;
  while (!ready.load(std::memory_order_relaxed)) spin.Wait(ready);
  const int taken = value.Load();
  giver.join();
  return taken == 42 ? 0 : 1;
}
