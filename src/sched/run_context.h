// What every task, object and worker of one run shares: the scheduler, the strategy, the tap, the registry.
//
// Use when     writing a scheduler or an object that tasks share: Worker::Current().run. Programs use
//              runtime/runtime.h.
// Threads      immutable while the run lasts; the objects that it points to state their own rules.
// Memory       the Runtime owns all of it, and it outlives the run.
#pragma once

namespace reprise::sched {

class Cancellations;
class Registry;
class Scheduler;
class Strategy;
class Tap;

struct RunContext {
  unsigned workers = 0;
  Scheduler* scheduler = nullptr;
  Strategy* strategy = nullptr;  // Null: production; the machine's timing decides.
  Tap* tap = nullptr;            // Null: no op is reported.
  Registry* registry = nullptr;
  Cancellations* cancellations = nullptr;
};

}  // namespace reprise::sched
