// When an idle worker takes from a busy one: what would run there in a moment is left alone.
//
// Moving a task between cores costs two or three transfers of cache lines, some hundred nanoseconds each, and then its
// messages cross too. A worker that switches every few microseconds gets to its own tasks sooner than that pays. So
// the thief looks at how long its victim's picks take, and at what it got from its last theft.
//
//   victim has not picked for kStuckNanos       take, from the hand-off slot too
//   its picks take kLongNanos each on average   take
//   otherwise                                   leave
//
// Bound        a ready task starts at the latest two naps of the watcher (idle_gate.h) and kStuckNanos after its worker
//              began to be stuck, if another worker is idle.
// Threads      one worker's own.
// Units        nanoseconds.
#pragma once

#include <cstdint>

namespace reprise::sched {

// What a thief remembers of one victim.
class VictimWatch {
 public:
  enum class Verdict : std::uint8_t { kLeave, kTakeQueued, kTakeAll };

  // `picks`: how many tasks the victim has picked so far.
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

// Whether stealing has paid so far: who got a crumb leaves the table for a nap.
class TheftRecord {
 public:
  void Stole(std::uint64_t now_ns) { stole_at_ns_ = now_ns; }

  // What was stolen has run: did it take longer than fetching it?
  [[nodiscard]] bool WasCrumb(std::uint64_t now_ns) const {
    return stole_at_ns_ != 0 && now_ns - stole_at_ns_ < kCrumbNanos;
  }
  void Napped() { stole_at_ns_ = 0; }

 private:
  static constexpr std::uint64_t kCrumbNanos = 5'000;
  std::uint64_t stole_at_ns_ = 0;
};

}  // namespace reprise::sched
