// Time as an object: reading it and sleeping are ops, so a replay gives back the times that a run saw.
//
// Threads      thread-safe.
// Units        nanoseconds from an arbitrary origin; virtual under the deterministic scheduler.
#pragma once

#include <cstdint>
#include <string>

#include "sched/object.h"

namespace reprise::sched {

class Clock : public Object {
 public:
  explicit Clock(std::string name);

  std::uint64_t Now(Site site = Site::Here());
  void SleepUntil(std::uint64_t deadline_ns, Site site = Site::Here());
};

}  // namespace reprise::sched
