// How an object tells the scheduler and the tap about one op of the current task.
//
//   Announced op = Announce(OpKind::kSend, id, site);   // a choice of the strategy; may switch tasks
//   ... claim the ticket under the object's lock ...
//   op.Commit({.branch = Branch::kDone, .ticket = ticket, .stamp = stamp});
//
// Use when     writing an object that tasks share. Programs use the objects.
// Threads      fiber-bound.
// Errors       Announce throws Abandoned when the run has ended early. An op under an epoch guard, or in a destructor that
//              reclamation runs, is a CHECK: any op may suspend.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>

#include "sched/op.h"
#include "sched/runtime.h"
#include "sched/tap.h"
#include "sched/worker.h"

namespace reprise::sched {

class Announced {
 public:
  Announced(const Op& op, const Outcome& decided, Tap* tap) : op_(op), decided_(decided), tap_(tap) {}

  [[nodiscard]] const Op& op() const { return op_; }
  [[nodiscard]] const Outcome& decided() const { return decided_; }

  // The strategy wants the op to fail in this way whatever the object says.
  [[nodiscard]] bool DecidedAs(Branch branch) const { return decided_.branch == branch; }

  // The strategy says how the op comes out: flags, deadlines and clocks are not consulted.
  [[nodiscard]] bool IsDecided() const { return decided_.branch != Branch::kFree; }

  [[nodiscard]] bool Recorded() const { return tap_ != nullptr; }

  void Reserve(std::span<const std::byte> payload) const {
    const std::span<std::byte> room = tap_->Reserve(op_, payload.size());
    if (!payload.empty()) std::memcpy(room.data(), payload.data(), payload.size());
  }
  void Abandon() const {
    if (tap_ != nullptr) tap_->Abandon();
  }
  void Commit(const Outcome& outcome) const {
    if (tap_ != nullptr) tap_->Commit(op_, outcome);
  }

 private:
  Op op_;
  Outcome decided_;
  Tap* tap_;
};

Announced Announce(OpKind kind, ObjectId object, Site site);

// The next Lamport stamp of the current task, above that of what the op depends on.
std::uint64_t StampAfter(std::uint64_t cause);

// The same for an object that keeps the stamp of its last op; call under the object's lock.
inline std::uint64_t NextStamp(std::uint64_t& object_stamp) {
  return object_stamp = StampAfter(object_stamp);
}

// Lets every other ready task go first.
void Yield(Site site = Site::Here());

}  // namespace reprise::sched
