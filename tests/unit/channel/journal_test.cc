#include "channel/journal.h"

#include <gtest/gtest.h>

#include "replay/session/program_log.h"
#include "support/plain_codec.h"

namespace reprise::channel {
namespace {

TEST(JournalTest, Example) {
  int sum = 6;
  const session::Program program{.name = "sums", .body = [&sum](const session::Settings&) {
                                   Journal<int> sums({.name = "/sums"});
                                   sums.Append(sum);
                                 }};
  const std::string path = testing::TempDir() + "/journal_test.mcap";
  ASSERT_TRUE(
      session::RecordProgram(path, program, {.workers = 1, .existing = log::Existing::kReplace}).ok());
  EXPECT_EQ(session::ReplayProgram(path, program)->verdict, session::Verdict::kExact);

  sum = 7;

  EXPECT_EQ(session::ReplayProgram(path, program)->divergence->channel, "/sums");
}

}  // namespace
}  // namespace reprise::channel
