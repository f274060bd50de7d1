#include "replay/cli/command_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "replay/cli/number_option.h"

namespace reprise::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::internal::CaptureStderr;
using ::testing::internal::CaptureStdout;
using ::testing::internal::GetCapturedStderr;
using ::testing::internal::GetCapturedStdout;

class CommandSetTest : public ::testing::Test {
 protected:
  CommandSetTest() {
    const auto ticks = std::make_shared<int>(7);
    CLI::App& play = commands_.Add({.name = "play", .does = "Plays", .example = "reprise play --ticks 9"},
                                   [this, ticks](const CommonOptions& common) {
                                     played_ticks_ = *ticks;
                                     played_json_ = common.json;
                                     return ExitCode::kFailureFound;
                                   });
    AddNumber(play, "--ticks", *ticks, "How many", {.least = 1, .most = 800});
  }

  ExitCode Execute(const std::vector<std::string>& arguments) {
    CaptureStdout();
    CaptureStderr();
    const ExitCode code = commands_.Execute(arguments);
    out_ = GetCapturedStdout();
    err_ = GetCapturedStderr();
    return code;
  }

  CommandSet commands_;
  int played_ticks_ = 0;
  bool played_json_ = false;
  std::string out_;
  std::string err_;
};

TEST_F(CommandSetTest, ACommandRunsWithItsOptionsAndItsCodeIsTheResult) {
  EXPECT_EQ(Execute({"play", "--ticks", "9"}), ExitCode::kFailureFound);
  EXPECT_EQ(played_ticks_, 9);
  EXPECT_FALSE(played_json_);
}

TEST_F(CommandSetTest, JsonMayStandBeforeOrAfterTheCommand) {
  Execute({"play", "--json"});
  EXPECT_TRUE(std::exchange(played_json_, false));
  Execute({"--json", "play"});
  EXPECT_TRUE(played_json_);
}

TEST_F(CommandSetTest, HelpShowsTheExampleAndRunsNothing) {
  EXPECT_EQ(Execute({"play", "--help"}), ExitCode::kOk);
  EXPECT_THAT(out_, HasSubstr("reprise play --ticks 9"));
  EXPECT_EQ(played_ticks_, 0);
}

TEST_F(CommandSetTest, HelpWithoutACommandListsThemAndTheExitCodes) {
  EXPECT_EQ(Execute({"--help"}), ExitCode::kOk);
  EXPECT_THAT(out_, HasSubstr("play"));
  EXPECT_THAT(out_, HasSubstr("Exit codes"));
}

TEST_F(CommandSetTest, AnUnknownCommandIsOneSentenceThatSuggestsTheNearest) {
  EXPECT_EQ(Execute({"plya"}), ExitCode::kUsage);
  EXPECT_EQ(err_, "reprise: there is no command `plya` (did you mean play?); see `reprise --help`\n");
}

TEST_F(CommandSetTest, AnUnknownOptionIsOneSentenceThatSuggestsTheNearest) {
  EXPECT_EQ(Execute({"play", "--tick", "3"}), ExitCode::kUsage);
  EXPECT_EQ(
      err_,
      "reprise play: `--tick` is not expected here (did you mean --ticks?); see `reprise play --help`\n");
  EXPECT_EQ(played_ticks_, 0);
}

TEST_F(CommandSetTest, AValueThatIsNoNumberIsOneSentence) {
  EXPECT_EQ(Execute({"play", "--ticks", "many"}), ExitCode::kUsage);
  EXPECT_THAT(err_, HasSubstr("--ticks"));
  EXPECT_EQ(std::count(err_.begin(), err_.end(), '\n'), 1);
}

TEST_F(CommandSetTest, ANumberIsDecimalWhateverItBeginsWith) {
  Execute({"play", "--ticks", "0042"});
  EXPECT_EQ(played_ticks_, 42);
}

TEST_F(CommandSetTest, ANumberThatDoesNotFitIsOneSentence) {
  for (const char* word : {"0", "801", "-1", "0x10", "7x", " 7", "1e2", "99999999999999999999"}) {
    EXPECT_EQ(Execute({"play", "--ticks", word}), ExitCode::kUsage);
    EXPECT_EQ(err_, absl::StrCat("reprise play: --ticks: found \"", word,
                                 "\", expected a whole number from 1 to 800; see "
                                 "`reprise play --help`\n"));
    EXPECT_EQ(played_ticks_, 0);
  }
}

TEST_F(CommandSetTest, HelpShowsTheDefaultOfANumber) {
  Execute({"play", "--help"});
  EXPECT_THAT(out_, HasSubstr("--ticks NUMBER=7"));
}

TEST_F(CommandSetTest, NoCommandIsAWrongCommandLine) {
  EXPECT_EQ(Execute({}), ExitCode::kUsage);
  EXPECT_EQ(err_, "reprise: no command was given; see `reprise --help`\n");
}

TEST_F(CommandSetTest, VersionNamesCommitCompilerAndBuild) {
  EXPECT_EQ(Execute({"--version"}), ExitCode::kOk);
  EXPECT_THAT(out_, ::testing::MatchesRegex("reprise [0-9.]+ \\(commit [^ ]+, .*, build [0-9a-f]+\\)\n"));
}

}  // namespace
}  // namespace reprise::cli
