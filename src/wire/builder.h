// The buffer in which a thread builds its messages.
//
// Threads      thread-safe: each thread has its own. A fiber may wake up on another thread, so the reference
//              must not be kept over a suspension; codecs never suspend.
// Memory       grows to the thread's largest message and is kept.
#pragma once

#include <flatbuffers/flatbuffers.h>

namespace reprise::wire {

// Returns the empty buffer. It is set to write default values too, so that the JSON shows every field, and
// the size of a message does not depend on its values.
[[nodiscard]] flatbuffers::FlatBufferBuilder& FreshBuilder();

}  // namespace reprise::wire
