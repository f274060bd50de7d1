// Request and response: clients ask, one or more services answer, and each reply goes to the task that asked
// (the asker).
//
// Full requests and full replies cannot cause a deadlock: a request is accepted only if there is a place for
// its reply, so a service never waits to answer. Each asker sleeps at its own place; a reply wakes only this
// asker, and replies may overtake each other.
//
//   channel::Call<Query, Answer> paths({.name = "/paths"});
//   absl::StatusOr<Answer> answer = paths.Ask(query);                             // In any task.
//   for (auto next = paths.NextRequest(); next.ok(); next = paths.NextRequest())  // In a service.
//     if (paths.Wanted(*next)) paths.Reply(*next, Solve(next->request));
//
// Use when     a task needs an answer from another task.
// Not when     no task waits for the answer: channel/mpsc.h. The request carries its own reply channel:
//              channel/oneshot.h.
// Threads      thread-safe.
// Progress     blocking: a spin lock for a few instructions; a task that waits parks its fiber.
// Memory       places for `requests` requests (rounded up to a power of two) and `replies` replies, allocated
//              once.
// Order        Requests are FIFO. Replies may overtake each other. A call is two objects in the log.
//              NAME/requests: send k comes after receive k - requests, and after take k - replies of the
//              other object. NAME/replies: an asker takes its reply with a receive; takes come in any order,
//              each after its reply. A take's ticket is its reply's, its value is its place among the takes.
//              An asker that gives up takes no reply, but is counted among the takes.
// Errors       Ask: FailedPrecondition when closed, Unavailable when the service closed before it answered,
//              Cancelled, DeadlineExceeded (Until). NextRequest: OutOfRange when closed and drained,
//              Cancelled, DeadlineExceeded. A reply to an asker that gave up is dropped and counted.
// Units        deadlines in nanoseconds of sched::Clock.
// Complexity   O(1) an op.
// Source       the seed's pair of request and response channels, which can deadlock.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "channel/codec.h"
#include "channel/errors.h"
#include "channel/reply_places.h"
#include "channel/send_record.h"
#include "channel/slots.h"
#include "channel/waiting.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "sched/object/registry.h"
#include "sched/object/wait_list.h"

namespace reprise::channel {

struct CallOptions {
  std::string name;
  std::uint64_t requests = 100;
  std::uint64_t replies = 100;
};

template <typename Req>
struct Incoming {
  Req request;
  std::uint64_t correlation = 0;  // The request's ticket.
  std::uint32_t place = 0;        // Where its asker waits.
};

template <typename Req, typename Resp>
class Call {
 public:
  explicit Call(const CallOptions& options)
      : replies_({.kind = sched::ObjectKind::kReplies,
                  .name = absl::StrCat(options.name, "/replies"),
                  .capacity = options.replies,
                  .payload = PayloadTypeOf<Resp>()}),
        requests_({.kind = sched::ObjectKind::kRequests,
                   .name = absl::StrCat(options.name, "/requests"),
                   .capacity = options.requests,
                   .partner = replies_.id(),
                   .payload = PayloadTypeOf<Req>()}),
        request_capacity_(options.requests),
        queue_(options.requests),
        places_(options.replies) {}
  ~Call() { queue_.DropAll(received_, sent_); }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  absl::StatusOr<Resp> Ask(Req request, sched::Site site = sched::Site::Here()) {
    return AskUntil(std::move(request), sched::kNever, site);
  }

  // The deadline is for both waits together: for room and for the answer. After it has passed, a service may
  // still answer the request; that reply is dropped.
  absl::StatusOr<Resp> AskUntil(Req request, std::uint64_t deadline_ns,
                                sched::Site site = sched::Site::Here()) {
    const absl::StatusOr<Asked> asked = SendRequest(request, deadline_ns, site);
    if (!asked.ok()) return asked.status();
    return TakeReply(*asked, deadline_ns, site);
  }

  absl::StatusOr<Incoming<Req>> NextRequest(sched::Site site = sched::Site::Here()) {
    return NextRequestUntil(sched::kNever, site);
  }
  absl::StatusOr<Incoming<Req>> NextRequestUntil(std::uint64_t deadline_ns,
                                                 sched::Site site = sched::Site::Here());

  // False: the asker gave up, so the service need not compute the answer.
  [[nodiscard]] bool Wanted(const Incoming<Req>& incoming, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kPoll, replies_.id(), site);
    const std::lock_guard guard(lock_);
    const bool wanted =
        op.IsDecided() ? op.decided().value != 0 : places_.IsAt(incoming.place, incoming.correlation);
    op.Commit({.branch = sched::Branch::kDone, .value = wanted ? 1U : 0U}, stamp_);
    return wanted;
  }

  // Call it once for each request.
  void Reply(const Incoming<Req>& incoming, Resp response, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kSend, replies_.id(), site);
    ReserveMessage(op, response);
    const std::lock_guard guard(lock_);
    const std::uint64_t ticket = replied_++;
    op.Commit({.branch = sched::Branch::kDone, .ticket = ticket, .value = incoming.correlation}, stamp_);
    if (places_.IsAt(incoming.place, incoming.correlation)) {
      places_.Answer(incoming.place, std::move(response), ticket);
    } else {
      ++dropped_replies_;
    }
  }

  // No more requests are accepted. A service that goes on receiving still gets the requests that wait.
  void Close(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kClose, requests_.id(), site);
    const std::lock_guard guard(lock_);
    closed_ = true;
    op.Commit({.branch = sched::Branch::kDone, .ticket = sent_, .value = closes_++}, stamp_);
    services_.WakeAll();
    askers_.WakeAll();
  }

  // Says that the services have ended: askers without an answer get Unavailable. Call it after Close.
  void Abandon(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kClose, replies_.id(), site);
    const std::lock_guard guard(lock_);
    REPRISE_CHECK(closed_);
    abandoned_ = true;
    op.Commit({.branch = sched::Branch::kDone, .ticket = replied_, .value = abandons_++}, stamp_);
    places_.WakeAll();
  }

  // Requests that were sent and never received.
  [[nodiscard]] std::uint64_t undelivered() const {
    const std::lock_guard guard(lock_);
    return sent_ - received_;
  }
  // Replies whose asker had given up.
  [[nodiscard]] std::uint64_t dropped_replies() const {
    const std::lock_guard guard(lock_);
    return dropped_replies_;
  }

  // For Runtime::Stats: the requests. Replies::Describe does the replies; it counts a reply whose asker had
  // given up as undelivered.
  void Describe(sched::ObjectStats& stats) const {
    const std::lock_guard guard(lock_);
    stats.kind = sched::ObjectKind::kRequests;
    stats.capacity = request_capacity_;
    stats.length += sent_ - received_;
    stats.sent += sent_;
    stats.received += received_;
    stats.sender_waits += askers_.entered();
    stats.receiver_waits += services_.entered();
    stats.cancelled += askers_.cancelled() + services_.cancelled();
  }

  // For channel/select.h, on the services' side: the tasks that wait, and whether NextRequest would return at
  // once.
  sched::ObjectLock& lock() { return lock_; }
  sched::WaitList& waiters() { return services_; }
  [[nodiscard]] bool CanReceiveLocked() const { return received_ != sent_ || closed_; }

 private:
  // The program has one object, a Call; the log has two (see Order above), and this is one of the two.
  struct Lane : sched::Object {
    explicit Lane(sched::ObjectInfo info) : Object(std::move(info)) {}
  };
  struct Replies {
    const Call& call;

    void Describe(sched::ObjectStats& stats) const {
      const std::lock_guard guard(call.lock_);
      const std::uint64_t received = call.taken_ - call.given_up_;
      stats.kind = sched::ObjectKind::kReplies;
      stats.capacity = call.places_.count();
      stats.length += call.replied_ - received - call.dropped_replies_;
      stats.sent += call.replied_;
      stats.received += received;
      stats.undelivered += call.dropped_replies_;
      call.places_.AddWaits(stats.receiver_waits, stats.cancelled);
    }
  };
  struct Queued {
    Req request;
    std::uint32_t place;
  };
  struct Asked {
    std::uint64_t correlation;
    std::uint32_t place;
  };

  absl::StatusOr<Asked> SendRequest(Req& request, std::uint64_t deadline_ns, sched::Site site);
  absl::StatusOr<Resp> TakeReply(const Asked& asked, std::uint64_t deadline_ns, sched::Site site);
  absl::Status GiveUp(const sched::Announced& op, const Asked& asked, sched::Branch branch);

  static absl::Status CommitNothing(const sched::Announced& op, sched::Branch branch, const char* verb,
                                    const Lane& lane) {
    op.Commit({.branch = branch});
    return EndedEarly(branch, verb, lane.name(), "");
  }

  Lane replies_;
  Lane requests_;
  const std::uint64_t request_capacity_;

  mutable sched::ObjectLock lock_;
  Slots<Queued> queue_;
  ReplyPlaces<Resp> places_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t replied_ = 0;
  std::uint64_t taken_ = 0;  // Includes the takes that gave up.
  std::uint64_t given_up_ = 0;
  std::uint64_t dropped_replies_ = 0;
  std::uint64_t stamp_ = 0;
  std::uint64_t closes_ = 0;
  std::uint64_t abandons_ = 0;
  bool closed_ = false;
  bool abandoned_ = false;
  sched::WaitList askers_;    // Wait for room.
  sched::WaitList services_;  // Wait for a request.
  Replies reply_figures_{*this};
  sched::Listed listed_requests_{requests_, *this};
  sched::Listed listed_replies_{replies_, reply_figures_};
};

template <typename Req, typename Resp>
auto Call<Req, Resp>::SendRequest(Req& request, std::uint64_t deadline_ns, sched::Site site)
    -> absl::StatusOr<Asked> {
  using sched::Branch;
  const sched::Announced op = Announce(sched::OpKind::kSend, requests_.id(), site);
  if (const Branch ended = EndedBefore(op, sched::OpKind::kSend, deadline_ns); ended != Branch::kFree)
    return CommitNothing(op, ended, "send", requests_);
  for (;;) {
    ReserveMessage(op, request);
    sched::WaitList::Lock lock(lock_);
    if (closed_) {
      op.Abandon();
      op.Commit({.branch = Branch::kClosed}, stamp_);
      return SentAfterClose(requests_.name(), "call");
    }
    if (sent_ - received_ < request_capacity_ && places_.HasFree()) {
      const Asked asked{sent_, places_.Take(sent_)};
      op.Commit({.branch = Branch::kDone, .ticket = asked.correlation}, stamp_);
      queue_.Put(sent_++, {std::move(request), asked.place});
      services_.WakeAny();
      return asked;
    }
    op.Abandon();
    const Branch ended = EndedWaiting(askers_, op, sched::OpKind::kSend, deadline_ns, lock);
    if (ended != Branch::kFree) return CommitNothing(op, ended, "send", requests_);
  }
}

template <typename Req, typename Resp>
absl::StatusOr<Incoming<Req>> Call<Req, Resp>::NextRequestUntil(std::uint64_t deadline_ns, sched::Site site) {
  using sched::Branch;
  const sched::Announced op = Announce(sched::OpKind::kReceive, requests_.id(), site);
  if (const Branch ended = EndedBefore(op, sched::OpKind::kReceive, deadline_ns); ended != Branch::kFree)
    return CommitNothing(op, ended, "receive", requests_);
  sched::WaitList::Lock lock(lock_);
  while (received_ == sent_) {
    if (closed_) {
      op.Commit({.branch = Branch::kClosed}, stamp_);
      return absl::OutOfRangeError(absl::StrCat("receive on ", requests_.name(), ": closed and drained"));
    }
    const Branch ended = EndedWaiting(services_, op, sched::OpKind::kReceive, deadline_ns, lock);
    if (ended != Branch::kFree) return CommitNothing(op, ended, "receive", requests_);
  }
  op.Commit({.branch = Branch::kDone, .ticket = received_}, stamp_);
  const std::uint64_t correlation = received_++;
  Queued queued = queue_.Take(correlation);
  askers_.WakeAny();
  return Incoming<Req>{std::move(queued.request), correlation, queued.place};
}

template <typename Req, typename Resp>
absl::StatusOr<Resp> Call<Req, Resp>::TakeReply(const Asked& asked, std::uint64_t deadline_ns,
                                                sched::Site site) {
  using sched::Branch;
  const sched::Announced op = Announce(sched::OpKind::kReceive, replies_.id(), site);
  sched::WaitList::Lock lock(lock_);
  if (const Branch ended = EndedBefore(op, sched::OpKind::kReceive, deadline_ns); ended != Branch::kFree)
    return GiveUp(op, asked, ended);
  while (!places_.IsAnswered(asked.place)) {
    if (abandoned_) {
      op.Commit({.branch = Branch::kClosed}, stamp_);
      // The call is closed: no request will use the place, so no asker for room is woken.
      static_cast<void>(places_.Free(asked.place));
      return absl::UnavailableError(absl::StrCat("receive on ", replies_.name(), ": the service has ended"));
    }
    const Branch ended =
        EndedWaiting(places_.AskerAt(asked.place), op, sched::OpKind::kReceive, deadline_ns, lock);
    if (ended != Branch::kFree) return GiveUp(op, asked, ended);
  }
  op.Commit({.branch = Branch::kDone, .ticket = places_.TicketAt(asked.place), .value = taken_++}, stamp_);
  std::optional<Resp> response = places_.Free(asked.place);
  askers_.WakeAny();
  return *std::move(response);
}

// The caller holds the lock. The place is free for other askers at once; a late reply finds another asker
// there, or none, and is dropped.
template <typename Req, typename Resp>
absl::Status Call<Req, Resp>::GiveUp(const sched::Announced& op, const Asked& asked, sched::Branch branch) {
  op.Commit({.branch = branch, .value = taken_++}, stamp_);
  ++given_up_;
  if (places_.Free(asked.place).has_value()) ++dropped_replies_;
  askers_.WakeAny();
  return EndedEarly(branch, "receive", replies_.name(), "");
}

}  // namespace reprise::channel
