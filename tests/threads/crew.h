// Threads that begin together: `Crew(3, [&](unsigned index) { ... });` returns when all are done.
#pragma once

#include <barrier>
#include <functional>
#include <thread>
#include <vector>

namespace reprise {

inline void Crew(unsigned count, const std::function<void(unsigned)>& body) {
  std::barrier start(static_cast<std::ptrdiff_t>(count));
  std::vector<std::thread> threads;
  for (unsigned index = 0; index < count; ++index) {
    threads.emplace_back([&, index] {
      start.arrive_and_wait();
      body(index);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace reprise
