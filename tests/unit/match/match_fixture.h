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
#include "sched/runtime.h"
#include "sched/strategy.h"

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

// Chooses the next task at random, from a seed, and can end the run after so many choices.
class RandomStrategy final : public sched::Strategy {
 public:
  explicit RandomStrategy(std::uint64_t seed, std::uint64_t choices_max = ~std::uint64_t{0})
      : draws_(seed), choices_left_(choices_max) {}
  std::size_t Pick(std::span<const sched::Op> ready) override {
    if (choices_left_ == 0) return kStop;
    --choices_left_;
    return draws_.Below(ready.size());
  }
  sched::Outcome Decide(const sched::Op&) override { return {}; }
  void Blocked(std::span<const sched::Op> blocked) override { blocked_ = blocked.size(); }

  [[nodiscard]] std::size_t blocked() const { return blocked_; }

 private:
  Prng draws_;
  std::uint64_t choices_left_;
  std::size_t blocked_ = 0;
};

}  // namespace reprise::match
