// Decides when an idle worker, the thief, takes a task from a busy one, the victim: only if the victim would
// not run the task soon itself.
//
//   VictimWatch watch;   // one for each victim
//   TheftRecord theft;
//   if (theft.LastTheftWasTooShort(now_ns)) return; // nap first, then call theft.Napped()
//   if (watch.Look(now_ns, picks) == VictimWatch::Verdict::kLeave) return;
//   ... take a task ...; theft.Stole(now_ns);
//
// Moving a task between cores costs two or three transfers of cache lines, some hundred nanoseconds each, and
// then its messages cross cores too. A victim that switches every few microseconds gets to its own tasks
// before a theft would pay. So the thief measures how long its victim's picks take, and how long the last
// task that it stole ran.
//
//   victim has not picked for kStuckNanos       take, from the hand-off slot too
//   its mean pick takes kLongNanos or more      take
//   otherwise                                   leave
//
// Bound        if another worker is idle, a ready task starts at most two naps of the watcher (idle_gate.h)
//              and kStuckNanos after its worker got stuck.
// Threads      for the thief only.
// Units        nanoseconds.
#pragma once

#include <cstdint>

namespace reprise::sched {

// What a thief remembers of one victim.
class VictimWatch {
 public:
  enum class Verdict : std::uint8_t { kLeave, kTakeQueued, kTakeAll };

  // `picks`: how many tasks the victim has picked so far. kTakeAll: from the hand-off slot too.
  Verdict Look(std::uint64_t now_ns, std::uint64_t picks) {
    const std::uint64_t passed_ns = now_ns - since_ns_;
    const std::uint64_t picked = picks - picks_;
    if (picked == 0)
      return passed_ns >= kStuckNanos && since_ns_ != 0 ? Verdict::kTakeAll : Begin(now_ns, picks);
    const bool is_long = since_ns_ != 0 && passed_ns / picked >= kLongNanos;
    Begin(now_ns, picks);
    return is_long ? Verdict::kTakeQueued : Verdict::kLeave;
  }

 private:
  static constexpr std::uint64_t kStuckNanos = 20'000;
  static constexpr std::uint64_t kLongNanos = 5'000;

  Verdict Begin(std::uint64_t now_ns, std::uint64_t picks) {
    if (since_ns_ == 0 || picks != picks_) {
      since_ns_ = now_ns;
      picks_ = picks;
    }
    return Verdict::kLeave;
  }

  std::uint64_t since_ns_ = 0;  // When `picks_` was first seen; 0: never looked.
  std::uint64_t picks_ = 0;
};

// Whether the last theft paid. A worker whose last theft took less than 5 µs naps first.
class TheftRecord {
 public:
  void Stole(std::uint64_t now_ns) { stole_at_ns_ = now_ns; }

  // Call when the stolen task has run. True: it took less than kTheftPaysNanos, so the theft did not pay.
  [[nodiscard]] bool LastTheftWasTooShort(std::uint64_t now_ns) const {
    return stole_at_ns_ != 0 && now_ns - stole_at_ns_ < kTheftPaysNanos;
  }
  void Napped() { stole_at_ns_ = 0; }

 private:
  static constexpr std::uint64_t kTheftPaysNanos = 5'000;
  std::uint64_t stole_at_ns_ = 0;
};

}  // namespace reprise::sched
