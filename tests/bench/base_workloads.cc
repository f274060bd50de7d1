#include "base/digest.h"
#include "base/prng.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workloads.h"

namespace reprise::bench {

void AddBaseWorkloads(std::vector<Workload>& all) {
  all.push_back({.name = "digest_add",
                 .prepare =
                     [] {
                       return [](std::uint64_t ops) {
                         Digest digest;
                         Run run = TimeCalls(ops, [&digest](std::uint64_t i) { digest.Add(i); });
                         Keep(digest.value());
                         return run;
                       };
                     },
                 .chunk = 1000,
                 .share_of_time = 0.4});
  all.push_back({.name = "prng_below",
                 .prepare =
                     [] {
                       return [](std::uint64_t ops) {
                         Prng prng(1);
                         std::uint64_t sum = 0;
                         Run run = TimeCalls(ops, [&](std::uint64_t) { sum += prng.Below(6); });
                         Keep(sum);
                         return run;
                       };
                     },
                 .chunk = 1000,
                 .share_of_time = 0.4});
}

}  // namespace reprise::bench
