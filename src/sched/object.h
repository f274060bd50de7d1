// The base of everything that tasks share: an identity that is the same in every run, and a name.
//
// Threads      created by a task; what the object adds says the rest.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"
#include "sched/op.h"
#include "sched/tap.h"

namespace reprise::sched {

class Object {
 public:
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  [[nodiscard]] ObjectId id() const { return id_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 protected:
  // Takes the creating task's next object index; `info` lacks only id, creator and index.
  explicit Object(ObjectInfo info);
  ~Object() = default;

 private:
  ObjectId id_;
  std::string name_;
};

}  // namespace reprise::sched
