// Whatever acts on a run but is no task (a signal, an operator): a value that tasks poll, and that is
// recorded.
//
// Threads      thread-safe, if `read` is.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sched/object/object.h"

namespace reprise::sched {

class Outside : public Object {
 public:
  Outside(std::string name, std::function<std::uint64_t()> read);

  std::uint64_t Poll(Site site = Site::Here());

 private:
  std::function<std::uint64_t()> read_;
};

}  // namespace reprise::sched
