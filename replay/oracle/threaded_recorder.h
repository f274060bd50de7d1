// Records a history of real threads: a buffer for each thread, and one counter that stamps all events.
//
// The counter is the only thing that the threads share, and it changes what they do:
//
//   kOrdering   each stamp is sequentially consistent. Intervals are exact on every machine, but the stamps order
//               the threads, so a sanitizer cannot see an order that the structure itself lacks.
//   kNeutral    each stamp is relaxed: no thread learns anything through it, so TSan judges the structure alone.
//               Intervals are exact where a relaxed read-modify-write is a full fence (x86); elsewhere the op may
//               leave its interval a little, and a `not linearizable` has to be confirmed with kOrdering.
//
// Use when     tests/threads checks histories.
// Threads      Invoke and Return: thread-safe, each thread with its own number. Join: after the threads.
// Progress     wait-free while the buffers have room (reserve enough; else an allocation).
// Memory       grows by one record an op.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/check.h"
#include "replay/oracle/history.h"

namespace reprise::oracle {

enum class Stamps : std::uint8_t { kOrdering, kNeutral };

template <typename Spec>
class ThreadedRecorder {
 public:
  ThreadedRecorder(unsigned threads, std::size_t ops_per_thread, Stamps stamps = Stamps::kOrdering)
      : stamps_(stamps), buffers_(threads) {
    for (Buffer& buffer : buffers_) buffer.calls.reserve(ops_per_thread);
  }

  void Invoke(unsigned thread, typename Spec::Op op) {
    std::vector<Call<Spec>>& calls = buffers_.at(thread).calls;
    REPRISE_CHECK(calls.empty() || !calls.back().pending());
    calls.push_back({thread, std::move(op), std::nullopt, 0, kPending});
    calls.back().invoked = Stamp();
  }

  // Ends the thread's last Invoke.
  void Return(unsigned thread, typename Spec::Result result) {
    const std::uint64_t now = Stamp();
    Call<Spec>& call = buffers_.at(thread).calls.back();
    REPRISE_CHECK(call.pending());
    call.result = std::move(result);
    call.returned = now;
  }

  // One whole op; `body` does it and returns the result.
  template <typename Body>
  typename Spec::Result Record(unsigned thread, typename Spec::Op op, Body body) {
    Invoke(thread, std::move(op));
    typename Spec::Result result = body();
    Return(thread, result);
    return result;
  }

  [[nodiscard]] History<Spec> Join() {
    History<Spec> history;
    for (Buffer& buffer : buffers_)
      for (Call<Spec>& call : buffer.calls) history.Add(std::move(call));
    return history;
  }

 private:
  struct alignas(64) Buffer {
    std::vector<Call<Spec>> calls;
  };

  // The compiler's fences keep the op inside its interval; they are no instructions and order no other thread.
  std::uint64_t Stamp() {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    const std::uint64_t now = stamps_ == Stamps::kOrdering ? clock_.fetch_add(1, std::memory_order_seq_cst)
                                                           : clock_.fetch_add(1, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    return now;
  }

  const Stamps stamps_;
  std::vector<Buffer> buffers_;
  alignas(64) std::atomic<std::uint64_t> clock_{0};
};

}  // namespace reprise::oracle
