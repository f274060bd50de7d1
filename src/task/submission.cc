#include "task/submission.h"

#include <cstring>
#include <vector>

#include <flatbuffers/util.h>

#include "absl/strings/str_cat.h"
#include "task/submission_bfbs_generated.h"
#include "task/submission_generated.h"

namespace reprise::channel {

using SubmissionCodec = Codec<task::Submission>;

std::span<const std::byte> SubmissionCodec::Schema() {
  return std::as_bytes(
      std::span(run::TaskSubmissionBinarySchema::data(), run::TaskSubmissionBinarySchema::size()));
}

std::span<const std::byte> SubmissionCodec::Encode(const task::Submission& submission) {
  thread_local flatbuffers::FlatBufferBuilder builder;
  builder.Clear();
  builder.Finish(run::CreateTaskSubmissionDirect(builder, submission.type, submission.name.c_str()));
  return std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
}

absl::StatusOr<task::Submission> SubmissionCodec::Decode(std::span<const std::byte> bytes) {
  // A container stores payloads at any address; FlatBuffers reads aligned ones only.
  std::vector<std::uint64_t> aligned(bytes.size() / sizeof(std::uint64_t) + 1);
  if (!bytes.empty()) std::memcpy(aligned.data(), bytes.data(), bytes.size());
  const auto* const data = reinterpret_cast<const std::uint8_t*>(aligned.data());
  flatbuffers::Verifier verifier(data, bytes.size(), /*max_depth=*/4, /*max_tables=*/4);
  if (bytes.size() < sizeof(flatbuffers::uoffset_t) || !run::VerifyTaskSubmissionBuffer(verifier)) {
    return absl::InvalidArgumentError(absl::StrCat(
        kSchemaName, ": ", bytes.size(), " bytes are no FlatBuffer of that table; the log is damaged"));
  }
  const run::TaskSubmission& table = *run::GetTaskSubmission(data);
  task::Submission submission;
  submission.type = table.type();
  if (table.name() != nullptr) submission.name = table.name()->str();
  return submission;
}

std::string SubmissionCodec::ToJson(std::span<const std::byte> bytes) {
  const absl::StatusOr<task::Submission> submission = Decode(bytes);
  const std::string text = submission.ok() ? submission->name : std::string(submission.status().message());
  std::string quoted;
  flatbuffers::EscapeString(text.data(), text.size(), &quoted, /*allow_non_utf8=*/true,
                            /*natural_utf8=*/false);
  if (!submission.ok()) return absl::StrCat("{\"error\": ", quoted, "}");
  return absl::StrCat("{\"type\": ", static_cast<int>(submission->type), ", \"name\": ", quoted, "}");
}

}  // namespace reprise::channel
