#include "sched/object/object.h"

#include <utility>

#include "sched/fiber/worker.h"

namespace reprise::sched {

Object::Object(ObjectInfo info) {
  const Worker& worker = Worker::Current();
  TaskRecord& creator = *worker.current;
  info.creator = creator.id;
  info.index = creator.next_object++;
  info.id = id_ = CreatedObjectId(creator.id, info.index);
  if (Tap* const tap = worker.run->tap) tap->DefineObject(info);
  name_ = std::move(info.name);
}

void Object::DefineUnnamed(const Unnamed& what) const {
  const Worker& worker = Worker::Current();
  worker.run->tap->DefineObject({.id = id(),
                                 .kind = what.kind,
                                 .creator = creator_,
                                 .index = index_,
                                 .name = {},
                                 .capacity = what.capacity,
                                 .payload = what.payload});
}

}  // namespace reprise::sched
