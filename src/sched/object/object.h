// The base of every object that tasks share: an id that is the same in every run, and a name.
//
// Threads      created by a task; the derived class states its own rules.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"
#include "sched/fiber/worker.h"
#include "sched/op.h"
#include "sched/tap.h"

namespace reprise::sched {

class Object {
 public:
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  [[nodiscard]] ObjectId id() const { return id_ != kNoObject ? id_ : CreatedObjectId(creator_, index_); }
  [[nodiscard]] const std::string& name() const { return name_; }

 protected:
  // Takes the creating task's next object index, and fills in id, creator and index of `info`.
  explicit Object(ObjectInfo info);
  ~Object() = default;

  // The same for objects that are made by the million and have no name: no ObjectInfo is built without a tap.
  struct Unnamed {
    ObjectKind kind;
    std::uint64_t capacity;
    const PayloadType* payload;
  };
  explicit Object(const Unnamed& what) {
    const Worker& worker = Worker::Current();
    creator_ = worker.current->id;
    index_ = worker.current->next_object++;
    if (worker.run->tap != nullptr) [[unlikely]]
      DefineUnnamed(what);
  }

 private:
  void DefineUnnamed(const Unnamed& what) const;

  ObjectId id_ = kNoObject;  // Of an unnamed object: kNoObject; id() computes it.
  TaskId creator_ = kNoTask;
  std::uint32_t index_ = 0;
  std::string name_;
};

}  // namespace reprise::sched
