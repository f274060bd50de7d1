// The token: a schedule as one word that can be mailed, put on a command line and typed.
//
//   s1-a3ba2c-7f3a90c1
//   |  |      checksum
//   |  at each choice between several ready tasks, who went on: task a three times, b, a twice, c
//   version
//
// Tasks are lettered in the order in which choices first showed them; from the 27th on they are written (26), (27).
//
// Threads      immutable values.
// Errors       ParseToken: InvalidArgument, one sentence with the character where it stopped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ids.h"

namespace reprise::strategy {

// By choice: which task went on.
using Schedule = std::vector<std::uint32_t>;

std::string WriteToken(const Schedule& schedule);
absl::StatusOr<Schedule> ParseToken(std::string_view token);

// "a", or "(26)".
std::string TaskLetter(std::uint32_t task);

// Numbers tasks in the order in which they are first asked for.
class TaskNumbers {
 public:
  std::uint32_t operator()(TaskId task) {
    for (std::uint32_t number = 0; number < tasks_.size(); ++number)
      if (tasks_[number] == task) return number;
    tasks_.push_back(task);
    return static_cast<std::uint32_t>(tasks_.size() - 1);
  }
  void Clear() { tasks_.clear(); }

 private:
  std::vector<TaskId> tasks_;
};

}  // namespace reprise::strategy
