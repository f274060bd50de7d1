#include "channel/journal.h"

#include <gtest/gtest.h>

#include "replay/session/program_log.h"
#include "support/plain_codec.h"
#include "support/temp_folder.h"

namespace reprise::channel {
namespace {

TEST(JournalTest, Example) {
  int sum = 6;
  const session::Program program{.name = "sums", .body = [&sum](const session::Settings&) {
                                   Journal<int> sums({.name = "/sums"});
                                   sums.Append(sum);
                                 }};
  const TempFolder folder;
  const std::string path = folder.File("sums.mcap");
  ASSERT_TRUE(session::RecordProgram(path, program, {.workers = 1}).ok());
  EXPECT_EQ(session::ReplayProgram(path, program)->verdict, session::ReplayVerdict::kExact);

  sum = 7;

  EXPECT_EQ(session::ReplayProgram(path, program)->divergence->channel, "/sums");
}

}  // namespace
}  // namespace reprise::channel
