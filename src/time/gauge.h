// Numbers of the run that its own tasks may read: each reading is a recorded op, so a replay gives the same.
//
//   sched::Gauge gauge("/gauge");
//   if (gauge.LengthOf(commands) > 900) ShedLoad();
//
// Use when     a program acts on how busy it is.
// Not when     people look at the numbers after the run: Runtime::Stats gives all of them at once.
// Threads      thread-safe.
// Progress     LengthOf takes the registry's mutex and searches the living objects: call it now and then
//              only.
// Order        a reading is ordered with the ops of its own task only.
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
    kGarbage,  // Retired objects that wait for their epoch, in the whole process.
    kWorkers,
    kWakes,
  };

  explicit Gauge(std::string name);

  std::uint64_t Read(What what, Site site = Site::Here());

  // How many messages wait in the object.
  std::uint64_t LengthOf(const Object& object, Site site = Site::Here());
};

}  // namespace reprise::sched
