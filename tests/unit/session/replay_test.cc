// Programs recorded on real threads, played again from their logs.
#include "replay/session/verify.h"

#include <atomic>

#include <gtest/gtest.h>

#include "channel/broadcast.h"
#include "channel/call.h"
#include "channel/journal.h"
#include "channel/mpsc.h"
#include "outside/outside.h"
#include "runtime/runtime.h"
#include "state/entity_storage.h"
#include "state/event_queue.h"
#include "state/snapshot_manager.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "tests/unit/session/record_and_replay.h"
#include "time/clock.h"

namespace reprise::session {
namespace {

using task::Spawn;
using task::TaskType;

TEST(ReplayTest, SendersThatRaceForAFullChannelReplayInTheirOrder) {
  ExpectExact([] {
    channel::Mpsc<int> channel({.name = "/numbers", .capacity = 3});
    channel::Journal<int> order({.name = "/order"});
    std::vector<task::JoinHandle<task::Nothing>> senders;
    for (int sender = 0; sender < 4; ++sender) {
      senders.push_back(Spawn(TaskType::kBotDecision, absl::StrCat("sender/", sender), [&channel, sender] {
        for (int n = 0; n < 50; ++n) {
          if (n % 7 == 0 && channel.TrySend(sender * 1000 + n).ok()) continue;
          EXPECT_TRUE(channel.Send(sender * 1000 + n).ok());
        }
      }));
    }
    for (int received = 0; received < 200; ++received) order.Append(*channel.Receive());
    for (auto& sender : senders) EXPECT_TRUE(sender.Join().ok());
    channel.Close();
    EXPECT_FALSE(channel.Receive().ok());
  });
}

TEST(ReplayTest, LaggingReceiversMissTheSameMessages) {
  ExpectExact([] {
    channel::Broadcast<int> events({.name = "/events", .capacity = 4});
    std::vector<task::JoinHandle<int>> readers;
    for (int reader = 0; reader < 3; ++reader) {
      readers.push_back(Spawn(TaskType::kEventProcessing, absl::StrCat("reader/", reader),
                              [receiver = events.Subscribe()]() mutable {
                                int missed = 0;
                                for (;;) {
                                  const channel::Delivery<int> delivery = receiver.Receive();
                                  if (delivery.closed()) return missed;
                                  missed += static_cast<int>(delivery.missed);
                                  static_cast<void>(receiver.TryReceive());
                                }
                              }));
    }
    for (int n = 0; n < 300; ++n) EXPECT_TRUE(events.Send(n).ok());
    events.Close();
    channel::Journal<int> missed({.name = "/missed"});
    for (auto& reader : readers) missed.Append(*reader.Join());
  });
}

TEST(ReplayTest, EventsThatSeveralTakeReplayInTheirPlaces) {
  ExpectExact([] {
    state::EventQueue<int> events({.name = "/events"});
    channel::Journal<int> taken({.name = "/taken"});
    std::vector<task::JoinHandle<task::Nothing>> tasks;
    for (int index = 0; index < 3; ++index) {
      tasks.push_back(Spawn(TaskType::kEventProcessing, absl::StrCat("pusher/", index), [&, index] {
        for (int n = 0; n < 40; ++n) events.Push(index * 1000 + n);
      }));
      tasks.push_back(Spawn(TaskType::kEventProcessing, absl::StrCat("popper/", index), [&] {
        for (int n = 0; n < 60; ++n) {
          if (const std::optional<int> event = events.TryPop()) taken.Append(*event);
          if (n % 20 == 0) taken.Append(static_cast<int>(events.Count()));
        }
      }));
    }
    for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());
  });
}

// Which id an entity gets, what an update finds and which version a read sees depend on who came first.
TEST(ReplayTest, EntitiesThatSeveralChangeReplayInTheirVersions) {
  using Units = state::EntityStorage<int>;
  ExpectExact([] {
    Units units({.name = "/units"});
    channel::Journal<int> seen({.name = "/seen"});
    const state::EntityId shared = units.Insert(1);
    std::vector<task::JoinHandle<task::Nothing>> tasks;
    for (int index = 1; index <= 3; ++index) {
      tasks.push_back(Spawn(TaskType::kStateUpdate, absl::StrCat("writer/", index), [&, index] {
        for (int n = 0; n < 30; ++n) {
          const state::EntityId own = units.Insert(n);
          units.Update(shared, [index](int& value) { value = value % 1000 * 3 + index; });
          seen.Append(static_cast<int>(own.index * 100 + own.generation));
          EXPECT_EQ(n % 3 != 0 && units.Remove(own), n % 3 != 0);
        }
      }));
    }
    tasks.push_back(Spawn(TaskType::kEventProcessing, "reader", [&] {
      for (int n = 0; n < 30; ++n) {
        std::uint64_t sum = 0;
        const std::uint64_t version = units.Read([&](const Units::View& view) {
          view.ForEach([&](state::EntityId id, const int& value) { sum = sum * 31 + id.index + value; });
        });
        seen.Append(static_cast<int>((sum + version) % 1'000'000));
        seen.Append(*units.Get(shared));
      }
    }));
    for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());
  });
}

TEST(ReplayTest, CallsSnapshotsClocksAndTheOutsideReplay) {
  std::atomic<std::uint64_t> outside{0};
  ExpectExact([&outside] {
    channel::Call<int, int> call({.name = "/call", .requests = 2, .replies = 2});
    state::SnapshotManager<int> snapshots({.name = "/snapshots", .retain = 4});
    sched::Clock clock("/clock");
    sched::Outside signal("/signal", [&outside] { return outside.fetch_add(1); });
    channel::Mpsc<int> never({.name = "/never"});
    channel::Journal<int> journal({.name = "/journal"});
    snapshots.Publish(std::make_shared<int>(0));
    auto service = Spawn(TaskType::kPathfinding, "service", [&] {
      for (;;) {
        const auto incoming = call.NextRequest();
        if (!incoming.ok()) return;
        call.Reply(*incoming, incoming->request + *snapshots.Latest().value);
      }
    });
    std::vector<task::JoinHandle<task::Nothing>> askers;
    for (int asker = 0; asker < 4; ++asker) {
      askers.push_back(Spawn(TaskType::kBotDecision, absl::StrCat("asker/", asker), [&, asker] {
        for (int n = 0; n < 20; ++n) {
          snapshots.Publish(std::make_shared<int>(*call.Ask(asker * 100 + n)));
          static_cast<void>(snapshots.Get(static_cast<std::uint64_t>(n)));
        }
      }));
    }
    journal.Append(static_cast<int>(clock.Now() % 1000));
    EXPECT_FALSE(never.ReceiveUntil(clock.Now() + 1000).ok());
    EXPECT_TRUE(clock.SleepUntil(clock.Now() + 1000).ok());
    journal.Append(static_cast<int>(signal.Poll()));
    for (auto& asker : askers) EXPECT_TRUE(asker.Join().ok());
    call.Close();
    EXPECT_TRUE(service.Join().ok());
    journal.Append(*snapshots.Latest().value);
  });
}

TEST(ReplayTest, AnotherMessageIsNamedWithTaskChannelAndValues) {
  int first = 7;
  const auto program = [&first] {
    channel::Mpsc<int> channel({.name = "/numbers"});
    auto sender = Spawn(TaskType::kBotDecision, "sender", [&] { EXPECT_TRUE(channel.Send(first).ok()); });
    EXPECT_TRUE(channel.Receive().ok());
    EXPECT_TRUE(sender.Join().ok());
  };
  const log::LogFile log = Record(2, program);
  first = 8;

  const VerifyResult result = Verify(log, program);

  EXPECT_EQ(result.verdict, ReplayVerdict::kDiverged);
  ASSERT_TRUE(result.divergence.has_value());
  EXPECT_EQ(result.divergence->task, "test/sender");
  EXPECT_EQ(result.divergence->channel, "/numbers");
  EXPECT_EQ(result.divergence->expected, "7");
  EXPECT_EQ(result.divergence->found, "8");
  EXPECT_NE(result.divergence->site.find("replay_test.cc:"), std::string::npos);
}

TEST(ReplayTest, OpsThatTheLogDoesNotHaveAreNamed) {
  bool more = false;
  const auto program = [&more] {
    channel::Journal<int> journal({.name = "/journal"});
    journal.Append(1);
    if (more) journal.Append(2);
  };
  const log::LogFile log = Record(1, program);
  more = true;

  const VerifyResult result = Verify(log, program);

  EXPECT_EQ(result.verdict, ReplayVerdict::kDiverged);
  ASSERT_TRUE(result.divergence.has_value());
  EXPECT_EQ(result.divergence->field, "op");
  EXPECT_EQ(result.divergence->found, "append /journal");
}

}  // namespace
}  // namespace reprise::session
