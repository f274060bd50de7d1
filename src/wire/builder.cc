#include "wire/builder.h"

namespace reprise::wire {

// Not inlined: the compiler must not keep the old thread's buffer for a fiber that has moved to another
// thread.
[[gnu::noinline]] flatbuffers::FlatBufferBuilder& FreshBuilder() {
  thread_local flatbuffers::FlatBufferBuilder builder(4096);
  builder.Clear();
  builder.ForceDefaults(true);
  builder.DedupVtables(false);
  return builder;
}

}  // namespace reprise::wire
