// Passes a sent message to the tap: the message is written into the worker's log before the claim, and the
// claim commits it.
//
// fiber-bound.
#pragma once

#include "channel/codec.h"
#include "sched/object/announce.h"

namespace reprise::channel {

// Reserves the message in the log. The task must not suspend between this call and Commit or Abandon.
template <typename T>
void ReserveMessage(const sched::Announced& op, const T& message) {
  if (op.WantsMessage()) op.Reserve(Codec<T>::Encode(message));
}

}  // namespace reprise::channel
