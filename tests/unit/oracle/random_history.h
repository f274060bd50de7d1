// Small random histories, right and wrong, and the plain reference: every order of every subset of the pending ops.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/prng.h"
#include "replay/oracle/history.h"

namespace reprise::oracle {

template <typename Spec>
struct RandomOps {
  std::function<typename Spec::Op(Prng&)> op;
  std::function<std::vector<typename Spec::Result>(const typename Spec::Op&)>
      results;  // All that may come out.
};

// Ops take effect on a model somewhere between their events; now and then a result is replaced by another one.
template <typename Spec>
History<Spec> RandomHistory(std::uint64_t seed, const Spec& spec, const RandomOps<Spec>& ops,
                            unsigned threads, unsigned count) {
  struct Running {
    bool open = false;
    std::size_t index = 0;
    typename Spec::Op op;
    std::optional<typename Spec::Result> result;
  };
  Prng prng(seed);
  History<Spec> history;
  typename Spec::State state = InitialState(spec);
  std::vector<Running> running(threads);
  const bool lies = prng.Below(2) == 0;
  const unsigned events = 3 * count - static_cast<unsigned>(prng.Below(3));  // Some stay pending.
  for (unsigned event = 0, begun = 0; event < 8 * events; ++event) {
    const unsigned thread = static_cast<unsigned>(prng.Below(threads));
    Running& self = running[thread];
    if (!self.open) {
      if (begun == count) continue;
      ++begun;
      self = {true, 0, ops.op(prng), std::nullopt};
      self.index = history.Invoke(thread, self.op);
    } else if (!self.result) {
      const auto possible = ops.results(self.op);
      std::vector<typename Spec::Result> right;
      for (const auto& result : possible) {
        typename Spec::State after = state;
        if (spec.Apply(after, self.op, &result)) right.push_back(result);
      }
      self.result = right.at(prng.Below(right.size()));
      spec.Apply(state, self.op, &*self.result);
      if (lies && prng.Below(4) == 0) self.result = possible[prng.Below(possible.size())];
    } else if (event < events || prng.Below(3) != 0) {
      history.Return(self.index, *self.result);
      self.open = false;
    }
  }
  return history;
}

// By definition, without any cleverness.
template <typename Spec>
bool LinearizableByBruteForce(const Spec& spec, const History<Spec>& history) {
  const auto& calls = history.calls();
  const std::function<bool(std::vector<bool>&, const typename Spec::State&)> extend =
      [&](std::vector<bool>& done, const typename Spec::State& state) {
        bool all = true;
        for (std::size_t index = 0; index < calls.size(); ++index)
          all &= done[index] || calls[index].pending();
        if (all) return true;
        for (std::size_t index = 0; index < calls.size(); ++index) {
          if (done[index]) continue;
          bool first = true;
          for (std::size_t other = 0; other < calls.size(); ++other)
            first &= other == index || done[other] || !calls[other].Before(calls[index]);
          typename Spec::State after = state;
          if (!first || !spec.Apply(after, calls[index].op, calls[index].seen())) continue;
          done[index] = true;
          if (extend(done, after)) return true;
          done[index] = false;
        }
        return false;
      };
  std::vector<bool> done(calls.size(), false);
  return extend(done, InitialState(spec));
}

}  // namespace reprise::oracle
