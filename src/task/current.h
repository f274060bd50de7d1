// The current task's name (for people) and id (for programs).
//
// Use when     a message, a report or a log line names the task that made it.
// Not when     a decision depends on it: compare ids, which is faster; they are as stable as names.
// Threads      fiber-bound.
// Progress     CurrentName: one allocation if the name is long. CurrentId: one load.
// Order        neither is an op: both are fixed when the task is spawned, and the same in every run.
#pragma once

#include <string>

#include "base/ids.h"

namespace reprise::task {

// "match/bot/3": the names of the task's ancestors and its own.
std::string CurrentName();

TaskId CurrentId();

}  // namespace reprise::task
