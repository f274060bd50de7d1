// An input from outside of the tasks (a signal, an operator): a value that tasks poll. Each poll is a
// recorded op, so a replay gives the same values.
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
