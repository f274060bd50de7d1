// Plays whole matches for a test and keeps what can be seen of them.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "arena/state_digest.h"
#include "match/match.h"
#include "replay/strategy/random_walk.h"
#include "runtime/runtime.h"

namespace reprise::match {

// Of the state after each tick, the first before any.
struct Played {
  std::vector<std::uint64_t> hashes;
  std::optional<MatchReport> report;  // Nothing: the run was abandoned.
  absl::Status status;
};

class Witness final : public MatchObserver {
 public:
  explicit Witness(Played& played) : played_(played) {}
  void AfterTick(const arena::State& state, std::uint32_t tick) override {
    EXPECT_EQ(tick, state.step_count);
    EXPECT_EQ(tick, played_.hashes.size());
    played_.hashes.push_back(arena::DigestOf(state).whole);
  }
  void AfterMatch(const MatchReport& report) override { played_.report = report; }

 private:
  Played& played_;
};

inline Played Play(
    const MatchSettings& settings, const sched::RuntimeOptions& options,
    const bots::Catalog& catalog = bots::StandardCatalog(),
    const std::function<bool()>& stop = [] { return false; }) {
  Played played;
  Witness witness(played);
  sched::Runtime runtime(options);
  played.status = runtime.Run("match", [&] { RunMatch(settings, catalog, witness, stop); });
  return played;
}

// A bot that does in each tick what the test says.
class ScriptedBot final : public bots::Bot {
 public:
  explicit ScriptedBot(std::function<arena::Action(const bots::View&, Prng&)> script)
      : script_(std::move(script)) {}
  arena::Action Decide(const bots::View& view, const bots::PathAnswer*, Prng& draws) override {
    return script_(view, draws);
  }

 private:
  std::function<arena::Action(const bots::View&, Prng&)> script_;
};

inline bots::Catalog CatalogWith(const std::string& name,
                                 std::function<arena::Action(const bots::View&, Prng&)> script) {
  bots::Catalog catalog = bots::StandardCatalog();
  catalog.Add(name, [script = std::move(script)](const bots::BotSetup&) {
    return std::make_unique<ScriptedBot>(script);
  });
  return catalog;
}

}  // namespace reprise::match
