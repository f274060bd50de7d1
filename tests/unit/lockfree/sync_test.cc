#include "lockfree/sync.h"

#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace reprise::lockfree {
namespace {

// A structure is written over the seam; production gives it StdSync.
template <typename Sync>
class Handoff {
 public:
  void Publish(int value) {
    cell_.Store(value);
    ready_.store(true, std::memory_order_release);
  }
  int Take() {
    typename Sync::Spin spin;
    while (!ready_.load(std::memory_order_acquire)) spin.Wait(ready_);
    return cell_.Load();
  }

 private:
  typename Sync::template Atomic<bool> ready_{false};
  typename Sync::template Cell<int> cell_;
};

TEST(SyncTest, Example) {
  Handoff<StdSync> handoff;
  std::thread publisher([&handoff] { handoff.Publish(42); });

  EXPECT_EQ(handoff.Take(), 42);
  publisher.join();
}

TEST(SyncTest, StorageHoldsOneThatIsMadeAndTakenOutByHand) {
  StdSync::Storage<std::string> storage;
  storage.Construct(Site::Here(), 30, 'x');

  EXPECT_EQ(storage.Look().size(), 30U);
  EXPECT_EQ(storage.Take(), std::string(30, 'x'));
}

TEST(SyncTest, MemoryOfTheSeamKeepsItsAlignment) {
  struct alignas(128) Wide {
    explicit Wide(int the_value) : value(the_value) {}
    int value;
  };
  Wide* const wide = Create<Wide, StdSync>(7);

  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(wide) % 128, 0U);
  EXPECT_EQ(wide->value, 7);
  Destroy<StdSync>(wide);
}

}  // namespace
}  // namespace reprise::lockfree
