// What a message costs: through a bounded channel, to all receivers of a broadcast, and there and back.
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/check.h"
#include "channel/broadcast.h"
#include "channel/mpsc.h"
#include "channel/oneshot.h"
#include "sched/object/announce.h"
#include "task/spawn.h"
#include "tests/bench/runtime_bench.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workloads.h"

namespace reprise::bench {

// A question that brings the way back of its answer along.
struct Question {
  std::uint64_t number = 0;
  channel::OneshotSender<Numbered<1>> reply;
};

}  // namespace reprise::bench

namespace reprise::channel {

template <>
struct Codec<bench::Question> : Codec<bench::Numbered<1>> {
  static std::span<const std::byte> Encode(const bench::Question& question) {
    return Codec<bench::Numbered<1>>::Encode({.words = {question.number}});
  }
  static absl::StatusOr<bench::Question> Decode(std::span<const std::byte> bytes) {
    const absl::StatusOr<bench::Numbered<1>> message = Codec<bench::Numbered<1>>::Decode(bytes);
    if (!message.ok()) return message.status();
    return bench::Question{.number = message->number(), .reply = {}};
  }
};

}  // namespace reprise::channel

namespace reprise::bench {
namespace {

using task::Spawn;
using task::TaskType;

constexpr std::uint64_t kCapacity = 1000;
constexpr std::uint64_t kRequests = 100;
constexpr std::uint64_t kReceivers = 4;
constexpr std::uint64_t kSendsBeforeYield = 250;

std::uint64_t SumBelow(std::uint64_t n) { return n == 0 ? 0 : n * (n - 1) / 2; }

struct Got {
  std::uint64_t count = 0;
  std::uint64_t sum = 0;
  std::uint64_t missed = 0;
};

// Some tasks send, one receives until the channel is closed and drained.
template <std::size_t kWords>
Run ManyToOne(std::uint64_t producers, std::uint64_t ops) {
  using Message = Numbered<kWords>;
  const std::uint64_t each = ops / producers;
  channel::Mpsc<Message> channel({.name = "/messages", .capacity = kCapacity});
  const Stopwatch watch;
  std::vector<task::JoinHandle<task::Nothing>> senders;
  for (std::uint64_t k = 0; k < producers; ++k) {
    senders.push_back(Spawn(TaskType::kStateUpdate, "producer", [&channel, each] {
      for (std::uint64_t i = 0; i < each; ++i) REPRISE_CHECK(channel.Send(Message::Of(i)).ok());
    }));
  }
  auto receiver = Spawn(TaskType::kStateUpdate, "consumer", [&channel] {
    Got got;
    for (;;) {
      const absl::StatusOr<Message> message = channel.Receive();
      if (!message.ok()) return got;
      ++got.count;
      got.sum += message->number();
    }
  });
  for (auto& sender : senders) REPRISE_CHECK(sender.Join().ok());
  channel.Close();
  const Got got = receiver.Join().value();
  const Run run = watch.Stop(got.count);
  REPRISE_CHECK(got.count == each * producers);
  REPRISE_CHECK(got.sum == producers * SumBelow(each));
  return run;
}

template <typename Message>
Got ReceiveAll(typename channel::Broadcast<Message>::Receiver& receiver) {
  Got got;
  for (;;) {
    const channel::Delivery<Message> delivery = receiver.Receive();
    if (delivery.closed()) return got;
    got.missed += delivery.missed;
    if (!delivery.message.has_value()) continue;
    ++got.count;
    got.sum += delivery.message->number();
  }
}

// One sender, which lets the others go on after each 250 messages, and four receivers.
template <std::size_t kWords>
Run OneToAll(std::uint64_t ops) {
  using Message = Numbered<kWords>;
  channel::Broadcast<Message> channel({.name = "/events", .capacity = kCapacity});
  std::vector<task::JoinHandle<Got>> receivers;
  for (std::uint64_t k = 0; k < kReceivers; ++k) {
    receivers.push_back(Spawn(TaskType::kStateUpdate, "receiver", [receiver = channel.Subscribe()]() mutable {
      return ReceiveAll<Message>(receiver);
    }));
  }
  const Stopwatch watch;
  auto sender = Spawn(TaskType::kStateUpdate, "sender", [&channel, ops] {
    for (std::uint64_t i = 0; i < ops; ++i) {
      REPRISE_CHECK(channel.Send(Message::Of(i)).ok());
      if (i % kSendsBeforeYield == kSendsBeforeYield - 1) sched::Yield();
    }
    channel.Close();
  });
  Got all;
  for (auto& receiver : receivers) {
    const Got got = receiver.Join().value();
    REPRISE_CHECK(got.count + got.missed == ops);
    REPRISE_CHECK(got.missed > 0 || got.sum == SumBelow(ops));
    all.count += got.count;
    all.missed += got.missed;
  }
  REPRISE_CHECK(sender.Join().ok());
  Run run = watch.Stop(all.count);
  run.counts = {
      {"lagged_pct", 100.0 * static_cast<double>(all.missed) / static_cast<double>(all.count + all.missed)}};
  return run;
}

// A request that brings the sender of its answer along.
Run RoundTripsByOneshot(std::uint64_t ops) {
  channel::Mpsc<Question> questions({.name = "/questions", .capacity = kRequests});
  auto server = Spawn(TaskType::kStateUpdate, "server", [&] {
    for (;;) {
      absl::StatusOr<Question> question = questions.Receive();
      if (!question.ok()) return;
      REPRISE_CHECK(question->reply.Send(Numbered<1>::Of(question->number + 1)).ok());
    }
  });
  const Stopwatch watch;
  for (std::uint64_t i = 0; i < ops; ++i) {
    channel::Oneshot<Numbered<1>> answer;
    REPRISE_CHECK(questions.Send({.number = i, .reply = std::move(answer.sender)}).ok());
    const absl::StatusOr<Numbered<1>> received = answer.receiver.Receive();
    REPRISE_CHECK(received.ok() && received->number() == i + 1);
  }
  const Run run = watch.Stop(ops);
  questions.Close();
  REPRISE_CHECK(server.Join().ok());
  return run;
}

// A request on one channel, its answer on another.
Run RoundTrips(std::uint64_t ops) {
  using Message = Numbered<1>;
  channel::Mpsc<Message> requests({.name = "/requests", .capacity = kRequests});
  channel::Mpsc<Message> answers({.name = "/answers", .capacity = kRequests});
  auto server = Spawn(TaskType::kStateUpdate, "server", [&] {
    for (;;) {
      const absl::StatusOr<Message> request = requests.Receive();
      if (!request.ok()) return;
      REPRISE_CHECK(answers.Send(Message::Of(request->number() + 1)).ok());
    }
  });
  const Stopwatch watch;
  for (std::uint64_t i = 0; i < ops; ++i) {
    REPRISE_CHECK(requests.Send(Message::Of(i)).ok());
    const absl::StatusOr<Message> answer = answers.Receive();
    REPRISE_CHECK(answer.ok() && answer->number() == i + 1);
  }
  const Run run = watch.Stop(ops);
  requests.Close();
  REPRISE_CHECK(server.Join().ok());
  return run;
}

struct Row {
  const char* name;
  Run (*body)(std::uint64_t ops);
  std::uint64_t chunk;
};

constexpr Row kRows[] = {
    {"chan_1p1c_16B", [](std::uint64_t ops) { return ManyToOne<2>(1, ops); }, 1000},
    {"chan_1p1c_64B", [](std::uint64_t ops) { return ManyToOne<8>(1, ops); }, 1000},
    {"chan_4p1c_16B", [](std::uint64_t ops) { return ManyToOne<2>(4, ops); }, 4000},
    {"chan_4p1c_64B", [](std::uint64_t ops) { return ManyToOne<8>(4, ops); }, 4000},
    {"bcast_1s4r_16B", &OneToAll<2>, 1000},
    {"bcast_1s4r_64B", &OneToAll<8>, 1000},
    {"rr_oneshot", &RoundTripsByOneshot, 100},
    {"rr_chan", &RoundTrips, 100},
};

}  // namespace

void AddChannelWorkloads(std::vector<Workload>& all) {
  for (const unsigned workers : {1U, 2U}) {
    for (const Row& row : kRows) all.push_back(InsideRuntime(workers, row.name, row.body, row.chunk));
  }
}

}  // namespace reprise::bench
