// Request and response: clients ask, one or more services answer, each reply finds its asker.
//
// It cannot deadlock with both sides full: a request is accepted only when there is room for its reply, so a
// service never waits to answer.
//
// Use when     a task needs an answer from another task.
// Not when     nobody waits for the answer: channel/mpsc.h.
// Threads      thread-safe.
// Progress     blocking: a spin lock for a few instructions; who waits parks its fiber.
// Memory       at most `requests` requests queued and `replies` askers waiting for an answer.
// Order        Requests are FIFO. Replies may overtake each other. Two objects in the log: NAME/requests,
// whose
//              send k comes after receive k - requests and after take k - replies of the other; NAME/replies,
//              whose op takes come in any order, each after its reply (the take's place is its value).
// Errors       Ask: FailedPrecondition when closed, Unavailable when the service closed before it answered.
//              NextRequest: OutOfRange when closed and drained.
// Source       the seed's pair of request and response channels, which can deadlock.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "channel/codec.h"
#include "channel/send_record.h"
#include "sched/announce.h"
#include "sched/object.h"
#include "sched/object_lock.h"
#include "sched/wait_list.h"

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
};

template <typename Req, typename Resp>
class Call {
 public:
  explicit Call(const CallOptions& options)
      : request_capacity_(options.requests),
        reply_capacity_(options.replies),
        replies_({.kind = sched::ObjectKind::kReplies,
                  .name = absl::StrCat(options.name, "/replies"),
                  .capacity = options.replies,
                  .payload = PayloadTypeOf<Resp>()}),
        requests_({.kind = sched::ObjectKind::kRequests,
                   .name = absl::StrCat(options.name, "/requests"),
                   .capacity = options.requests,
                   .partner = replies_.id(),
                   .payload = PayloadTypeOf<Req>()}) {
    REPRISE_CHECK(request_capacity_ > 0 && reply_capacity_ > 0);
  }

  absl::StatusOr<Resp> Ask(Req request, sched::Site site = sched::Site::Here()) {
    absl::StatusOr<std::uint64_t> correlation = SendRequest(std::move(request), site);
    if (!correlation.ok()) return correlation.status();
    return TakeReply(*correlation, site);
  }

  absl::StatusOr<Incoming<Req>> NextRequest(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kReceive, requests_.id(), site);
    sched::WaitList::Lock lock(lock_);
    for (;;) {
      if (!queue_.empty()) {
        Incoming<Req> incoming{std::move(queue_.front()), received_++};
        queue_.pop_front();
        op.Commit({.branch = sched::Branch::kDone, .ticket = incoming.correlation}, stamp_);
        askers_.WakeOne();
        return incoming;
      }
      if (closed_) {
        op.Commit({.branch = sched::Branch::kClosed}, stamp_);
        return absl::OutOfRangeError(absl::StrCat("receive on ", requests_.name(), ": closed and drained"));
      }
      services_.Sleep(lock);
    }
  }

  void Reply(const Incoming<Req>& incoming, Resp response, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kSend, replies_.id(), site);
    ReserveMessage(op, response);
    const std::lock_guard guard(lock_);
    const std::uint64_t ticket = replied_++;
    op.Commit({.branch = sched::Branch::kDone, .ticket = ticket, .value = incoming.correlation}, stamp_);
    answers_.emplace(incoming.correlation, Answer{std::move(response), ticket});
    // Askers wait for their own reply each: all look, one goes on.
    waiting_.WakeAll();
  }

  // No more requests; those that wait are still answered by a service that goes on receiving.
  void Close(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kClose, requests_.id(), site);
    const std::lock_guard guard(lock_);
    closed_ = true;
    op.Commit({.branch = sched::Branch::kDone, .ticket = sent_, .value = closes_++}, stamp_);
    services_.WakeAll();
    askers_.WakeAll();
  }

  // The services have ended: askers without an answer get Unavailable. After Close.
  void Abandon(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kClose, replies_.id(), site);
    const std::lock_guard guard(lock_);
    REPRISE_CHECK(closed_);
    abandoned_ = true;
    op.Commit({.branch = sched::Branch::kDone, .ticket = replied_, .value = abandons_++}, stamp_);
    waiting_.WakeAll();
  }

  // Requests that were sent and never received.
  [[nodiscard]] std::uint64_t undelivered() const {
    const std::lock_guard guard(lock_);
    return queue_.size();
  }

  // For channel/select.h, the side that takes requests: who waits, and whether NextRequest would not wait.
  sched::ObjectLock& lock() { return lock_; }
  sched::WaitList& waiters() { return services_; }
  [[nodiscard]] bool CanReceiveLocked() const { return !queue_.empty() || closed_; }

 private:
  // Two lanes in the log, one channel in the program.
  struct Lane : sched::Object {
    explicit Lane(sched::ObjectInfo info) : Object(std::move(info)) {}
  };

  struct Answer {
    Resp response;
    std::uint64_t ticket;
  };

  absl::StatusOr<std::uint64_t> SendRequest(Req request, sched::Site site) {
    const sched::Announced op = Announce(sched::OpKind::kSend, requests_.id(), site);
    for (;;) {
      ReserveMessage(op, request);
      sched::WaitList::Lock lock(lock_);
      if (closed_) {
        op.Abandon();
        op.Commit({.branch = sched::Branch::kClosed}, stamp_);
        return absl::FailedPreconditionError(
            absl::StrCat("send on ", requests_.name(), ": the call is closed"));
      }
      if (queue_.size() < request_capacity_ && sent_ - taken_ < reply_capacity_) {
        const std::uint64_t correlation = sent_++;
        op.Commit({.branch = sched::Branch::kDone, .ticket = correlation}, stamp_);
        queue_.push_back(std::move(request));
        services_.WakeOne();
        return correlation;
      }
      op.Abandon();
      askers_.Sleep(lock);
    }
  }

  absl::StatusOr<Resp> TakeReply(std::uint64_t correlation, sched::Site site) {
    const sched::Announced op = Announce(sched::OpKind::kReceive, replies_.id(), site);
    sched::WaitList::Lock lock(lock_);
    for (;;) {
      if (const auto found = answers_.find(correlation); found != answers_.end()) {
        Answer answer = std::move(found->second);
        answers_.erase(found);
        op.Commit({.branch = sched::Branch::kDone, .ticket = answer.ticket, .value = taken_++}, stamp_);
        askers_.WakeOne();
        return std::move(answer.response);
      }
      if (abandoned_) {
        op.Commit({.branch = sched::Branch::kClosed}, stamp_);
        return absl::UnavailableError(
            absl::StrCat("receive on ", replies_.name(), ": the service has ended"));
      }
      waiting_.Sleep(lock);
    }
  }

  const std::uint64_t request_capacity_;
  const std::uint64_t reply_capacity_;
  Lane replies_;
  Lane requests_;

  mutable sched::ObjectLock lock_;
  std::deque<Req> queue_;
  std::map<std::uint64_t, Answer> answers_;  // By correlation.
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t replied_ = 0;
  std::uint64_t taken_ = 0;
  std::uint64_t stamp_ = 0;
  std::uint64_t closes_ = 0;
  std::uint64_t abandons_ = 0;
  bool closed_ = false;
  bool abandoned_ = false;
  sched::WaitList askers_;    // For room.
  sched::WaitList services_;  // For a request.
  sched::WaitList waiting_;   // For their reply.
};

}  // namespace reprise::channel
