// A program made of nothing but choices: tasks with so many steps each, all ready from the beginning.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sched/strategy.h"

namespace reprise::strategy {

// Nobody asks for a value.
inline void NoValue(const sched::Op&, std::string&) {}

// Plays one run and returns who made each step: "aabb". Ends early when the strategy stops it. `after` each step may
// add to what is returned.
template <typename After = decltype(&NoValue)>
std::string Play(sched::Strategy& strategy, std::vector<unsigned> steps, After after = &NoValue) {
  std::string who;
  std::vector<unsigned> done(steps.size(), 0);
  for (;;) {
    std::vector<sched::Op> ready;
    for (std::size_t task = 0; task < steps.size(); ++task)
      if (done[task] < steps[task])
        ready.push_back(
            {sched::OpKind::kAtomicRmw, TaskId{task + 1}, done[task], ObjectId{1}, {"game.cc", 7}});
    if (ready.empty()) return who;
    const std::size_t picked = strategy.Pick(ready);
    if (picked == sched::Strategy::kStop) return who + "!";
    const auto task = static_cast<std::size_t>(Value(ready.at(picked).task)) - 1;
    ++done[task];
    who += static_cast<char>('a' + task);
    after(ready[picked], who);
  }
}

// The same; task a asks at each step for a value below 3, which is returned too: "a2bba0".
inline std::string PlayWithValues(sched::Strategy& strategy, std::vector<unsigned> steps) {
  return Play(strategy, std::move(steps), [&strategy](const sched::Op& op, std::string& who) {
    if (op.task == TaskId{1}) who += std::to_string(strategy.Choose(op, 3));
  });
}

// Task c makes so many steps, a and b yield until it has. Who went on, or "endless".
inline std::string PlayYielding(sched::Strategy& strategy, unsigned steps) {
  constexpr std::size_t kEndless = 1'000;
  constexpr std::size_t kWorks = 2;
  std::string who;
  std::vector<unsigned> done(kWorks + 1, 0);
  while (done[kWorks] < steps && who.size() < kEndless) {
    std::vector<sched::Op> ready;
    for (std::size_t task = 0; task <= kWorks; ++task) {
      const sched::OpKind kind = task == kWorks ? sched::OpKind::kSend : sched::OpKind::kYield;
      ready.push_back({kind, TaskId{task + 1}, done[task], ObjectId{1}, {"game.cc", 7}});
    }
    const std::size_t picked = strategy.Pick(ready);
    ++done[picked];
    who += static_cast<char>('a' + picked);
  }
  return who.size() < kEndless ? who : "endless";
}

}  // namespace reprise::strategy
