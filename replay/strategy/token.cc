#include "replay/strategy/token.h"

#include <cstddef>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/digest.h"

namespace reprise::strategy {
namespace {

constexpr std::string_view kVersion = "s1-";
constexpr std::uint32_t kLetters = 26;
constexpr std::size_t kChecksumDigits = 8;
constexpr std::size_t kChoicesMax = 10'000'000;  // What a few typed digits may ask for.

std::string Checksum(const Schedule& schedule) {
  Digest digest;
  digest.Add(schedule.size());
  for (const std::uint32_t task : schedule) digest.Add(task);
  std::string text(kChecksumDigits, '0');
  std::uint64_t value = digest.value();
  for (char& digit : text) {
    digit = "0123456789abcdef"[value % 16];
    value /= 16;
  }
  return text;
}

class Parser {
 public:
  explicit Parser(std::string_view token) : token_(token) {}

  absl::StatusOr<Schedule> Parse() {
    if (!token_.starts_with(kVersion)) return Wrong(absl::StrCat("expected ", std::string(kVersion)));
    at_ = kVersion.size();
    Schedule schedule;
    while (at_ < token_.size() && token_[at_] != '-') {
      const std::optional<std::uint32_t> task = Task();
      if (!task) return Wrong("expected a task's letter, or its number in brackets");
      const std::optional<std::uint32_t> times = IsDigit() ? Number() : 1;
      if (!times || *times == 0 || *times > kChoicesMax - schedule.size())
        return Wrong("expected how often the task goes on");
      schedule.insert(schedule.end(), *times, *task);
    }
    if (at_ == token_.size()) return Wrong("expected - and the checksum");
    const std::string_view checksum = token_.substr(++at_);
    if (checksum.size() != kChecksumDigits) return Wrong("expected a checksum of 8 digits");
    if (const std::string expected = Checksum(schedule); checksum != expected)
      return Wrong(
          absl::StrCat("the checksum of this schedule is ", expected, ": the token was changed or cut"));
    return schedule;
  }

 private:
  absl::Status Wrong(const std::string& why) const {
    return absl::InvalidArgumentError(
        absl::StrCat("token \"", std::string(token_), "\", character ", at_ + 1, ": ", why));
  }
  [[nodiscard]] bool IsDigit() const {
    return at_ < token_.size() && token_[at_] >= '0' && token_[at_] <= '9';
  }
  std::optional<std::uint32_t> Number() {
    std::uint64_t number = 0;
    const std::size_t begin = at_;
    for (; IsDigit(); ++at_) {
      number = number * 10 + static_cast<std::uint64_t>(token_[at_] - '0');
      if (number > kChoicesMax) return std::nullopt;
    }
    if (at_ == begin) return std::nullopt;
    return static_cast<std::uint32_t>(number);
  }
  std::optional<std::uint32_t> Task() {
    const char letter = token_[at_];
    if (letter >= 'a' && letter <= 'z') {
      ++at_;
      return static_cast<std::uint32_t>(letter - 'a');
    }
    if (letter != '(') return std::nullopt;
    ++at_;
    const std::optional<std::uint32_t> number = Number();
    if (!number || *number < kLetters || at_ == token_.size() || token_[at_] != ')') return std::nullopt;
    ++at_;
    return number;
  }

  std::string_view token_;
  std::size_t at_ = 0;
};

}  // namespace

std::string TaskLetter(std::uint32_t task) {
  if (task < kLetters) return std::string(1, static_cast<char>('a' + task));
  return absl::StrCat("(", task, ")");
}

std::string WriteToken(const Schedule& schedule) {
  std::string token(kVersion);
  for (std::size_t index = 0; index < schedule.size();) {
    std::size_t end = index;
    while (end < schedule.size() && schedule[end] == schedule[index]) ++end;
    token += TaskLetter(schedule[index]);
    if (end - index > 1) absl::StrAppend(&token, end - index);
    index = end;
  }
  return token + "-" + Checksum(schedule);
}

absl::StatusOr<Schedule> ParseToken(std::string_view token) { return Parser(token).Parse(); }

}  // namespace reprise::strategy
