#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/bench/settings.h"
#include "tests/bench/workload.h"

namespace reprise::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Settings kThreeRuns{.run_seconds = 1.0, .runs = 3, .tries_max = 1};

// A workload whose runs say that an operation took `nanos`, a tenth more each time.
Workload Pretended(double nanos, std::uint64_t chunk = 1) {
  return {
      .name = "pretended",
      .prepare =
          [nanos] {
            return [nanos, factor = 1.0](std::uint64_t ops) mutable {
              const double seconds = static_cast<double>(ops) * nanos * factor * 1e-9;
              factor += 0.1;
              return Run{.seconds = seconds, .ops = ops, .cpu_seconds = seconds / 2, .counts = {{"hits", 4}}};
            };
          },
      .chunk = chunk};
}

std::vector<std::string> Names(const std::vector<Workload>& workloads) {
  std::vector<std::string> names;
  for (const Workload& workload : workloads) names.push_back(workload.FullName());
  return names;
}

TEST(SelectTest, AWordPicksByPeerOrByNameAndNoWordPicksAll) {
  const std::vector<Workload> all = {
      {.name = "queue"}, {.peer = "reprise-2w", .name = "yield"}, {.name = "yield"}};

  EXPECT_THAT(Names(Select(all, {})), ElementsAre("reprise/queue", "reprise-2w/yield", "reprise/yield"));
  EXPECT_THAT(Names(Select(all, {"yield"})), ElementsAre("reprise-2w/yield", "reprise/yield"));
  EXPECT_THAT(Names(Select(all, {"2w", "queue"})), ElementsAre("reprise/queue", "reprise-2w/yield"));
  EXPECT_THAT(Names(Select(all, {"reprise/y"})), ElementsAre("reprise/yield"));
}

TEST(MeasureTest, MedianMinMaxAndProcessorTimeAreForOneOperation) {
  const auto line = nlohmann::json::parse(Measure(Pretended(1e9), kThreeRuns));  // A second an operation.

  EXPECT_EQ(line["runs"], 3);
  EXPECT_EQ(line["ops"], 1);
  EXPECT_EQ(line["unit"], "ns/op");
  EXPECT_NEAR(line["min"].get<double>(), 1.1e9, 1);
  EXPECT_NEAR(line["median"].get<double>(), 1.2e9, 1);
  EXPECT_NEAR(line["max"].get<double>(), 1.3e9, 1);
  EXPECT_NEAR(line["cpu"].get<double>(), 0.6e9, 1);
  EXPECT_EQ(line["hits"], 4);
  EXPECT_TRUE(line.contains("others"));
}

TEST(MeasureTest, RunsAreFilledUpToTheirTimeInWholeChunks) {
  const auto line = nlohmann::json::parse(Measure(Pretended(1e6, 100), kThreeRuns));  // A millisecond each.

  const auto ops = line["ops"].get<std::uint64_t>();
  EXPECT_EQ(ops % 100, 0U);
  EXPECT_GE(ops, 500U);
  EXPECT_LE(ops, 1000U);
}

TEST(MeasureTest, AFigureThatIsNoTimeIsPrintedWithItsUnit) {
  const Workload workload{.name = "idle", .unit = "bytes", .value = [] { return 512.0; }, .value_ops = 10};

  const auto line = nlohmann::json::parse(Measure(workload, kThreeRuns));

  EXPECT_EQ(line["median"], 512);
  EXPECT_EQ(line["unit"], "bytes");
  EXPECT_EQ(line["ops"], 10);
  EXPECT_FALSE(line.contains("cpu"));
}

class SettingsTest : public ::testing::Test {
 protected:
  ~SettingsTest() override {
    for (const char* name : {"PEERS_MS", "PEERS_RUNS", "PEERS_TRIES"}) unsetenv(name);
  }
};

TEST_F(SettingsTest, VariablesSetHowLongAndHowOften) {
  setenv("PEERS_MS", "3", 1);
  setenv("PEERS_RUNS", "150", 1);
  setenv("PEERS_TRIES", "", 1);

  const absl::StatusOr<Settings> settings = SettingsFromEnvironment();

  ASSERT_TRUE(settings.ok());
  EXPECT_DOUBLE_EQ(settings->run_seconds, 0.003);
  EXPECT_EQ(settings->runs, 150U);
  EXPECT_EQ(settings->tries_max, 1U);
}

TEST_F(SettingsTest, AVariableThatIsNoNumberInRangeIsNamed) {
  for (const char* wrong : {"0", "-1", "3ms", "99999999999999999999"}) {
    setenv("PEERS_MS", wrong, 1);
    EXPECT_THAT(std::string(SettingsFromEnvironment().status().ToString()), HasSubstr("PEERS_MS")) << wrong;
  }
}

}  // namespace
}  // namespace reprise::bench
