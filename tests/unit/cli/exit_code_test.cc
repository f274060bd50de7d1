#include "replay/cli/exit_code.h"

#include <gtest/gtest.h>

namespace reprise::cli {
namespace {

TEST(ExitCodeTest, NumbersAreTheContract) {
  EXPECT_EQ(static_cast<int>(ExitCode::kOk), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::kFailureFound), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::kUsage), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::kDamaged), 3);
  EXPECT_EQ(static_cast<int>(ExitCode::kEnvironment), 4);
}

TEST(ExitCodeTest, DamageUsageAndEnvironmentAreToldApart) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), ExitCode::kOk);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), ExitCode::kUsage);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("")), ExitCode::kUsage);
  EXPECT_EQ(ExitCodeOf(absl::DataLossError("")), ExitCode::kDamaged);
  EXPECT_EQ(ExitCodeOf(absl::UnimplementedError("")), ExitCode::kDamaged);
  EXPECT_EQ(ExitCodeOf(absl::PermissionDeniedError("")), ExitCode::kEnvironment);
  EXPECT_EQ(ExitCodeOf(absl::ResourceExhaustedError("")), ExitCode::kEnvironment);
}

TEST(ExitCodeTest, APrefixThatReplaysIsNoFailure) {
  EXPECT_EQ(ExitCodeOf(session::ReplayVerdict::kExact), ExitCode::kOk);
  EXPECT_EQ(ExitCodeOf(session::ReplayVerdict::kCutShort), ExitCode::kOk);
  EXPECT_EQ(ExitCodeOf(session::ReplayVerdict::kDamaged), ExitCode::kDamaged);
  EXPECT_EQ(ExitCodeOf(session::ReplayVerdict::kDiverged), ExitCode::kFailureFound);
}

TEST(ExitCodeTest, ReportIsOneSentenceThatNamesTheCommand) {
  ::testing::internal::CaptureStderr();
  const ExitCode code =
      Report("verify", absl::DataLossError("a.mcap: byte 8: expected a header, found zeros"));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "reprise verify: a.mcap: byte 8: expected a header, found zeros\n");
  EXPECT_EQ(code, ExitCode::kDamaged);
}

}  // namespace
}  // namespace reprise::cli
