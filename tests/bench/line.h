// How long a line takes from one core to the other, in ns: what a workload of two threads depends on most.
//
// Two cores that share a cache hand a line over in some 50 ns, two that do not in 250 and more. In a virtual machine
// the host moves the cores about, so that the same program finds now one, now the other.
//
// Use when     a workload runs on cores 0 and 1: its row then says on which kind of machine it ran.
// Threads      thread-compatible.
#pragma once

namespace reprise::bench {

// The least of some short trials, between cores 0 and 1. 0: there is one core.
double LineBetweenCores();

}  // namespace reprise::bench
