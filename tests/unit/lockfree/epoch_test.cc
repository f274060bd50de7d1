#include "lockfree/epoch.h"

#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "lockfree/thread_epoch.h"

namespace reprise::lockfree {
namespace {

constexpr std::size_t kSlots = 4;
using Domain = EpochDomain<StdSync, kSlots>;

// Counts its own end.
struct Counted {
  explicit Counted(int& ends) : ends(ends) {}
  ~Counted() { ++ends; }
  int& ends;
};

Counted* NewCounted(int& ends) { return Create<Counted, StdSync>(ends); }

TEST(EpochTest, Example) {
  int ends = 0;
  EpochDomain<> domain;
  EpochDomain<>::Participant me(domain, "example");
  {
    auto guard = me.Pin();
    guard.Retire(NewCounted(ends));
    EXPECT_EQ(ends, 0);
  }

  me.Flush();

  EXPECT_EQ(ends, 1);
}

TEST(EpochTest, WhatAnotherMayHoldIsNotFreed) {
  int ends = 0;
  Domain domain;
  Domain::Participant reader(domain, "reader");
  Domain::Participant writer(domain, "writer");
  {
    auto guard = reader.Pin();
    writer.Retire(NewCounted(ends));
    for (int i = 0; i < 10; ++i) writer.Flush();
    EXPECT_EQ(ends, 0);
  }

  writer.Flush();

  EXPECT_EQ(ends, 1);
}

TEST(EpochTest, RepinLetsGo) {
  int ends = 0;
  Domain domain;
  Domain::Participant reader(domain, "reader");
  Domain::Participant writer(domain, "writer");
  auto guard = reader.Pin();
  writer.Retire(NewCounted(ends));

  for (std::uint64_t i = 0; i < 3; ++i) {
    writer.Flush();
    guard.Repin();
  }

  EXPECT_EQ(ends, 1);
}

TEST(EpochTest, RepinUnderAnotherGuardKeepsWhatThatOneHolds) {
  int ends = 0;
  Domain domain;
  Domain::Participant reader(domain, "reader");
  Domain::Participant writer(domain, "writer");
  auto outer = reader.Pin();
  auto inner = reader.Pin();
  writer.Retire(NewCounted(ends));

  for (int i = 0; i < 5; ++i) {
    writer.Flush();
    inner.Repin();
  }

  EXPECT_EQ(ends, 0);
}

TEST(EpochTest, GuardsAreCounted) {
  Domain domain;
  Domain::Participant me(domain, "me");
  EXPECT_FALSE(me.pinned());
  {
    auto outer = me.Pin();
    auto inner = me.Pin();
    EXPECT_EQ(me.guards(), 2U);
    EXPECT_EQ(&inner.participant(), &me);
  }
  me.GoOnline();
  EXPECT_FALSE(me.pinned());
  auto guard = me.Pin();
  EXPECT_EQ(me.guards(), 1U);
}

TEST(EpochTest, AWorkerHoldsThingsUntilItAnnouncesQuiescence) {
  int ends = 0;
  Domain domain;
  Domain::Participant worker(domain, "worker");
  Domain::Participant writer(domain, "writer");
  worker.GoOnline();
  writer.Retire(NewCounted(ends));
  for (int i = 0; i < 5; ++i) writer.Flush();
  EXPECT_EQ(ends, 0);

  for (int i = 0; i < 3; ++i) {
    worker.AnnounceQuiescence();
    writer.Flush();
  }

  EXPECT_EQ(ends, 1);
}

TEST(EpochTest, WhoIsOnlineHasAGuardThatIsThereAlready) {
  Domain domain;
  Domain::Participant worker(domain, "worker");
  worker.GoOnline();

  EXPECT_EQ(&worker.OnlineGuard().participant(), &worker);
  EXPECT_EQ(worker.guards(), 0U);
  worker.GoOffline();
  EXPECT_DEATH((void)worker.OnlineGuard(), "CHECK");
}

TEST(EpochTest, AWorkerThatSleepsHoldsNothing) {
  int ends = 0;
  Domain domain;
  Domain::Participant worker(domain, "worker");
  Domain::Participant writer(domain, "writer");
  worker.GoOnline();
  worker.GoOffline();

  writer.Retire(NewCounted(ends));
  writer.Flush();

  EXPECT_EQ(ends, 1);
}

TEST(EpochTest, GarbageIsBounded) {
  int ends = 0;
  Domain domain;
  Domain::Participant me(domain, "me");

  for (int retired = 1; retired <= 1000; ++retired) {
    auto guard = me.Pin();
    guard.Retire(NewCounted(ends));
    ASSERT_LE(retired - ends, static_cast<int>(3 * kSlots));
  }
}

TEST(EpochTest, AHeapLeftByAStalledReaderIsFreedLittleByLittle) {
  constexpr int kHeap = 100 * kSlots;
  int ends = 0;
  Domain domain;
  Domain::Participant me(domain, "me");
  Domain::Participant stalled(domain, "stalled");
  {
    auto guard = stalled.Pin();
    for (int i = 0; i < kHeap; ++i) me.Retire(NewCounted(ends));
    ASSERT_EQ(ends, 0);
  }

  int before = 0;
  for (int i = 0; i < kHeap; ++i) {
    me.Retire(NewCounted(ends));
    ASSERT_LE(ends - before, static_cast<int>(Domain::kBagsPerCollection * kSlots));
    before = ends;
  }

  EXPECT_GE(ends, 2 * kHeap - static_cast<int>(3 * kSlots));
}

TEST(EpochTest, AStalledReaderIsNamed) {
  Domain domain;
  Domain::Participant reader(domain, "the slow one");
  Domain::Participant writer(domain, "writer");
  EXPECT_EQ(domain.StalledReader().name, nullptr);

  auto guard = reader.Pin();
  writer.Flush();

  EXPECT_STREQ(domain.StalledReader().name, "the slow one");
  EXPECT_EQ(domain.StalledReader().epochs, 1U);
}

TEST(EpochTest, WhoLeavesHandsItsGarbageOver) {
  int ends = 0;
  Domain domain;
  Domain::Participant reader(domain, "reader");
  {
    auto guard = reader.Pin();
    {
      Domain::Participant leaver(domain, "leaver");
      for (int i = 0; i < 10; ++i) leaver.Retire(NewCounted(ends));
    }
    EXPECT_EQ(ends, 0);
  }

  reader.Flush();

  EXPECT_EQ(ends, 10);
}

TEST(EpochTest, TheDomainsEndFreesTheRest) {
  int ends = 0;
  {
    Domain domain;
    Domain::Participant reader(domain, "reader");
    auto guard = reader.Pin();
    for (int i = 0; i < 2; ++i) {
      Domain::Participant leaver(domain, "leaver");
      for (int k = 0; k < 10; ++k) leaver.Retire(NewCounted(ends));
    }
    EXPECT_EQ(ends, 0);
  }
  EXPECT_EQ(ends, 20);
}

TEST(EpochTest, APlaceIsUsedAgainUnderANewName) {
  Domain domain;
  Domain::Participant writer(domain, "writer");
  const Domain::Reader* place = nullptr;
  {
    Domain::Participant first(domain, "first");
    place = &first.reader();
  }
  Domain::Participant second(domain, "second");
  auto guard = second.Pin();
  writer.Flush();

  EXPECT_EQ(&second.reader(), place);
  EXPECT_STREQ(domain.StalledReader().name, "second");
}

// Retires its tail when it is freed.
struct Chain {
  Chain(Domain::Participant& participant, int length, int& ends)
      : participant(participant), length(length), ends(ends) {}
  ~Chain() {
    ++ends;
    if (length > 1) participant.Retire(Create<Chain, StdSync>(participant, length - 1, ends));
  }
  Domain::Participant& participant;
  int length;
  int& ends;
};

TEST(EpochTest, WhatIsFreedMayRetireMore) {
  int ends = 0;
  Domain domain;
  Domain::Participant me(domain, "me");

  for (int i = 0; i < 10; ++i) me.Retire(Create<Chain, StdSync>(me, 10, ends));
  for (int i = 0; i < 30; ++i) me.Flush();

  EXPECT_EQ(ends, 100);
}

// Defers itself anew until the count is used up.
void DeferAgain(void* left, Domain::Participant& by) {
  if (--*static_cast<int*>(left) != 0) by.Defer(&DeferAgain, left);
}

TEST(EpochTest, WhatIsRetiredAtAParticipantsEndIsHandedOver) {
  std::vector<int> left(kSlots + 1, 20);
  Domain domain;
  Domain::Participant heir(domain, "heir");
  {
    Domain::Participant leaver(domain, "leaver");
    for (int& each : left) leaver.Defer(&DeferAgain, &each);
  }

  while (!heir.Flush()) continue;

  EXPECT_EQ(left, std::vector<int>(kSlots + 1, 0));
}

TEST(EpochTest, StatsCountWhatWasRetiredAndFreed) {
  int ends = 0;
  Domain domain;
  Domain::Participant me(domain, "me");
  for (int i = 0; i < 10; ++i) me.Retire(NewCounted(ends));
  me.Flush();

  EXPECT_EQ(domain.stats().retired, 10U);
  EXPECT_EQ(domain.stats().freed, 10U);
  EXPECT_GT(domain.stats().epoch, 3U);
}

TEST(EpochDeathTest, AGuardThatOutlivesItsQuiescenceIsADefect) {
  Domain domain;
  Domain::Participant worker(domain, "worker");
  worker.GoOnline();
  auto guard = worker.Pin();
  EXPECT_DEATH(worker.AnnounceQuiescence(), "CHECK");
}

TEST(ThreadEpochTest, Example) {
  int ends = 0;
  std::atomic<Counted*> shared{NewCounted(ends)};
  {
    auto guard = Pin();
    Counted* const found = shared.exchange(nullptr);
    guard.Retire(found);
    EXPECT_EQ(&found->ends, &ends);  // Stays while the guard lives.
  }

  ThisParticipant().Flush();

  EXPECT_EQ(ends, 1);
}

TEST(ThreadEpochTest, EachThreadHasItsOwnAndKeepsIt) {
  ThreadDomain::Participant& mine = ThisParticipant();
  EXPECT_EQ(&ThisParticipant(), &mine);
  auto guard = Pin();
  EXPECT_EQ(&guard.participant(), &mine);

  std::thread other([&] {
    EXPECT_NE(&ThisParticipant(), &mine);
    auto inner = Pin();
    EXPECT_EQ(&inner.participant(), &ThisParticipant());
  });
  other.join();
}

TEST(ThreadEpochTest, AThreadThatEndsHandsOver) {
  int ends = 0;
  {
    auto guard = Pin();
    std::thread([&] { Pin().Retire(NewCounted(ends)); }).join();
    EXPECT_EQ(ends, 0);
  }

  ThisParticipant().Flush();

  EXPECT_EQ(ends, 1);
}

// A destructor of a thread_local object that uses the domain.
struct LateUser {
  int* ends = nullptr;
  ~LateUser() { Pin().Retire(NewCounted(*ends)); }
};

TEST(ThreadEpochTest, DestructorsAtAThreadsEndMayPin) {
  int ends = 0;
  std::thread([&] {
    thread_local LateUser late;
    late.ends = &ends;
    (void)ThisParticipant();
  }).join();

  ThisParticipant().Flush();

  EXPECT_EQ(ends, 1);
}

// Retires its successor through whichever participant its thread has.
struct Successive {
  explicit Successive(int& left) : left(left) {}
  ~Successive() {
    if (--left != 0) Pin().Retire(Create<Successive, StdSync>(left));
  }
  int& left;
};

TEST(ThreadEpochTest, DestructorsAtAThreadsEndMayRetireAgainAndAgain) {
  int left = 30;
  std::thread([&] { Pin().Retire(Create<Successive, StdSync>(left)); }).join();

  while (!ThisParticipant().Flush()) continue;

  EXPECT_EQ(left, 0);
}

TEST(ThreadEpochTest, ANamedThreadIsReportedByItsName) {
  std::thread([] {
    NameThisParticipant("worker 7");
    auto guard = Pin();
    std::thread([] { ThisParticipant().Flush(); }).join();
    EXPECT_STREQ(DefaultDomain().StalledReader().name, "worker 7");
  }).join();
}

}  // namespace
}  // namespace reprise::lockfree
