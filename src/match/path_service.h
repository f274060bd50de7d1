// The task that answers path requests. A request names its state by the tick.
//
// Threads      fiber-bound: the body of a task of its own.
// Errors       a tick whose snapshot is gone gets "nothing found".
#pragma once

#include "match/match_objects.h"

namespace reprise::match {

// Serves until the call is closed and drained.
void ServePaths(MatchObjects& objects);

}  // namespace reprise::match
