// The last part of a task's name: a literal, which costs nothing, or a string that was built at run time.
//
//   Spawn(type, "sum", ...)                     keeps a pointer to the literal
//   Spawn(type, absl::StrCat("bot/", 3), ...)   keeps the string in an allocation of its own
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
  // consteval accepts a literal, which is a constant expression, and rejects a local array.
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
