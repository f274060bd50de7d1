// Parses whole numbers: only decimal digits, nothing before or after them, and a value that fits the type.
//
// Use when     a number comes from a command line, a variable of the environment, or a setting.
// Not when     a number is in JSON: the JSON parser reads it.
// Threads      immutable.
// Errors       nullopt: no digits, a sign for an unsigned type, blanks, 0x, anything after the digits,
//              too large.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace reprise {

// "0042" is 42: leading zeros have no meaning.
template <typename Number>
[[nodiscard]] std::optional<Number> ParseDecimal(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value, 10);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

}  // namespace reprise
