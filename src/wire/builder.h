// The buffer that a thread builds its messages in.
//
// Threads      thread-safe: each thread has its own. A fiber may wake on another thread, so nobody may keep
//              the reference over a suspension; codecs never suspend.
// Memory       grows to the thread's largest message and stays.
#pragma once

#include <flatbuffers/flatbuffers.h>

namespace reprise::wire {

// Empty. Default values are written too: whoever reads the JSON sees every field, and a message keeps its
// size.
[[nodiscard]] flatbuffers::FlatBufferBuilder& FreshBuilder();

}  // namespace reprise::wire
