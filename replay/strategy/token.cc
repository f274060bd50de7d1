#include "replay/strategy/token.h"

#include <cstddef>
#include <limits>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/digest.h"
#include "sched/strategy.h"

namespace reprise::strategy {
namespace {

constexpr std::string_view kVersion1 = "s1-";
constexpr std::string_view kVersion2 = "s2-";
constexpr std::uint32_t kLetters = 26;
constexpr std::size_t kChecksumDigits = 8;
constexpr std::size_t kChoicesMax = 10'000'000;  // What a few typed digits may ask for.

std::string Checksum(const Schedule& schedule) {
  Digest digest;
  digest.Add(schedule.size());
  for (const Choice choice : schedule.choices) {
    if (schedule.has_values) digest.Add(choice.IsValue());
    digest.Add(choice.number());
  }
  std::string text(kChecksumDigits, '0');
  std::uint64_t value = digest.value();
  for (char& digit : text) {
    digit = "0123456789abcdef"[value % 16];
    value /= 16;
  }
  return text;
}

std::string Letter(Choice choice) {
  const std::uint64_t number = choice.number();
  if (number < kLetters) return std::string(1, static_cast<char>((choice.IsValue() ? 'A' : 'a') + number));
  return choice.IsValue() ? absl::StrCat("[", number, "]") : absl::StrCat("(", number, ")");
}

class Parser {
 public:
  explicit Parser(std::string_view token) : token_(token) {}

  absl::StatusOr<Schedule> Parse() {
    Schedule schedule;
    schedule.has_values = !token_.starts_with(kVersion1);
    if (schedule.has_values && !token_.starts_with(kVersion2)) return Wrong("expected s2- or s1-");
    at_ = kVersion2.size();
    while (at_ < token_.size() && token_[at_] != '-') {
      const std::optional<Choice> choice = Next(schedule.has_values);
      if (!choice) {
        return Wrong(
            schedule.has_values
                ? "expected a task's letter or its number in (), or a value's capital or its number in []"
                : "expected a task's letter, or its number in brackets");
      }
      const std::optional<std::uint64_t> times = IsDigit() ? Number(kChoicesMax) : 1;
      if (!times || *times == 0 || *times > kChoicesMax - schedule.size())
        return Wrong("expected how often the choice is made, 10000000 in all at most");
      schedule.choices.insert(schedule.choices.end(), *times, *choice);
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
        absl::StrCat("token \"", absl::CEscape(std::string(token_)), "\", character ", at_ + 1, ": ", why));
  }
  [[nodiscard]] bool IsDigit() const {
    return at_ < token_.size() && token_[at_] >= '0' && token_[at_] <= '9';
  }
  // A number up to `most`; no digit and a larger number are none.
  std::optional<std::uint64_t> Number(std::uint64_t most) {
    std::uint64_t number = 0;
    const std::size_t begin = at_;
    for (; IsDigit(); ++at_) {
      const auto digit = static_cast<std::uint64_t>(token_[at_] - '0');
      if (number > (most - digit) / 10) return std::nullopt;
      number = number * 10 + digit;
    }
    if (at_ == begin) return std::nullopt;
    return number;
  }
  std::optional<Choice> Next(bool values) {
    const char letter = token_[at_];
    ++at_;
    if (letter >= 'a' && letter <= 'z') return Choice::Task(static_cast<std::uint32_t>(letter - 'a'));
    if (values && letter >= 'A' && letter <= 'Z')
      return Choice::Value(static_cast<std::uint64_t>(letter - 'A'));
    if (letter == '(') {
      const std::optional<std::uint64_t> task = InBrackets(')', std::numeric_limits<std::uint32_t>::max());
      if (task) return Choice::Task(static_cast<std::uint32_t>(*task));
    } else if (values && letter == '[') {
      if (const std::optional<std::uint64_t> value = InBrackets(']', sched::Strategy::kBoundMax - 1))
        return Choice::Value(*value);
    } else {
      --at_;
    }
    return std::nullopt;
  }
  // What has a letter is not written as a number, so that a schedule has one token.
  std::optional<std::uint64_t> InBrackets(char end, std::uint64_t most) {
    const std::optional<std::uint64_t> number = Number(most);
    if (!number || *number < kLetters || at_ == token_.size() || token_[at_] != end) return std::nullopt;
    ++at_;
    return number;
  }

  std::string_view token_;
  std::size_t at_ = 0;
};

}  // namespace

std::string TaskLetter(std::uint64_t task) { return Letter(Choice::Task(static_cast<std::uint32_t>(task))); }

std::string ToString(Choice choice) {
  return choice.IsValue() ? absl::StrCat("value ", choice.number()) : "task " + Letter(choice);
}

std::string WriteToken(const Schedule& schedule) {
  std::string token(schedule.has_values ? kVersion2 : kVersion1);
  for (std::size_t index = 0; index < schedule.size();) {
    const Choice choice = schedule.choices[index];
    REPRISE_CHECK(schedule.has_values || !choice.IsValue());
    std::size_t end = index;
    while (end < schedule.size() && schedule.choices[end] == choice) ++end;
    token += Letter(choice);
    if (end - index > 1) absl::StrAppend(&token, end - index);
    index = end;
  }
  return token + "-" + Checksum(schedule);
}

absl::StatusOr<Schedule> ParseToken(std::string_view token) { return Parser(token).Parse(); }

}  // namespace reprise::strategy
