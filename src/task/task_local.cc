#include "task/task_local.h"

namespace reprise::task::internal {

const void* FindLocal(const void* key) {
  const void* at = sched::Worker::Current().current->locals.get();
  while (at != nullptr) {
    const auto* const frame = static_cast<const LocalFrame*>(at);
    if (frame->key == key) return frame->value;
    at = frame->next.get();
  }
  return nullptr;
}

}  // namespace reprise::task::internal
