// write_log FILE: writes a small log with a schema of its own, for readers that are not ours.
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "replay/log/log_metadata.h"
#include "replay/log/mcap_writer.h"
#include "sample_bfbs_generated.h"
#include "sample_generated.h"

namespace reprise::log {
namespace {

constexpr std::uint32_t kMessages = 20'000;  // Several chunks.

ByteSpan BuildSample(flatbuffers::FlatBufferBuilder& builder, std::uint32_t number) {
  builder.Clear();
  std::vector<sample::Cell> path;
  for (std::uint32_t i = 0; i < number % 7; ++i) path.emplace_back(static_cast<std::int16_t>(i), -3);
  const auto part = sample::CreatePartDirect(builder, "a part", number / 2.0);
  const sample::Cell cell(1, static_cast<std::int16_t>(number % 1000));
  const std::vector<flatbuffers::Offset<sample::Part>> parts(number % 3, part);
  const std::vector<std::uint8_t> flags = {1, 0, 1};
  builder.Finish(sample::CreateSampleDirect(builder, number, -5, sample::Colour::Blue, &cell, &path, &parts,
                                            absl::StrCat("sample ", number).c_str(), &flags));
  return std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
}

absl::Status Write(const std::string& path) {
  absl::StatusOr<McapWriter> writer = McapWriter::Create(path, {.existing = Existing::kReplace});
  if (!writer.ok()) return writer.status();
  absl::Status status = writer->WriteMetadata(LogMetadata({{kKeySeed, "1"}, {kKeyApp, "sample"}}).ToRecord());
  const auto schema =
      std::as_bytes(std::span(sample::SampleBinarySchema::data(), sample::SampleBinarySchema::size()));
  status.Update(writer->AddSchema(
      {.id = 1, .name = "reprise.sample.Sample", .encoding = "flatbuffer", .data = schema}));
  for (const std::uint16_t id : {1, 2}) {
    status.Update(writer->AddChannel(
        {.id = id, .schema_id = 1, .topic = absl::StrCat("/sample/", id), .message_encoding = "flatbuffer"}));
  }
  status.Update(writer->AddChannel(
      {.id = 3, .topic = absl::StrCat(kOpsTopicPrefix, 0), .message_encoding = "reprise-ops"}));
  flatbuffers::FlatBufferBuilder builder;
  for (std::uint32_t i = 0; i < kMessages; ++i) {
    const auto channel = static_cast<std::uint16_t>(1 + (i % 3 == 0));
    status.Update(writer->WriteMessage(
        {.channel_id = channel, .sequence = i, .log_time = 256 * i, .data = BuildSample(builder, i)}));
    const std::string packed(40, 'x');
    if (i % 100 == 0)
      status.Update(writer->WriteMessage({.channel_id = 3, .log_time = 256 * i, .data = AsBytes(packed)}));
  }
  status.Update(writer->Close());
  return status;
}

}  // namespace
}  // namespace reprise::log

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_log FILE\n");
    return 2;
  }
  const absl::Status status = reprise::log::Write(argv[1]);
  if (status.ok()) return 0;
  std::fprintf(stderr, "write_log: %s\n", status.ToString().c_str());
  return 4;
}
