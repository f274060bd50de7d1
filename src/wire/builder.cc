#include "wire/builder.h"

namespace reprise::wire {

// Not inlined: a caller that moved to another thread must ask for that thread's buffer.
[[gnu::noinline]] flatbuffers::FlatBufferBuilder& FreshBuilder() {
  thread_local flatbuffers::FlatBufferBuilder builder(4096);
  builder.Clear();
  builder.ForceDefaults(true);
  builder.DedupVtables(false);
  return builder;
}

}  // namespace reprise::wire
