// What every task, object and worker of one run shares: who runs the tasks, who decides, who is told.
//
// Use when     writing a scheduler or an object that tasks share: Worker::Current().run. Programs use
//              runtime/runtime.h.
// Threads      immutable while the run lasts; what it points to says the rest.
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
  Strategy* strategy = nullptr;  // Null: production, nobody decides but the machine.
  Tap* tap = nullptr;            // Null: nobody is told.
  Registry* registry = nullptr;
  Cancellations* cancellations = nullptr;
};

}  // namespace reprise::sched
