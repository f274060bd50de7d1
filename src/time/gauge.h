// What a task may ask about its own run: each reading is a recorded op, so a replay gives back what the run saw.
//
//   sched::Gauge gauge("/gauge");
//   if (gauge.LengthOf(commands) > 900) ShedLoad();
//
// Use when     a program acts on how busy it is.
// Not when     people look after the run: Runtime::Stats gives all of it at once.
// Threads      thread-safe.
// Progress     LengthOf blocks on the registry's mutex and looks for the object among those that live: for now and
//              then.
// Order        a reading depends on nothing but its own task's order.
// Errors       an object that has no name, or is of a kind that has no length, reads as 0.
// Complexity   Read: O(workers). LengthOf: O(named objects).
#pragma once

#include <cstdint>
#include <string>

#include "sched/object/object.h"

namespace reprise::sched {

class Gauge : public Object {
 public:
  enum class What : std::uint8_t {
    kTasksStarted,
    kSteals,
    kParks,
    kSleeps,
    kGarbage,  // Objects that wait for their epoch, in the whole process.
    kWorkers,
    kWakes,
  };

  explicit Gauge(std::string name);

  std::uint64_t Read(What what, Site site = Site::Here());

  // Messages that wait in it.
  std::uint64_t LengthOf(const Object& object, Site site = Site::Here());
};

}  // namespace reprise::sched
