// Who the current task is: its name for people, its id for machines.
//
// Use when     a message, a report or a log line names the task that made it.
// Not when     something is decided by the name: an id compares faster, and is as stable.
// Threads      fiber-bound.
// Progress     Name: one allocation where the name is long. Id: a load.
// Order        no op: both are fixed when the task is spawned, the same in every run.
#pragma once

#include <string>

#include "base/ids.h"

namespace reprise::task {

// "match/bot/3": the names of the task's ancestors and its own.
std::string CurrentName();

TaskId CurrentId();

}  // namespace reprise::task
