// A strategy that stands in front of another one and passes everything on. Who adds something overrides that call
// alone, so that a call which the seam gets later is not lost on the way.
//
//   class Bounded final : public Forwarding {
//     using Forwarding::Forwarding;
//     std::size_t Pick(std::span<const sched::Op> ready) override {
//       return ++picks_ > max_ ? kStop : Forwarding::Pick(ready);
//     }
//   };
//
// Threads      thread-compatible.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sched/strategy.h"

namespace reprise::strategy {

class Forwarding : public sched::Strategy {
 public:
  explicit Forwarding(sched::Strategy& inner) : inner_(inner) {}

  std::size_t Pick(std::span<const sched::Op> ready) override { return inner_.Pick(ready); }
  sched::Outcome Decide(const sched::Op& op) override { return inner_.Decide(op); }
  std::uint64_t Choose(const sched::Op& op, std::uint64_t bound) override { return inner_.Choose(op, bound); }
  void Committed(const sched::Op& op, const sched::Outcome& outcome) noexcept override {
    inner_.Committed(op, outcome);
  }
  void Blocked(std::span<const sched::Op> blocked) override { inner_.Blocked(blocked); }

 private:
  sched::Strategy& inner_;
};

}  // namespace reprise::strategy
