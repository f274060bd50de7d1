// A thread that runs fibers: Boost.Fiber's scheduler of it, with an algorithm that asks ours.
//
//   class Mine : public FiberHost { ... };            // Says who runs next, and what is done about who was left.
//   FiberThread thread(worker, host);
//   thread.Begin();
//   thread.Run();                                     // On that thread, until the host says that it is over.
//
// Boost.Fiber gives each thread a dispatcher: a context that frees ended fibers, takes in what other threads have
// woken through Boost, wakes Boost's sleepers, and then asks whom to run. It is where a worker waits that has nothing
// to do, and where a task goes that waits in Boost.Fiber. Ready fibers that the program started itself
// (boost::fibers::fiber) run from it in turn.
//
//   a task waits in an object of ours    SwitchFiber (park.h), awakened: FinishLeaving    then the next task
//   a task waits in Boost.Fiber          pick_next: WaitsInBoost                          then the dispatcher, Next
//   it is woken                          awakened: WokenInBoost
//   a fiber ends pick_next then the dispatcher, or EndInto's
//
// Use when     writing a scheduler.
// Threads      fiber-bound: the thread's own, but for FiberHost::Notify.
// Progress     Run blocks until the end. After it the thread's end waits for the program's own fibers.
// Errors       no memory for a fiber in Next ends the process: Boost.Fiber's scheduler cannot be thrown through.
// Source       Boost.Fiber 1.81: scheduler.cpp, `dispatch`.
#pragma once

#include <cstdint>
#include <memory>

#include "sched/fiber/fiber.h"
#include "sched/fiber/worker.h"

namespace reprise::sched {

// What a scheduler answers to Boost.Fiber. Called on the thread, but for Notify.
class FiberHost {
 public:
  virtual ~FiberHost() = default;

  // On the dispatcher: who runs next, made the worker's current. Null: nobody can.
  virtual Fiber* Next() noexcept = 0;
  // On the dispatcher: no task is left, and the thread is to end.
  virtual bool Over() noexcept = 0;
  // On the dispatcher: until somebody can run, Notify, or the deadline of Boost's sleepers.
  virtual void Wait(std::uint64_t deadline_ns) noexcept = 0;
  // thread-safe. Another thread has woken something of this one through Boost.Fiber.
  virtual void Notify() noexcept = 0;

  // On the stack that was switched to by SwitchFiber: `left` can be resumed by others from now on.
  virtual void FinishLeaving(Fiber& left) noexcept = 0;

  // The current task waits in Boost.Fiber (or lets others go first there), and goes on.
  virtual void WaitsInBoost(TaskRecord& task) noexcept = 0;
  virtual void WokenInBoost(TaskRecord& task) noexcept = 0;
  // A fiber that is no task has become ready; the current task, if there is one, may have started it.
  virtual void OwnFiberReady() noexcept = 0;
};

class FiberThread {
 public:
  FiberThread(Worker& worker, FiberHost& host);
  ~FiberThread();
  FiberThread(const FiberThread&) = delete;
  FiberThread& operator=(const FiberThread&) = delete;

  // Makes the calling thread one that runs fibers; then runs them.
  void Begin();
  void Run();

  // Where a fiber goes that has nobody to go on with. While it does not run itself.
  [[nodiscard]] Fiber& dispatcher() { return dispatcher_; }
  // Whether a fiber that picks its successor is to leave to the dispatcher instead: the program's own fibers wait for
  // it.
  [[nodiscard]] bool OwnFibersWait() const;

  // A fiber that stays on this thread is attached once.
  void Attach(Fiber& fiber);
  // The running fiber is about to return from its entry; the thread goes on with `next`.
  void EndInto(Fiber& next) { after_end_ = &next; }
  // After Run: lets a fiber that nobody needs return from its entry.
  void LetEnd(Fiber& fiber);
  // A fiber that can neither go on nor be unwound: Boost.Fiber forgets it, and its stack is the pool's.
  static void Forget(Fiber& fiber);

 private:
  class Algorithm;

  Worker& worker_;
  FiberHost& host_;
  Algorithm* algorithm_ = nullptr;  // The thread's scheduler owns it.
  boost::fibers::context* main_ = nullptr;
  Fiber dispatcher_;
  Fiber* after_end_ = nullptr;
  bool running_ = false;   // In Run.
  bool one_ends_ = false;  // In LetEnd.
};

}  // namespace reprise::sched
