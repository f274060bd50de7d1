// The processor cores that this process may use, and which of them a worker sits on.
//
// Threads      thread-safe.
#pragma once

namespace reprise::sched {

// How many; at least 1.
unsigned UsableCores();

// The nth usable core, counted round and round; -1 if the kernel does not tell.
int NthUsableCore(unsigned nth);

// Keeps the calling thread on that core. A kernel that refuses leaves it free to move: slower, not wrong.
void PinThisThread(int core);

}  // namespace reprise::sched
