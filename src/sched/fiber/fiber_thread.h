// A thread that runs fibers: Boost.Fiber's scheduler, with an algorithm that asks our scheduler (FiberHost).
//
//   class Mine : public FiberHost { ... };   // Picks the next fiber, and handles the one that is left.
//   FiberThread thread(worker, host);        // Both outlive the thread: Boost asks them at its very end.
//   thread.Begin();
//   thread.Run();                            // On that thread, until the host says that it is over.
//
// Boost.Fiber gives each thread a dispatcher: a context that frees ended fibers, takes in the fibers that
// other threads have woken through Boost, wakes Boost's sleepers, and then asks which fiber to run. A worker
// that has nothing to do waits in the dispatcher, and a task that waits in Boost.Fiber switches to it. Ready
// fibers that the program started itself (boost::fibers::fiber) take turns there with tasks.
//
//   what happens                       calls                                          runs next
//   a task waits in an object of ours  SwitchFiber (park.h), awakened: FinishLeaving  the next task
//   a task waits in Boost.Fiber        pick_next: WaitsInBoost                        the dispatcher
//   Boost.Fiber wakes that task        awakened: WokenInBoost                         (no switch)
//   a fiber ends                       pick_next                                      EndInto's, or the dispatcher
//   the dispatcher runs                pick_next: Over, Next                          the fiber that Next gives
//
// Use when     writing a scheduler.
// Threads      fiber-bound: for its own thread only, but for FiberHost::Notify.
// Progress     Run blocks until the end. When the thread ends, it waits for the program's own fibers.
// Errors       no memory for a fiber in Next ends the process: no exception may pass Boost.Fiber's scheduler.
// Source       Boost.Fiber 1.81: scheduler.cpp, `dispatch`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "sched/fiber/fiber.h"
#include "sched/fiber/worker.h"

namespace reprise::sched {

// How a scheduler answers Boost.Fiber. Called on the thread itself, but for Notify.
class FiberHost {
 public:
  virtual ~FiberHost() = default;

  // On the dispatcher: makes the next task the worker's current, and gives its fiber. Null: none is ready.
  virtual Fiber* Next() noexcept = 0;
  // On the dispatcher. True: no task is left, and the thread ends.
  virtual bool Over() noexcept = 0;
  // On the dispatcher: waits for a ready task, for Notify, or until the deadline of Boost's sleepers.
  virtual void Wait(std::uint64_t deadline_ns) noexcept = 0;
  // thread-safe. Another thread has woken a fiber of this thread through Boost.Fiber.
  virtual void Notify() noexcept = 0;

  // On the stack that SwitchFiber switched to: the stack of `left` is free, so other workers may resume it
  // from now on.
  virtual void FinishLeaving(Fiber& left) noexcept = 0;

  // The task waits in Boost.Fiber or yields there. WokenInBoost: Boost.Fiber has made it ready again.
  // `yields`: it was ready all the time, and others go first.
  virtual void WaitsInBoost(TaskRecord& task) noexcept = 0;
  virtual void WokenInBoost(TaskRecord& task, bool yields) noexcept = 0;
  // A fiber that is no task has become ready; the current task, if there is one, may have started it.
  virtual void OwnFiberReady() noexcept = 0;
};

class FiberThread {
 public:
  FiberThread(Worker& worker, FiberHost& host);
  ~FiberThread();
  FiberThread(const FiberThread&) = delete;
  FiberThread& operator=(const FiberThread&) = delete;

  // Begin makes the calling thread one that runs fibers; Run then runs them.
  void Begin();
  void Run();

  // A fiber switches to the dispatcher when no task is ready. Not to be called on the dispatcher itself.
  [[nodiscard]] Fiber& dispatcher() { return dispatcher_; }
  // True: the program's own fibers are ready. The next fiber must then be the dispatcher, which runs them.
  [[nodiscard]] bool OwnFibersWait() const { return own_ready_ != 0; }

  // Attaches, once, a fiber that stays on this thread.
  void Attach(Fiber& fiber);
  // The running fiber is about to return from its entry; the thread goes on with `next`.
  void EndInto(Fiber& next) { after_end_ = &next; }
  // After Run: resumes a free fiber, so that it returns from its entry.
  void ReturnFromEntry(Fiber& fiber);
  // For a fiber that can neither go on nor be unwound: Boost.Fiber forgets it; the pool still owns its stack.
  static void Forget(Fiber& fiber);

 private:
  class Algorithm;

  Worker& worker_;
  FiberHost& host_;
  boost::fibers::context* main_ = nullptr;
  Fiber dispatcher_;
  Fiber* after_end_ = nullptr;
  std::size_t own_ready_ = 0;  // Fibers of the program's own that are ready.
  bool running_ = false;       // In Run.
  bool one_ends_ = false;      // In ReturnFromEntry.
};

}  // namespace reprise::sched
