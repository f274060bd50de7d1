#include "planted_bots.h"

#include <cstdlib>
#include <memory>

#include "base/os.h"

namespace reprise {
namespace {

using arena::Action;
using bots::PathAnswer;
using bots::View;

// Stop or a step: none of them needs ammo to show.
Action Move(std::uint64_t value) { return static_cast<Action>(value % 5); }

class WallClockBot final : public bots::Bot {
 public:
  Action Decide(const View&, const PathAnswer*, Prng&) override { return Move(WallNanos() / 64); }
};

class PointerBot final : public bots::Bot {
 public:
  Action Decide(const View& view, const PathAnswer*, Prng&) override {
    // Another slice of the address each tick: where the heap begins is drawn anew for each process.
    const auto address = reinterpret_cast<std::uintptr_t>(memory_.get());
    return Move(address >> (12 + view.seen.step_count % 24));
  }

 private:
  std::unique_ptr<char[]> memory_ = std::make_unique<char[]>(64);
};

class UnsetBot final : public bots::Bot {
 public:
  Action Decide(const View&, const PathAnswer*, Prng&) override {
    constexpr std::size_t kBytes = 512;
    void* memory = std::malloc(kBytes);
    asm volatile("" : "+r"(memory) : : "memory");  // The compiler must not see that nobody wrote there.
    const unsigned char found = static_cast<unsigned char*>(memory)[kBytes / 2];
    std::free(memory);
    return Move(found);
  }
};

class BurnerBot final : public bots::Bot {
 public:
  Action Decide(const View&, const PathAnswer*, Prng&) override {
    constexpr int kRounds = 500'000;
    std::uint64_t value = 1;
    for (int round = 0; round < kRounds; ++round) value = SplitMix64(value);
    // Used, so that the work is not optimised away; never true.
    return value == 0 ? Action::kUp : Action::kStop;
  }
};

template <typename Bot>
bots::Catalog::Factory Make() {
  return [](const bots::BotSetup&) { return std::make_unique<Bot>(); };
}

}  // namespace

void AddPlantedBots(bots::Catalog& catalog) {
  catalog.Add("wallclock", Make<WallClockBot>());
  catalog.Add("pointer", Make<PointerBot>());
  catalog.Add("unset", Make<UnsetBot>());
  catalog.Add("burner", Make<BurnerBot>());
}

}  // namespace reprise
