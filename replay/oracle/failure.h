// A failure as a value: what kind of bug, and which ops of which tasks it is about. So a search, a shrinker and a
// report can say "the same bug" without reading sentences.
//
//   Failure{kLockCycle, "", {other in lock of /left at a.cc:17, program in lock of /right at a.cc:21}}
//
//   deadlock, locks in a circle: program/other waits in lock of /left at a.cc:17, which program holds; program ...
//
// The ops, by kind:
//
//   kLockCycle            the waits for locks, each for one that the next one's task holds
//   kLostWakeup           the wait, then the notification that came before it
//   kDeadlock, kLivelock  all that is waited in
//   kLeak                 the allocation, which is no task's op: its site
//   else                  where its task was
//
// Use when     a run has failed.
// Threads      thread-compatible.
#pragma once

#include <string>
#include <vector>

#include "sched/failure_kind.h"
#include "sched/op.h"

namespace reprise::oracle {

using sched::FailureKind;

struct FailedOp {
  sched::Op op;
  std::string task;  // Their names, when they are known.
  std::string object;
};

struct Failure {
  FailureKind kind = FailureKind::kAssertion;
  std::string text;  // What its finder says: for people, and no part of what is compared.
  std::vector<FailedOp> ops;

  // The same bug: of the same kind, with ops of the same kinds at the same lines. Which of several tasks of one code it
  // was, on which of several objects, how often and in which order makes no other bug of it.
  [[nodiscard]] bool SameAs(const Failure& other) const;
};

Failure MakeFailure(FailureKind kind, std::string text, const std::vector<sched::Op>& ops = {});

// For people; several lines when the text has them.
std::string ToString(const Failure& failure);

}  // namespace reprise::oracle
