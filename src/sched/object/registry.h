// The named objects of a runtime, so that its statistics can list them.
//
//   class Mailbox : public Object {
//    public:
//     void Describe(ObjectStats& stats) const;   // adds its numbers, under its own lock
//    private:
//     ...
//     Listed listed_{*this};                     // the last member: made last, destroyed first
//   };
//
// Use when     an object has numbers that people ask for.
// Threads      thread-safe.
// Progress     blocking: a mutex at creation and destruction of an object with a name. An object without a
//              name is not listed; its destructor only asks it once for undelivered messages.
// Memory       one entry for each name that ever was, at most kNamesMax; objects of further names are added
//              up under kOthers.
// Order        Read calls Describe with the registry's lock held: Describe must not create or destroy listed
//              objects. The undelivered messages of destroyed objects without a name are added up by kind.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "sched/object/object.h"
#include "sched/stats.h"

namespace reprise::sched {

class Listed;

class Registry {
 public:
  static constexpr std::size_t kNamesMax = 4096;
  static constexpr const char* kOthers = "(others)";
  static constexpr const char* kUnnamed = "(unnamed)";

  Registry() = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;
  // Objects that outlive their runtime are no longer listed.
  ~Registry();

  // Sorted by name, then kind.
  [[nodiscard]] std::vector<ObjectStats> Read() const;
  // Counts undelivered messages of an object that is not listed. On a thread that is no worker: does nothing.
  static void CountLost(const std::string& name, ObjectKind kind, std::uint64_t messages);

  // The numbers of one living object; all zero for one that is not listed.
  [[nodiscard]] ObjectStats Read(ObjectId id) const;

 private:
  friend class Listed;
  using Key = std::pair<std::string, ObjectKind>;

  void Add(Listed& entry);
  void Remove(Listed& entry);
  void AddGone(ObjectStats last);

  mutable std::mutex mutex_;
  Listed* first_ = nullptr;
  std::map<Key, ObjectStats> gone_;
};

// An object's entry in the registry of the runtime that the creating task runs in.
class Listed {
 public:
  template <typename T>
  explicit Listed(const T& object) : Listed(object, object) {}
  // For one thing that consists of several objects: listed under the name of `object`.
  template <typename T>
  Listed(const Object& object, const T& numbers)
      : Listed(object, &numbers,
               [](const void* self, ObjectStats& stats) { static_cast<const T*>(self)->Describe(stats); }) {}
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  ~Listed() {
    if (registry_ != nullptr) {
      registry_->Remove(*this);
    } else if (object_.name().empty()) {
      CountLost();
    }
  }

 private:
  friend class Registry;
  using Describe = void (*)(const void* self, ObjectStats& stats);

  Listed(const Object& object, const void* self, Describe describe);
  void CountLost() const;

  const Object& object_;
  const void* const self_;
  const Describe describe_;
  Registry* registry_ = nullptr;  // Null: the object has no name, or its runtime has ended.
  Listed* previous_ = nullptr;
  Listed* next_ = nullptr;
};

}  // namespace reprise::sched
