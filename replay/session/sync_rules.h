// The rules of mutexes, semaphores and condition variables (src/sync), as lanes and edges.
//
//   mutex       sends: locks. receives: unlocks. Unlock k after lock k, lock k after unlock k - 1.
//   semaphore   sends: releases. receives: acquires. An acquire after the releases that it cannot do without.
//   condition   sends: all that changes who waits (subscribes, notifications, waits that gave up). reads: waits that
//               were notified, after their notification.
//
// Threads      thread-compatible.
#pragma once

#include "replay/session/lane_rules.h"

namespace reprise::session {

bool IsSync(sched::ObjectKind kind);

void SortSyncOp(sched::ObjectKind kind, const RecordedOp& op, OpIndex index, ObjectLanes& lanes);

// What the lanes' own order (each ticket after the one before) and the reads do not say.
void AddSyncRules(const RecordedRun& run, const RecordedObject& object, const ObjectLanes& lanes,
                  OrderGraph& graph);

}  // namespace reprise::session
