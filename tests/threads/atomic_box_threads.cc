// AtomicBox on real threads: whole values, dense versions, no change lost.
#include "lockfree/atomic_box.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <vector>

#include "lockfree/epoch.h"
#include "replay/oracle/linearizability.h"
#include "replay/oracle/threaded_recorder.h"
#include "replay/oracle/value_specs.h"
#include "tests/threads/crew.h"

namespace reprise::lockfree {
namespace {

// Whole if its parts agree.
struct Picture {
  std::uint64_t number = 0;
  std::uint64_t inverse = ~std::uint64_t{0};
};
Picture PictureOf(std::uint64_t number) { return {number, ~number}; }

// Once with memory that is used again at once, once with memory that goes back, so that a sanitizer sees late looks.
template <typename Domain>
class AtomicBoxThreadsTest : public testing::Test {
 protected:
  using Box = AtomicBox<Picture, StdSync, Domain>;
  Domain domain_;
};
using Domains = testing::Types<EpochDomain<StdSync, 4>, EpochDomain<StdSync, 4, 0>>;
TYPED_TEST_SUITE(AtomicBoxThreadsTest, Domains);

TYPED_TEST(AtomicBoxThreadsTest, LoadsAreWholeAndVersionsNeverGoBack) {
  typename TestFixture::Box box(PictureOf(0));
  Crew(4, [&](unsigned index) {
    typename TypeParam::Participant me(this->domain_, "crew");
    std::uint64_t seen = 0;
    for (std::uint64_t round = 0; round < 4'000; ++round) {
      auto guard = me.Pin();
      const auto loaded = box.Load(guard);
      ASSERT_EQ(loaded->number, ~loaded->inverse);
      ASSERT_GE(loaded.version(), seen);
      seen = loaded.version();
      if (index < 2) seen = box.Swap(guard, PictureOf(round));
    }
  });
}

TYPED_TEST(AtomicBoxThreadsTest, EachVersionIsGivenOutOnce) {
  constexpr std::uint64_t kRounds = 3'000;
  constexpr unsigned kThreads = 3;
  typename TestFixture::Box box(PictureOf(0));
  std::array<std::vector<std::uint64_t>, kThreads> versions;
  Crew(kThreads, [&](unsigned index) {
    typename TypeParam::Participant me(this->domain_, "crew");
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      auto guard = me.Pin();
      versions[index].push_back(box.Swap(guard, PictureOf(round)));
    }
  });

  std::vector<bool> given(kThreads * kRounds + 1, false);
  for (const auto& of_one : versions) {
    for (const std::uint64_t version : of_one) {
      ASSERT_LT(version, given.size());
      ASSERT_FALSE(given[version]);
      given[version] = true;
    }
  }
}

TYPED_TEST(AtomicBoxThreadsTest, NoUpdateIsLost) {
  constexpr std::uint64_t kRounds = 3'000;
  typename TestFixture::Box box(PictureOf(0));
  Crew(3, [&](unsigned) {
    typename TypeParam::Participant me(this->domain_, "crew");
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      auto guard = me.Pin();
      box.Update(guard, [](const Picture& picture) { return PictureOf(picture.number + 1); });
    }
  });

  typename TypeParam::Participant me(this->domain_, "last");
  const auto guard = me.Pin();
  EXPECT_EQ(box.Load(guard)->number, 3 * kRounds);
  EXPECT_EQ(box.Load(guard).version(), 3 * kRounds);
}

// There is one order of all loads and swaps that gives exactly these versions and values.
TYPED_TEST(AtomicBoxThreadsTest, HistoriesAreLinearizable) {
  using Spec = oracle::VersionedSpec;
  constexpr unsigned kThreads = 3;
  constexpr std::uint64_t kRounds = 2'000;
  typename TestFixture::Box box(PictureOf(0));
  oracle::ThreadedRecorder<Spec> recorder(kThreads, 2 * kRounds, oracle::Stamps::kNeutral);
  Crew(kThreads, [&](unsigned index) {
    typename TypeParam::Participant me(this->domain_, "crew");
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      auto guard = me.Pin();
      const std::uint64_t value = round * kThreads + index;
      recorder.Record(index, Spec::Swap(value),
                      [&] { return Spec::Result{.version = box.Swap(guard, PictureOf(value))}; });
      recorder.Record(index, Spec::Load(), [&] {
        const auto loaded = box.Load(guard);
        return Spec::Result{.version = loaded.version(), .value = loaded->number};
      });
    }
  });

  const oracle::HistoryCheck check = CheckLinearizable(recorder.Join());

  EXPECT_TRUE(check) << check;
}

}  // namespace
}  // namespace reprise::lockfree
