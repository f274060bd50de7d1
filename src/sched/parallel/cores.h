// The processor cores that this process may use, and the pinning of a thread to one of them.
//
// Threads      thread-safe.
#pragma once

namespace reprise::sched {

// The number of usable cores; at least 1.
unsigned UsableCores();

// The nth usable core, where n is taken modulo their number; -1 if the kernel does not tell.
int NthUsableCore(unsigned nth);

// Pins the calling thread to that core. If the kernel refuses, the thread may move: slower, but correct.
void PinThisThread(int core);

}  // namespace reprise::sched
