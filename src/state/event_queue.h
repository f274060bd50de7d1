// An unbounded queue of events: any task pushes, any task pops.
//
//   EventQueue<Event> events({.name = "/events"});
//   events.Push(event);                                                     // Any task.
//   while (std::optional<Event> next = events.TryPop()) Handle(*next);      // Any task.
//
// Use when     a burst of events must not delay the tasks that cause them, and any one task may handle an
//              event.
// Not when     the backlog must be bounded, or a task should sleep until there is an event: channel/mpsc.h.
//              Every task must see every event: channel/broadcast.h.
// Threads      thread-safe.
// Progress     as lockfree/seg_queue.h: lock-free, except that a pop waits for a push that has claimed its
//              slot and not published.
// Memory       segments of events; grows with the backlog.
// Order        FIFO. A push's and a pop's ticket is the event's place, from 0; pop k comes after push k.
// Errors       Push: std::bad_alloc. TryPop: nothing when the queue is empty.
// Source       the seed's EventQueue, whose separate counter can fall below zero; here the count is pushes
//              minus pops, from the queue itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "channel/codec.h"
#include "channel/send_record.h"
#include "lockfree/seg_queue.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/registry.h"

namespace reprise::state {

struct EventQueueOptions {
  std::string name;
};

template <typename T>
class EventQueue : public sched::Object {
 public:
  explicit EventQueue(EventQueueOptions options)
      : Object({.kind = sched::ObjectKind::kEvents,
                .name = std::move(options.name),
                .payload = channel::PayloadTypeOf<T>()}) {}

  // Returns the event's ticket.
  std::uint64_t Push(T event, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kSend, id(), site);
    channel::ReserveMessage(op, event);
    const std::uint64_t stamp = sched::StampAfter(0);
    return events_.Push({std::move(event), stamp}, [&](std::uint64_t ticket) noexcept {
      op.Commit({.branch = sched::Branch::kDone, .ticket = ticket, .stamp = stamp});
    });
  }

  std::optional<T> TryPop(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kTryReceive, id(), site);
    auto popped = op.DecidedAs(sched::Branch::kFailed) ? std::nullopt : events_.TryPop();
    if (!popped.has_value()) {
      op.Commit({.branch = sched::Branch::kFailed});
      return std::nullopt;
    }
    op.Commit({.branch = sched::Branch::kDone,
               .ticket = popped->ticket,
               .stamp = sched::StampAfter(popped->value.stamp)});
    return std::move(popped->value.event);
  }

  // The number of waiting events: never below zero, and exact while no task pushes or pops.
  std::uint64_t Count(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kPoll, id(), site);
    const std::uint64_t count = op.IsDecided() ? op.decided().value : CountNow();
    op.Commit({.branch = sched::Branch::kDone, .value = count});
    return count;
  }

  // For Runtime::Stats.
  void Describe(sched::ObjectStats& stats) const {
    const std::uint64_t popped = events_.popped();  // First, as in CountNow.
    const std::uint64_t pushed = events_.pushed();
    stats.kind = sched::ObjectKind::kEvents;
    stats.length += pushed - popped;
    stats.sent += pushed;
    stats.received += popped;
  }

 private:
  struct Stamped {
    T event;
    std::uint64_t stamp;  // The Lamport stamp of the push.
  };

  std::uint64_t CountNow() const {
    const std::uint64_t popped = events_.popped();  // Read first, so that it is never more than pushed().
    return events_.pushed() - popped;
  }

  lockfree::SegQueue<Stamped> events_;
  sched::Listed listed_{*this};
};

}  // namespace reprise::state
