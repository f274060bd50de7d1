// Whole numbers as people write them: decimal digits, nothing before or behind them, and a value that fits.
//
// Use when     a number comes from a command line, a variable of the environment, or a setting.
// Not when     it stands in JSON: the parser reads it.
// Threads      immutable.
// Errors       nullopt: no digits, a sign of a type without one, blanks, 0x, anything behind the digits, too large.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace reprise {

// "0042" is 42: a leading zero means nothing.
template <typename Number>
[[nodiscard]] std::optional<Number> ParseDecimal(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value, 10);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

}  // namespace reprise
