// The token: a schedule as one word that can be mailed, put on a command line and typed.
//
//   s2-a3Bba2[40]c-fcd480f7
//   |  |           checksum
//   |  task a goes on three times; the value 1 is chosen; task b, task a twice; the value 40; task c
//   version
//
//   token   = version "-" { choice [ times ] } "-" checksum      times: how often in a row; 1 is left out
//   choice  = "a" ... "z" | "(26)", "(27)", ...                  the task that goes on, where several were ready
//           | "A" ... "Z" | "[26]", "[27]", ...                  the value that was chosen: A is 0, B is 1
//   version = "s1" | "s2"                                        s1 has no values
//
// Tasks are lettered in the order in which choices first showed them. Values are what Strategy::Choose gave. A token
// of version 1 comes from a time when values were no choices: where its run asks for one, it gets 0.
//
//   absl::StatusOr<Schedule> schedule = ParseToken("s2-a3Bba2[40]c-fcd480f7");
//   ReplayToken replay(*std::move(schedule));                    // replay_token.h
//
// Threads      immutable values.
// Errors       ParseToken: InvalidArgument, one sentence with the character where it stopped.
// Memory       8 bytes a choice; a token of a few characters may stand for ten million choices, and for no more.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ids.h"

namespace reprise::strategy {

// One choice of a run: which task went on (by its number in the schedule, from 0), or which value an op got.
class Choice {
 public:
  static constexpr Choice Task(std::uint32_t number) { return Choice(number); }
  // Below sched::Strategy::kBoundMax.
  static constexpr Choice Value(std::uint64_t value) { return Choice(value | kValueBit); }

  [[nodiscard]] constexpr bool IsValue() const { return (bits_ & kValueBit) != 0; }
  // The task's, or the value.
  [[nodiscard]] constexpr std::uint64_t number() const { return bits_ & ~kValueBit; }

  friend constexpr auto operator<=>(const Choice&, const Choice&) = default;

 private:
  static constexpr std::uint64_t kValueBit = std::uint64_t{1} << 63;
  explicit constexpr Choice(std::uint64_t bits) : bits_(bits) {}
  std::uint64_t bits_;
};

// All choices of a run, in their order.
struct Schedule {
  std::vector<Choice> choices;
  bool has_values = true;  // False: of version 1, which did not write values down.

  // Of choices among tasks alone: Tasks({0, 0, 1}) is aab.
  static Schedule Tasks(std::initializer_list<std::uint32_t> tasks) {
    Schedule schedule;
    for (const std::uint32_t task : tasks) schedule.choices.push_back(Choice::Task(task));
    return schedule;
  }

  [[nodiscard]] std::size_t size() const { return choices.size(); }
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

std::string WriteToken(const Schedule& schedule);
absl::StatusOr<Schedule> ParseToken(std::string_view token);

// As in a token: "task a", "task (26)", "value 40".
std::string ToString(Choice choice);

// "a", or "(26)".
std::string TaskLetter(std::uint64_t task);

// Numbers tasks in the order in which they are first asked for. Who asks for those that are ready, in their order,
// mostly asks for the one behind the last: that one is looked at first.
class TaskNumbers {
 public:
  std::uint32_t operator()(TaskId task) {
    if (next_ >= tasks_.size()) next_ = 0;
    if (next_ == tasks_.size() || tasks_[next_] != task) Find(task);
    return next_++;
  }
  void Clear() { tasks_.clear(); }

 private:
  void Find(TaskId task) {
    for (next_ = 0; next_ < tasks_.size(); ++next_)
      if (tasks_[next_] == task) return;
    tasks_.push_back(task);
  }

  std::vector<TaskId> tasks_;
  std::uint32_t next_ = 0;
};

}  // namespace reprise::strategy
