#include "sched/fiber/fiber_thread.h"

#include <chrono>
#include <deque>
#include <limits>
#include <map>
#include <utility>

#include <boost/fiber/algo/algorithm.hpp>
#include <boost/fiber/scheduler.hpp>
#include <boost/fiber/type.hpp>

#include "base/check.h"
#include "sched/fiber/boost_fiber.h"
#include "sched/scheduler.h"

namespace reprise::sched {
namespace {

using boost::fibers::context;

std::uint64_t NanosOf(std::chrono::steady_clock::time_point at) {
  if (at == std::chrono::steady_clock::time_point::max()) return kNever;
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count());
}

}  // namespace

class FiberThread::Algorithm final : public boost::fibers::algo::algorithm {
 public:
  explicit Algorithm(FiberThread& thread) : thread_(thread), worker_(thread.worker_), host_(thread.host_) {}

  // Boost calls this in two cases: a switch of ours has just left this context, or Boost.Fiber woke it.
  void awakened(context* ready) noexcept override {
    Fiber* const left = worker_.hand_off.leaving_fiber;
    if (left != nullptr && left->context == ready) [[likely]] {
      worker_.hand_off.leaving_fiber = nullptr;
      if (left->movable) ready->detach();
      return host_.FinishLeaving(*left);
    }
    if (ready->is_context(boost::fibers::type::dispatcher_context)) {
      thread_.dispatcher_.context = ready;  // Not queued: a fiber with no next task switches to it.
      return;
    }
    const bool in_own = worker_.running == nullptr;
    if (in_own) Worker::SetCurrent(&worker_);
    if (Fiber* const fiber = FiberOf(*ready)) {
      Woken(*fiber);
    } else {
      // Left for another fiber of the program's own that it starts by launch::dispatch: nobody asked.
      if (in_own && ready == own_running_) {
        KeepOwnExceptions(*ready);
        own_running_ = context::active();
      }
      own_ready_.push_back(ready);
      thread_.own_ready_ = own_ready_.size();
      host_.OwnFiberReady();
    }
    if (in_own) Worker::SetCurrent(nullptr);
  }

  context* pick_next() noexcept override {
    context* const active = context::active();
    if (active == thread_.dispatcher_.context) return Dispatch();
    if (Fiber* const next = std::exchange(thread_.after_end_, nullptr)) return Resumable(*next);
    if (active != thread_.main_) Leave(*active);
    if (std::exchange(thread_.one_ends_, false)) return thread_.main_;
    worker_.running = &thread_.dispatcher_;
    return thread_.dispatcher_.context;
  }

  [[nodiscard]] bool has_ready_fibers() const noexcept override { return !own_ready_.empty(); }

  void suspend_until(const std::chrono::steady_clock::time_point& deadline) noexcept override {
    host_.Wait(NanosOf(deadline));
  }
  void notify() noexcept override {
    // At a thread's end the dispatcher notifies itself each time round.
    if (context::active() != thread_.dispatcher_.context) host_.Notify();
  }

 private:
  // While tasks wait too, one turn of the dispatcher in so many goes to a fiber of the program's own.
  static constexpr unsigned kTurnsPerOwnFiber = 4;

  context* Dispatch() {
    const bool own_turn = !own_ready_.empty() && ++turns_ % kTurnsPerOwnFiber == 0;
    if (!own_turn && thread_.running_) {
      if (Fiber* const next = host_.Over() ? nullptr : host_.Next()) return Resumable(*next);
      // Asked again: Next may have found that the last task cannot go on.
      if (host_.Over()) {
        thread_.running_ = false;
        return thread_.main_;
      }
    }
    return own_ready_.empty() ? nullptr : TakeOwn();
  }

  context* Resumable(Fiber& next) {
    worker_.running = &next;
    if (next.exceptions.Any()) *worker_.exceptions = std::exchange(next.exceptions, {});
    if (next.movable) context::active()->attach(next.context);
    return next.context;
  }

  context* TakeOwn() {
    context* const own = own_ready_.front();
    own_ready_.pop_front();
    thread_.own_ready_ = own_ready_.size();
    EnterOwn(own);
    if (!own_exceptions_.empty()) {
      if (auto kept = own_exceptions_.extract(own)) *worker_.exceptions = kept.mapped();
    }
    return own;
  }

  // A fiber of the program's own is no task. While it runs, the thread is no worker, so an op of the runtime
  // in it is a CHECK.
  void EnterOwn(context* own) {
    own_running_ = own;
    worker_.running = nullptr;
    Worker::SetCurrent(nullptr);
  }

  // The active fiber suspends in Boost.Fiber or has ended.
  void Leave(context& active) {
    if (worker_.running == nullptr) {
      Worker::SetCurrent(&worker_);
      own_running_ = nullptr;
      KeepOwnExceptions(active);
    } else if (worker_.current != nullptr) {
      LeaveTask();
    }
  }

  void KeepOwnExceptions(context& own) {
    if (worker_.exceptions->Any()) own_exceptions_[&own] = std::exchange(*worker_.exceptions, {});
  }

  void LeaveTask() {
    TaskRecord& task = *std::exchange(worker_.current, nullptr);
    Fiber& fiber = *worker_.running;
    fiber.in_boost = &task;
    left_last_ = &fiber;
    task.fiber = &fiber;
    fiber.exceptions = std::exchange(*worker_.exceptions, {});
    host_.WaitsInBoost(task);
  }

  void Woken(Fiber& fiber) {
    // When a task starts a fiber by launch::dispatch, Boost switches to that fiber without calling pick_next.
    const bool left_for_own = &fiber == worker_.running;
    if (left_for_own) LeaveTask();
    if (fiber.movable) fiber.context->detach();
    // A fiber that ends and waits once more (in a deleter of fiber_specific_ptr) has no task.
    REPRISE_CHECK(fiber.in_boost != nullptr);
    const bool yields = std::exchange(left_last_, nullptr) == &fiber && !left_for_own;
    host_.WokenInBoost(*std::exchange(fiber.in_boost, nullptr), yields);
    if (left_for_own) EnterOwn(context::active());
  }

  FiberThread& thread_;
  Worker& worker_;
  FiberHost& host_;
  std::deque<context*> own_ready_;  // The program's own fibers that can go on.
  std::map<context*, ExceptionsInFlight> own_exceptions_;
  context* own_running_ = nullptr;  // Of the program's own fibers, the one that runs.
  Fiber* left_last_ = nullptr;      // Whose task left last for Boost.Fiber. Awakened next, it yields.
  unsigned turns_ = 0;
};

FiberThread::FiberThread(Worker& worker, FiberHost& host) : worker_(worker), host_(host) {}

FiberThread::~FiberThread() = default;

void FiberThread::Begin() {
  main_ = context::active();
  worker_.exceptions = &ExceptionsOfThisThread();
  auto* const algorithm = new Algorithm(*this);  // The thread's scheduler owns it.
  // set_algo moves the ready contexts (here the dispatcher) from Boost.Fiber's default algorithm to ours.
  main_->get_scheduler()->set_algo(boost::fibers::algo::algorithm::ptr_t(algorithm));
}

void FiberThread::Run() {
  running_ = true;
  main_->suspend();
  worker_.running = nullptr;
}

void FiberThread::Attach(Fiber& fiber) { main_->attach(fiber.context); }

void FiberThread::ReturnFromEntry(Fiber& fiber) {
  worker_.running = &fiber;
  one_ends_ = true;
  if (fiber.movable) main_->attach(fiber.context);
  fiber.context->resume();
  worker_.running = nullptr;
}

void FiberThread::Forget(Fiber& fiber) {
  context& forgotten = *fiber.context;
  static_cast<void>(forgotten.create_waker());  // Whoever would wake it comes too late from now on.
  if (forgotten.sleep_is_linked()) forgotten.sleep_unlink();
  forgotten.detach();
}

}  // namespace reprise::sched
