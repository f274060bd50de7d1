#include "task/submission.h"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::task {
namespace {

using Codec = channel::Codec<Submission>;

std::vector<std::byte> Encoded(std::uint8_t type, std::string name) {
  const std::span<const std::byte> bytes = Codec::Encode({.type = type, .name = std::move(name)});
  return {bytes.begin(), bytes.end()};
}

TEST(SubmissionTest, Example) {
  const std::vector<std::byte> bytes = Encoded(3, "path/7");

  const absl::StatusOr<Submission> submission = Codec::Decode(bytes);
  EXPECT_EQ(submission->type, 3);
  EXPECT_EQ(submission->name, "path/7");
  EXPECT_EQ(submission->job, nullptr);  // Code is in no log.
  EXPECT_EQ(Codec::ToJson(bytes), R"({"type": 3, "name": "path/7"})");
}

TEST(SubmissionTest, EveryCutIsRefusedOrMeansTheSame) {
  const std::vector<std::byte> bytes = Encoded(3, "path/7");
  for (std::size_t left = 0; left < bytes.size(); ++left) {
    const absl::StatusOr<Submission> cut = Codec::Decode(std::span(bytes).first(left));
    if (cut.ok()) {
      EXPECT_EQ(cut->name, "path/7") << left << " bytes";
    } else {
      EXPECT_EQ(cut.status().code(), absl::StatusCode::kInvalidArgument) << left << " bytes";
    }
  }
  EXPECT_FALSE(Codec::Decode({}).ok());
}

TEST(SubmissionTest, DamageIsShownAsJsonToo) {
  EXPECT_EQ(Codec::ToJson({}),
            "{\"error\": \"reprise.run.TaskSubmission: 0 bytes are no FlatBuffer of that table; the log is "
            "damaged\"}");
  EXPECT_EQ(Codec::ToJson(Encoded(0, "a \"quoted\" name")), R"({"type": 0, "name": "a \"quoted\" name"})");
}

}  // namespace
}  // namespace reprise::task
