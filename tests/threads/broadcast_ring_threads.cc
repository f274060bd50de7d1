// The broadcast ring with real threads: each receiver accounts for every ticket, as a message or as missed.
#include "lockfree/broadcast_ring.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>

#include "lockfree/epoch.h"
#include "tests/threads/crew.h"

namespace reprise::lockfree {
namespace {

constexpr std::uint64_t kEach = 5'000;
using Ring = BroadcastRing<std::string>;

// A message says who sent it and which of the sender's it is; long enough to own memory.
std::string Text(unsigned sender, std::uint64_t i) {
  return std::to_string(sender) + " sends a message that owns memory, number " + std::to_string(i);
}

struct Account {
  std::uint64_t seen = 0;
  std::uint64_t missed = 0;
  bool in_order = true;
};

// Until the end is told.
Account ReceiveAll(const Ring& ring, Ring::Cursor cursor, EpochDomain<>::Participant& me) {
  Account account;
  StdSync::Spin spin;
  std::array<std::uint64_t, 2> next{};  // By sender: at least.
  for (;;) {
    const auto guard = me.Pin();
    const auto result = ring.TryReceive(cursor, guard);
    account.missed += result.missed;
    if (result.branch == ReceiveBranch::kClosed) return account;
    if (result.branch == ReceiveBranch::kEmpty) spin.Wait(ring);
    if (result.branch != ReceiveBranch::kMessage) continue;
    account.in_order &= result.ticket == account.seen + account.missed;
    ++account.seen;
    const std::string& text = *result.message;
    const unsigned sender = text.at(0) == '0' ? 0 : 1;
    const std::uint64_t number = std::stoull(text.substr(text.rfind(' ') + 1));
    account.in_order &= number >= next[sender] && text == Text(sender, number);
    next[sender] = number + 1;
  }
}

void SendAndReceiveAll(std::uint64_t capacity) {
  EpochDomain<> domain;
  Ring ring(capacity);
  const Ring::Cursor start = ring.Subscribe();
  std::array<Account, 2> accounts;
  StdSync::Atomic<int> sending(2);
  Crew(4, [&](unsigned index) {
    EpochDomain<>::Participant me(domain, "crew");
    if (index >= 2) {
      accounts[index - 2] = ReceiveAll(ring, start, me);
      return;
    }
    for (std::uint64_t i = 0; i < kEach; ++i) {
      auto guard = me.Pin();
      ASSERT_EQ(ring.Send(Text(index, i), guard).branch, SendBranch::kSent);
    }
    if (sending.fetch_sub(1, std::memory_order_acq_rel) == 1) ring.Close();
  });
  for (const Account& account : accounts) {
    EXPECT_EQ(account.seen + account.missed, 2 * kEach);
    EXPECT_GE(account.seen, capacity);  // What is left at the end is seen.
    EXPECT_TRUE(account.in_order);
  }
}

TEST(BroadcastRingThreads, EveryTicketIsSeenOrCountedAsMissed) { SendAndReceiveAll(3); }
TEST(BroadcastRingThreads, OneSlotIsOverwrittenAllTheTime) { SendAndReceiveAll(1); }

TEST(BroadcastRingThreads, RoomForAllMissesNothing) {
  EpochDomain<> domain;
  Ring ring(2 * kEach);
  const Ring::Cursor start = ring.Subscribe();
  Account account;
  Crew(2, [&](unsigned index) {
    EpochDomain<>::Participant me(domain, "crew");
    if (index == 0) {
      account = ReceiveAll(ring, start, me);
      return;
    }
    for (std::uint64_t i = 0; i < 2 * kEach; ++i) {
      auto guard = me.Pin();
      ring.Send(Text(0, i), guard);
    }
    ring.Close();
  });
  EXPECT_EQ(account.seen, 2 * kEach);
  EXPECT_TRUE(account.in_order);
}

}  // namespace
}  // namespace reprise::lockfree
