// The list of all workloads, and the one function by which each layer's file adds its own.
#pragma once

#include <vector>

#include "tests/bench/workload.h"

namespace reprise::bench {

// Building the list costs nothing: work is set up by Workload::prepare.
std::vector<Workload> AllWorkloads();

void AddBaseWorkloads(std::vector<Workload>& all);
void AddArenaWorkloads(std::vector<Workload>& all);
void AddDequeWorkloads(std::vector<Workload>& all);
void AddSlotWorkloads(std::vector<Workload>& all);
void AddReclaimWorkloads(std::vector<Workload>& all);
void AddRingWorkloads(std::vector<Workload>& all);
void AddQueueWorkloads(std::vector<Workload>& all);
void AddChannelWorkloads(std::vector<Workload>& all);
void AddTaskWorkloads(std::vector<Workload>& all);
void AddMatchWorkloads(std::vector<Workload>& all);

}  // namespace reprise::bench
