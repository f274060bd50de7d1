// A run of two tasks, written down by hand, for a rule that puts its ops into their order: what `early` can do it does
// first, unless a rule forbids it.
#pragma once

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/session/run_builder.h"

namespace reprise::session {

class TwoTaskRun : public testing::Test {
 protected:
  ObjectId Make(sched::ObjectKind kind, const char* name, std::uint64_t capacity) {
    return run_.Object({.kind = kind, .name = name, .capacity = capacity});
  }
  void Early(sched::OpKind kind, ObjectId object, const RunBuilder::How& how) {
    run_.Do(early_, kind, object, how);
  }
  void Late(sched::OpKind kind, ObjectId object, const RunBuilder::How& how) {
    run_.Do(late_, kind, object, how);
  }
  std::string Order() {
    run_.EndAll();
    return run_.Order();
  }
  bool Complete() { return !run_.Canonical().incomplete.has_value(); }

  RunBuilder run_;
  const TaskId early_ = run_.Task("early");
  const TaskId late_ = run_.Task("late");
};

}  // namespace reprise::session
