// Epochs on model atomics: what a guard looks at stays, participants come and go, and in the end nothing is left.
#include "lockfree/epoch.h"

#include <cstdint>
#include <optional>

#include <gtest/gtest.h>

#include "lockfree/sync.h"
#include "tests/explore/check.h"

namespace reprise::explore {
namespace {

constexpr std::memory_order kAny = std::memory_order_seq_cst;
using Domain = lockfree::EpochDomain<ModelSync, 1>;  // Every retired node is a full bag.

struct Node {
  ModelSync::Atomic<std::uint64_t> number{7};
};

struct Shared {
  Domain domain;
  ModelSync::Atomic<Node*> node{lockfree::Create<Node, ModelSync>()};

  ~Shared() { lockfree::Destroy<ModelSync>(node.load(kAny)); }
  void Replace(Domain::Participant& me) {
    auto guard = me.Pin();
    guard.Retire(node.exchange(lockfree::Create<Node, ModelSync>(), kAny));
  }
  void Look(Scenario& scenario, Domain::Participant& me) {
    auto guard = me.Pin();
    scenario.Expect(node.load(kAny)->number.load(kAny) == 7, "something else was read");
  }
};

constexpr Budget kBudget = {.random = 5'000, .pct = 5'000, .preemptions = 2};

TEST(EpochExplore, AReaderBesideAWriterThatCollects) {
  Holds(
      [](Scenario& scenario) {
        Shared shared;
        Domain::Participant reader(shared.domain, "reader"), writer(shared.domain, "writer");
        scenario.Run({[&] {
                        shared.Look(scenario, reader);
                        shared.Look(scenario, reader);
                      },
                      [&] {
                        for (int times = 0; times < 3; ++times) shared.Replace(writer);
                      }});
      },
      kBudget);
}

TEST(EpochExplore, TwoWritersWhoReadEachOthersNodes) {
  Holds(
      [](Scenario& scenario) {
        Shared shared;
        scenario.Crew(2, [&](unsigned) {
          Domain::Participant me(shared.domain, "both");
          shared.Look(scenario, me);
          shared.Replace(me);
        });
      },
      kBudget);
}

TEST(EpochExplore, AnOnlineReaderThatAnnouncesQuiescence) {
  Holds(
      [](Scenario& scenario) {
        Shared shared;
        Domain::Participant reader(shared.domain, "reader"), writer(shared.domain, "writer");
        scenario.Run({[&] {
                        reader.GoOnline();
                        shared.Look(scenario, reader);
                        reader.AnnounceQuiescence();
                        shared.Look(scenario, reader);
                        reader.GoOffline();
                      },
                      [&] {
                        shared.Replace(writer);
                        shared.Replace(writer);
                        writer.Flush();
                      }});
      },
      kBudget);
}

// A collector that was slow to move the epoch on must not move it back.
TEST(EpochExplore, TwoCollectorsAndAReader) {
  Holds(
      [](Scenario& scenario) {
        Shared shared;
        Domain::Participant slow(shared.domain, "slow"), quick(shared.domain, "quick"),
            reader(shared.domain, "reader");
        scenario.Run({[&] {
                        slow.Flush();
                        shared.Replace(slow);
                        slow.Flush();
                      },
                      [&] { quick.Flush(); }, [&] { shared.Look(scenario, reader); }});
      },
      kBudget);
}

// What cannot be freed when participants end is freed by those who stay, or with the domain.
TEST(EpochExplore, TwoParticipantsEndWithGarbage) {
  Holds(
      [](Scenario& scenario) {
        Shared shared;
        Domain::Participant reader(shared.domain, "reader");
        {
          auto guard = reader.Pin();
          scenario.Crew(2, [&](unsigned) {
            Domain::Participant me(shared.domain, "short");
            shared.Replace(me);
          });
        }
        reader.Flush();
      },
      kBudget);
}

TEST(EpochExplore, RepinLetsGoOfWhatWasReadBefore) {
  Holds(
      [](Scenario& scenario) {
        Shared shared;
        Domain::Participant reader(shared.domain, "reader"), writer(shared.domain, "writer");
        scenario.Run(
            {[&] {
               auto guard = reader.Pin();
               scenario.Expect(shared.node.load(kAny)->number.load(kAny) == 7, "something else was read");
               guard.Repin();
               scenario.Expect(shared.node.load(kAny)->number.load(kAny) == 7, "something else was read");
             },
             [&] {
               shared.Replace(writer);
               shared.Replace(writer);
               writer.Flush();
             }});
      },
      kBudget);
}

// What was read before is not held by the guard any more: the node goes, the reader repins, the epoch moves on.
TEST(EpochExplore, WhatWasReadBeforeARepinMustNotBeUsed) {
  Fails(
      [](Scenario& scenario) {
        Shared shared;
        Domain::Participant reader(shared.domain, "reader"), writer(shared.domain, "writer");
        scenario.Run({[&] {
                        auto guard = reader.Pin();
                        Node* const node = shared.node.load(kAny);
                        guard.Repin();
                        node->number.load(kAny);
                      },
                      [&] {
                        shared.Replace(writer);
                        writer.Flush();
                      }});
      },
      FailureKind::kUseAfterReclamation, {.random = 0, .pct = 0, .preemptions = 4, .exhaustive = 2'000'000});
}

}  // namespace
}  // namespace reprise::explore
