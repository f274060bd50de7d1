// A run that ends early, wherever it stands, unwinds without a crash and without a report.
#include "tests/unit/match/match_fixture.h"

namespace reprise::match {
namespace {

// A random walk that ends the run after so many choices.
class ShortWalk final : public sched::Strategy {
 public:
  ShortWalk(std::uint64_t seed, std::uint64_t choices_max) : walk_(seed), choices_left_(choices_max) {}
  std::size_t Pick(std::span<const sched::Op> ready) override {
    if (choices_left_ == 0) return kStop;
    --choices_left_;
    return walk_.Pick(ready);
  }
  sched::Outcome Decide(const sched::Op& op) override { return walk_.Decide(op); }
  void Blocked(std::span<const sched::Op> blocked) override { walk_.Blocked(blocked); }

 private:
  strategy::RandomWalk walk_;
  std::uint64_t choices_left_;
};

TEST(AbandonedMatchTest, EveryTaskUnwindsWhereverItStands) {
  const MatchSettings settings{.bots = {"careful", "careful"}, .seed = 2, .ticks_max = 20};
  for (std::uint64_t choices = 0; choices < 600; choices += 7) {
    ShortWalk walk(choices, choices);

    const Played played = Play(settings, {.strategy = &walk});

    EXPECT_TRUE(absl::IsAborted(played.status)) << choices << ": " << played.status;
    EXPECT_FALSE(played.report.has_value());
  }
}

}  // namespace
}  // namespace reprise::match
