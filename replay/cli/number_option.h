// An option that takes a whole number: decimal, within bounds, refused in one sentence otherwise.
//
//   AddNumber(parser, "--ticks", options->ticks, "End after so many ticks", {.least = 1});
//
// Use when     a command takes a number. The parser's own numbers read "0042" as octal 34 and "0x10" as 16.
// Errors       CLI::ValidationError, which the command set turns into a sentence and kUsage.
#pragma once

#include <CLI/CLI.hpp>

#include <concepts>
#include <limits>
#include <optional>
#include <string>

#include "base/decimal.h"

namespace reprise::cli {

template <std::integral Number>
struct Bounds {
  Number least = 0;
  Number most = std::numeric_limits<Number>::max();
};

// The number as a word of the command line; `name` is the option's.
template <std::integral Number>
Number ParseNumber(const std::string& name, const std::string& text, const Bounds<Number>& bounds) {
  const std::optional<Number> number = ParseDecimal<Number>(text);
  if (number.has_value() && *number >= bounds.least && *number <= bounds.most) return *number;
  throw CLI::ValidationError(name, "found \"" + text + "\", expected a whole number from " +
                                       std::to_string(bounds.least) + " to " + std::to_string(bounds.most));
}

namespace internal {

template <std::integral Number, typename Stored>
CLI::Option* AddNumberOption(CLI::App& parser, const std::string& name, Stored& value,
                             const std::string& does, const Bounds<Number>& bounds) {
  return parser
      .add_option(
          name,
          [&value, name, bounds](const CLI::results_t& words) {
            value = ParseNumber<Number>(name, words.back(), bounds);
            return true;
          },
          does)
      ->type_name("NUMBER");
}

}  // namespace internal

// What `value` holds now is the default, and the help shows it.
template <std::integral Number>
CLI::Option* AddNumber(CLI::App& parser, const std::string& name, Number& value, const std::string& does,
                       const Bounds<Number>& bounds = {}) {
  return internal::AddNumberOption<Number>(parser, name, value, does, bounds)
      ->default_str(std::to_string(value));
}

// No default, and nothing of it in the help.
template <std::integral Number>
CLI::Option* AddNumber(CLI::App& parser, const std::string& name, std::optional<Number>& value,
                       const std::string& does, const Bounds<Number>& bounds = {}) {
  return internal::AddNumberOption<Number>(parser, name, value, does, bounds);
}

}  // namespace reprise::cli
