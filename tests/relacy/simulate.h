// Runs Relacy tests and says what was searched: `Simulate<Test>("name", {...})` from main, one line a search.
//
//   int main() {
//     reprise::Simulation simulation;
//     simulation.Run<TakerSeesAllOrNothing>({.random = 100'000, .bound = 3});
//     simulation.Fails<BrokenHandoff>({.random = 10'000});   // the canary: the tool must find it
//     return simulation.ExitCode();
//   }
//
// A failing search prints Relacy's history and its final state; RELACY_STATE=<that state> repeats it. With
// REPRISE_FAIL_FAST set nothing is searched after the first failure.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>

#include "tests/relacy/relacy_sync.h"

namespace reprise {

struct Searches {
  std::uint64_t random = 0;  // Iterations under the random scheduler; 0: none.
  unsigned bound = 0;        // Every execution with at most so many context switches; 0: no such search.
  bool full = false;         // Every execution of the fair full search.
};

class Simulation {
 public:
  // The test holds in every execution.
  template <typename Test>
  void Run(const char* name, const Searches& searches) {
    Each(searches, [&](rl::test_params& params, const char* how, bool to_its_end) {
      if (failed_ != 0 && std::getenv("REPRISE_FAIL_FAST") != nullptr) return;
      if (const char* state = std::getenv("RELACY_STATE")) params.initial_state = state;
      rl::ostringstream output;
      params.output_stream = &output;
      const bool held = rl::simulate<Test>(params);
      const bool whole = params.stop_iteration < params.iteration_count;
      const bool good = held && (whole || !to_its_end);
      std::printf("%s %s, %s: %llu executions%s\n", good ? "ok" : "not ok", name, how,
                  static_cast<unsigned long long>(params.stop_iteration),
                  !held        ? ", failed"
                  : to_its_end ? (whole ? ", all" : ", not all")
                               : "");
      if (!held)
        std::printf("%s\nrepeat: RELACY_STATE='%s'\n", output.str().c_str(), params.final_state.c_str());
      failed_ += !good;
    });
  }

  // The test must fail in one of the searches: it is known to be broken, and a tool that misses it proves nothing.
  template <typename Test>
  void Fails(const char* name, const Searches& searches) {
    bool found = false;
    Each(searches, [&](rl::test_params& params, const char* how, bool) {
      if (found) return;
      rl::ostringstream output;
      params.output_stream = &output;
      found = !rl::simulate<Test>(params);
      if (found)
        std::printf("ok %s, %s: caught at execution %llu: %s\n", name, how,
                    static_cast<unsigned long long>(params.stop_iteration),
                    rl::test_result_str(params.test_result));
    });
    if (!found) std::printf("not ok %s: not caught, though it must fail\n", name);
    failed_ += !found;
  }

  [[nodiscard]] int ExitCode() const { return failed_ == 0 ? 0 : 1; }

 private:
  template <typename Body>
  static void Each(const Searches& searches, Body body) {
    rl::ostringstream progress;
    rl::test_params params;
    params.progress_stream = &progress;
    params.execution_depth_limit = 10'000;
    if (searches.random != 0) {
      params.search_type = rl::random_scheduler_type;
      params.iteration_count = searches.random;
      body(params, "random", false);
    }
    if (searches.bound != 0) {
      params.search_type = rl::fair_context_bound_scheduler_type;
      params.context_bound = searches.bound;
      params.iteration_count = ~std::uint64_t{0} >> 1;
      const std::string how = "context bound " + std::to_string(searches.bound);
      body(params, how.c_str(), true);
    }
    if (searches.full) {
      params.search_type = rl::fair_full_search_scheduler_type;
      params.iteration_count = ~std::uint64_t{0} >> 1;
      body(params, "full search", true);
    }
  }

  int failed_ = 0;
};

}  // namespace reprise
