// A task's own part of its name: a literal, which costs nothing, or text that was made.
//
//   Spawn(type, "sum", ...)                     kept as it stands in the program
//   Spawn(type, absl::StrCat("bot/", 3), ...)   kept in an allocation of its own
//
// Threads      an immutable value; moved, not copied.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace reprise::sched {

class TaskName {
 public:
  TaskName() = default;
  // Only a literal is a constant expression: a local array cannot come in here.
  template <std::size_t kSize>
  consteval TaskName(const char (&literal)[kSize]) : literal_(literal) {}  // NOLINT: meant to convert.
  template <typename Text>
  requires std::is_same_v<Text, const char*> TaskName(const Text& text)
      : TaskName(std::string(text)) {}                                                   // NOLINT: as above.
  TaskName(std::string text) : made_(std::make_unique<std::string>(std::move(text))) {}  // NOLINT: as above.

  [[nodiscard]] std::string_view view() const {
    return made_ != nullptr ? std::string_view(*made_) : literal_;
  }

 private:
  const char* literal_ = "";
  std::unique_ptr<std::string> made_;
};

}  // namespace reprise::sched
