#include "tests/bench/workloads.h"

namespace reprise::bench {

std::vector<Workload> AllWorkloads() {
  std::vector<Workload> all;
  AddBaseWorkloads(all);
  AddArenaWorkloads(all);
  AddDequeWorkloads(all);
  AddSlotWorkloads(all);
  AddReclaimWorkloads(all);
  AddRingWorkloads(all);
  AddQueueWorkloads(all);
  AddChannelWorkloads(all);
  AddTaskWorkloads(all);
  AddMatchWorkloads(all);
  return all;
}

}  // namespace reprise::bench
