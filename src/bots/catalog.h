// The catalogue of bots: a name on the command line becomes a bot in a seat.
//
// Use when     a match is set up. A program with bots of its own adds them to StandardCatalog().
// Threads      thread-compatible.
// Errors       an unknown name is an InvalidArgument that lists the known ones.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bots/bot.h"

namespace reprise::bots {

struct BotSetup {
  std::uint8_t seat = 0;  // The agent's id.
  int size = 11;          // Cells a side.
  int players = 4;
  // The match's seed. For draws in a tick Decide has a generator.
  std::uint64_t seed = 0;
};

class Catalog {
 public:
  using Factory = std::function<std::unique_ptr<Bot>(const BotSetup&)>;

  // Adding a name twice is a CHECK.
  void Add(std::string name, Factory factory);

  [[nodiscard]] absl::StatusOr<std::unique_ptr<Bot>> Create(const std::string& name,
                                                            const BotSetup& setup) const;
  [[nodiscard]] bool Contains(const std::string& name) const { return factories_.count(name) != 0; }
  [[nodiscard]] std::vector<std::string> names() const;  // In alphabetical order.

 private:
  std::map<std::string, Factory> factories_;
};

// random, baseline, careful (docs/bots.md).
[[nodiscard]] Catalog StandardCatalog();

}  // namespace reprise::bots
