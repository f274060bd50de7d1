// The strategies that a search can be told to use, by name. A new strategy is one file and an entry in catalog.cc.
//
//   absl::StatusOr<StrategySetup> setup = StrategySetup::Parse("pct:depth=3");   // from a command line
//   const StrategySetup two = "exhaustive:preemptions=2";                        // in a program
//   std::unique_ptr<Search> search = setup->Make(/*seed=*/1);
//   setup->description()                                                         // "PCT of depth 3"
//
//   text = name [ ":" option "=" number { "," option "=" number } ]
//
// What draws has the option `seed`; without it, the seed is the caller's. `Catalog` lists names and options with what
// they mean, for a command's help.
//
// Threads      immutable values.
// Errors       Parse: InvalidArgument, one sentence that says what there is instead.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "replay/strategy/search.h"

namespace reprise::strategy {

struct StrategyOption {
  const char* name;
  const char* what;  // For people.
  std::uint64_t usual;
  std::uint64_t least;
  std::uint64_t most;
};

struct CatalogEntry {
  // The values of `options`, in that order.
  using Values = std::span<const std::uint64_t>;

  const char* name;
  const char* what;  // For people.
  std::vector<StrategyOption> options;
  bool draws;   // Its runs follow from a seed.
  bool finite;  // It comes to an end by itself (Search::Next), if the program's runs do.
  std::string (*describe)(Values values);
  std::unique_ptr<Search> (*make)(Values values, std::uint64_t seed);
};

std::span<const CatalogEntry> Catalog();

// One strategy of the catalog with its options.
class StrategySetup {
 public:
  // The random walk.
  StrategySetup();
  // Of a program's own text: a mistake in it is a CHECK.
  StrategySetup(const char* text);  // NOLINT(google-explicit-constructor)

  static absl::StatusOr<StrategySetup> Parse(std::string_view text);

  [[nodiscard]] std::unique_ptr<Search> Make(std::uint64_t seed) const;

  // "random walk", "PCT of depth 3", "exhaustive, 2 preemptions".
  [[nodiscard]] std::string description() const;

  // "pct:depth=3": all options; Parse gives the same setup.
  [[nodiscard]] std::string text() const;

  [[nodiscard]] bool finite() const { return entry_->finite; }

  friend bool operator==(const StrategySetup&, const StrategySetup&) = default;

 private:
  explicit StrategySetup(const CatalogEntry& entry);
  absl::Status Set(std::string_view option, std::string_view number);

  const CatalogEntry* entry_;
  std::vector<std::uint64_t> values_;
  std::optional<std::uint64_t> seed_;
};

}  // namespace reprise::strategy
