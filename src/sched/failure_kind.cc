#include "sched/failure_kind.h"

namespace reprise::sched {

const char* Name(FailureKind kind) {
  switch (kind) {
    case FailureKind::kAssertion: return "assertion";
    case FailureKind::kException: return "exception";
    case FailureKind::kDeadlock: return "deadlock";
    case FailureKind::kLockCycle: return "lock cycle";
    case FailureKind::kLostWakeup: return "lost wake-up";
    case FailureKind::kLivelock: return "livelock";
    case FailureKind::kStarvation: return "starvation";
    case FailureKind::kLeak: return "leak";
    case FailureKind::kNotLinearizable: return "not linearizable";
    case FailureKind::kUseAfterReclamation: return "use after reclamation";
    case FailureKind::kDoubleFree: return "double free";
    case FailureKind::kNoEnd: return "no end";
    case FailureKind::kNotDeterministic: return "not deterministic";
    case FailureKind::kWaitOutside: return "wait outside the runtime";
    case FailureKind::kTokenDoesNotFit: return "token does not fit";
  }
  return "";
}

}  // namespace reprise::sched
