// Epoch reclamation on real threads. What a sanitizer must see is set up step by step: the steps are handed on by
// relaxed atomics, which order nothing, so that only the structure's own orders stand between a look and a free.
#include "lockfree/epoch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "lockfree/thread_epoch.h"
#include "tests/threads/crew.h"

namespace reprise::lockfree {
namespace {

// Bags of one: each retirement is a collection.
using Domain = EpochDomain<StdSync, 1, 0>;
using Participant = Domain::Participant;

struct Node {
  std::uint64_t value = 7;
  std::uint64_t inverse = ~std::uint64_t{7};
};

Node* NewNode() { return Create<Node, StdSync>(); }
void Collect(Participant& me) {
  me.Defer([](void*, Participant&) {}, nullptr);
}

// Steps in one order on several threads, without ordering what they do.
class Steps {
 public:
  template <typename Body>
  void Do(int step, Body body) {
    while (now_.load(std::memory_order_relaxed) != step) std::this_thread::yield();
    body();
    now_.store(step + 1, std::memory_order_relaxed);
  }

 private:
  std::atomic<int> now_{0};
};

// The retirer frees because of an epoch that another reached, and without having looked at the reader itself: its scan
// stops at the holder.
TEST(EpochThreadsTest, WhoFreesBecauseOfAnothersAdvanceIsOrderedAfterTheReaders) {
  Domain domain;
  std::atomic<Node*> shared{NewNode()};
  Participant reader(domain, "reader");
  Participant retirer(domain, "retirer");
  Participant mover(domain, "mover");
  Participant holder(domain, "holder");  // The last one to join is the first one to be looked at.
  Steps steps;

  Crew(4, [&](unsigned index) {
    if (index == 0) {
      std::unique_ptr<Domain::Guard> guard;
      const Node* found = nullptr;
      steps.Do(0, [&] {
        guard = std::make_unique<Domain::Guard>(reader.reader());
        found = shared.load(std::memory_order_acquire);
      });
      steps.Do(2, [&] {
        EXPECT_EQ(found->value, 7U);
        guard.reset();
      });
    } else if (index == 1) {
      steps.Do(1, [&] { retirer.Retire(shared.exchange(nullptr, std::memory_order_acq_rel)); });
      steps.Do(5, [&] { Collect(retirer); });
    } else if (index == 2) {
      steps.Do(4, [&] { Collect(mover); });
    } else {
      std::unique_ptr<Domain::Guard> guard;
      steps.Do(3, [&] { guard = std::make_unique<Domain::Guard>(holder.reader()); });
      steps.Do(6, [&] { EXPECT_EQ(domain.stats().freed, 1U); });
    }
  });
}

// As above, but what the mover sees of the reader is its next pin.
TEST(EpochThreadsTest, ANewPinCarriesTheEndOfTheOldOne) {
  Domain domain;
  std::atomic<Node*> shared{NewNode()};
  Participant reader(domain, "reader");
  Participant retirer(domain, "retirer");
  Steps steps;

  Crew(2, [&](unsigned index) {
    if (index == 0) {
      std::unique_ptr<Domain::Guard> guard;
      const Node* found = nullptr;
      steps.Do(0, [&] {
        guard = std::make_unique<Domain::Guard>(reader.reader());
        found = shared.load(std::memory_order_acquire);
      });
      steps.Do(2, [&] {
        EXPECT_EQ(found->value, 7U);
        guard->Repin();
      });
      steps.Do(4, [&] { EXPECT_EQ(domain.stats().freed, 1U); });
    } else {
      steps.Do(1, [&] { retirer.Retire(shared.exchange(nullptr, std::memory_order_acq_rel)); });
      steps.Do(3, [&] { Collect(retirer); });
    }
  });
}

// A reader that joined, left garbage and ended is followed by another in its place.
TEST(EpochThreadsTest, PlacesAndGarbageAreHandedOnInOrder) {
  Domain domain;
  Participant holder(domain, "holder");
  auto guard = std::make_unique<Domain::Guard>(holder.reader());
  Steps steps;

  Crew(3, [&](unsigned index) {
    steps.Do(static_cast<int>(index), [&] {
      Participant passing(domain, "passing");
      auto inner = passing.Pin();
      auto innermost = passing.Pin();
      passing.Retire(NewNode());
    });
  });
  guard.reset();

  EXPECT_TRUE(holder.Flush());
  EXPECT_EQ(domain.stats().freed, 3U);
}

// The name's text was written by the thread that joined. Neither who moves the epoch nor who reports has met it.
void ReportAName(Domain& domain, Participant& mover) {
  std::string text;
  Steps steps;

  Crew(3, [&](unsigned index) {
    if (index == 0) {
      std::unique_ptr<Participant> late;
      std::unique_ptr<Domain::Guard> guard;
      steps.Do(0, [&] {
        text = "a name that is longer than a string keeps inside itself";
        late = std::make_unique<Participant>(domain, text.c_str());
      });
      steps.Do(3, [&] { guard = std::make_unique<Domain::Guard>(late->reader()); });
      steps.Do(6, [&] { guard.reset(); });
    } else if (index == 1) {
      steps.Do(1, [&] { Collect(mover); });
      steps.Do(4, [&] { Collect(mover); });
    } else {
      steps.Do(2, [&] { EXPECT_EQ(domain.StalledReader().name, nullptr); });
      steps.Do(5, [&] { EXPECT_EQ(std::string(domain.StalledReader().name).substr(0, 6), "a name"); });
    }
  });
}

TEST(EpochThreadsTest, AReportMayReadTheNameItFindsInAPlaceUsedAgain) {
  Domain domain;
  Participant mover(domain, "mover");
  { Participant before(domain, "before"); }
  ReportAName(domain, mover);
}

TEST(EpochThreadsTest, AReportMayReadTheNameItFindsInANewPlace) {
  Domain domain;
  Participant mover(domain, "mover");
  ReportAName(domain, mover);
}

template <typename AnyDomain>
void ReadersBesideRetirers() {
  constexpr int kRounds = 4'000;
  AnyDomain domain;
  std::atomic<Node*> shared{NewNode()};
  Crew(4, [&](unsigned index) {
    typename AnyDomain::Participant me(domain, "crew");
    for (int round = 0; round < kRounds; ++round) {
      auto guard = me.Pin();
      const Node* const found = shared.load(std::memory_order_acquire);
      ASSERT_EQ(found->value, ~found->inverse);
      if (index < 2) guard.Retire(shared.exchange(NewNode(), std::memory_order_acq_rel));
    }
  });
  typename AnyDomain::Participant last(domain, "last");
  last.Retire(shared.load());
  EXPECT_TRUE(last.Flush());
  EXPECT_EQ(domain.stats().retired, domain.stats().freed);
}

TEST(EpochThreadsTest, NothingIsFreedUnderAReader) {
  ReadersBesideRetirers<Domain>();
  ReadersBesideRetirers<EpochDomain<StdSync, 16>>();
}

TEST(EpochThreadsTest, AWorkerBetweenItsAnnouncementsIsAReader) {
  constexpr int kRounds = 4'000;
  Domain domain;
  std::atomic<Node*> shared{NewNode()};
  Crew(2, [&](unsigned index) {
    Participant me(domain, "crew");
    if (index == 0) me.GoOnline();
    for (int round = 0; round < kRounds; ++round) {
      {
        auto guard = me.Pin();
        const Node* const found = shared.load(std::memory_order_acquire);
        ASSERT_EQ(found->value, ~found->inverse);
        if (index == 1) guard.Retire(shared.exchange(NewNode(), std::memory_order_acq_rel));
      }
      if (index == 0) me.AnnounceQuiescence();
    }
  });
  Destroy<StdSync>(shared.load());
}

TEST(EpochThreadsTest, ThreadsThatComeAndGoLeaveNothing) {
  std::atomic<Node*> shared{NewNode()};
  for (int round = 0; round < 50; ++round) {
    Crew(3, [&](unsigned) {
      for (int i = 0; i < 20; ++i) {
        auto guard = Pin();
        ASSERT_EQ(shared.load(std::memory_order_acquire)->value, 7U);
        guard.Retire(shared.exchange(NewNode(), std::memory_order_acq_rel));
      }
    });
  }
  Destroy<StdSync>(shared.load());
  EXPECT_TRUE(ThisParticipant().Flush());
  EXPECT_EQ(DefaultDomain().stats().retired, DefaultDomain().stats().freed);
}

}  // namespace
}  // namespace reprise::lockfree
