// What the workloads of the runtime share: the messages, a run inside a runtime, and a millisecond of work.
//
// Threads      thread-compatible.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/check.h"
#include "base/prng.h"
#include "channel/codec.h"
#include "runtime/runtime.h"
#include "tests/bench/workload.h"

namespace reprise::bench {

// A message of 8 * kWords bytes that says its number in each of them.
template <std::size_t kWords>
struct Numbered {
  std::array<std::uint64_t, kWords> words;

  static Numbered Of(std::uint64_t number) {
    Numbered message;
    message.words.fill(number);
    return message;
  }
  [[nodiscard]] std::uint64_t number() const { return words.back(); }
};

// One and the same for every workload of a peer.
inline sched::RuntimeOptions RuntimeWith(unsigned workers) { return {.workers = workers}; }

inline std::string PeerWith(unsigned workers) { return "reprise-" + std::to_string(workers) + "w"; }

// `body` is the root task of a runtime of its own, and times itself.
inline Run RunInside(unsigned workers, const std::function<Run()>& body) {
  Run run;
  sched::Runtime runtime(RuntimeWith(workers));
  const absl::Status ended = runtime.Run("bench", [&] { run = body(); });
  REPRISE_CHECK(ended.ok());
  return run;
}

// A workload whose body is the root task of such a runtime. With one worker less time repeats well.
inline Workload InsideRuntime(unsigned workers, const char* name, Run (*body)(std::uint64_t ops),
                              std::uint64_t chunk) {
  return {.peer = PeerWith(workers),
          .name = name,
          .prepare =
              [workers, body] {
                return [workers, body](std::uint64_t ops) {
                  return RunInside(workers, [body, ops] { return body(ops); });
                };
              },
          .chunk = chunk,
          .share_of_time = workers == 1 ? 0.4 : 1.0};
}

// About a millisecond of pure computation, the same work each time.
inline std::uint64_t BurnOneMillisecond(std::uint64_t seed) {
  constexpr int kRounds = 260'000;
  for (int round = 0; round < kRounds; ++round) seed = SplitMix64(seed);
  return seed;
}

}  // namespace reprise::bench

namespace reprise::channel {

// There is no tap in a benchmark, so that nobody asks for the bytes.
template <std::size_t kWords>
struct Codec<bench::Numbered<kWords>> {
  using Message = bench::Numbered<kWords>;

  static constexpr const char* kSchemaName = "reprise.bench.Numbered";
  static std::span<const std::byte> Schema() { return {}; }
  static std::span<const std::byte> Encode(const Message& message) {
    thread_local Message buffer;
    buffer = message;
    return std::as_bytes(std::span(&buffer, 1));
  }
  static absl::StatusOr<Message> Decode(std::span<const std::byte> bytes) {
    if (bytes.size() != sizeof(Message)) return absl::DataLossError("a message of another size");
    Message message;
    std::memcpy(&message, bytes.data(), sizeof message);
    return message;
  }
  static std::string ToJson(std::span<const std::byte> bytes) {
    const absl::StatusOr<Message> message = Decode(bytes);
    return message.ok() ? std::to_string(message->number()) : "null";
  }
};

}  // namespace reprise::channel
