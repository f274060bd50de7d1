#include "replay/log/log_file.h"

#include <gmock/gmock.h>

#include "tests/unit/log/log_fixture.h"

namespace reprise::log {
namespace {

using testing::HasSubstr;

Bytes WithMetadata(const StringMap& entries) {
  const ScratchFile file;
  absl::StatusOr<McapWriter> writer = McapWriter::Create(file.path());
  EXPECT_TRUE(writer->WriteMetadata({.name = kMetadataName, .metadata = entries}).ok());
  EXPECT_TRUE(writer->Close().ok());
  return file.Read();
}

std::string FailureOf(ByteSpan file, absl::StatusCode code) {
  const absl::StatusOr<LogFile> log = LogFile::Parse(file, ReadMode::kPrefix, "x.mcap");
  EXPECT_EQ(log.status().code(), code);
  return MessageOf(log.status());
}

TEST(LogFileTest, GivesBackWhatWasWritten) {
  const ScratchFile file;
  WriteSmallLog(file.path());

  const absl::StatusOr<LogFile> log = LogFile::Open(file.path(), ReadMode::kStrict);

  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_TRUE(log->whole());
  EXPECT_TRUE(log->messages_whole());
  EXPECT_EQ(log->metadata().Get(kKeySeed), "7");
  EXPECT_EQ(log->chunk_count(), 4U);
  ASSERT_EQ(log->channels().size(), 2U);
  const LogChannel& second = *log->channels()[1];
  EXPECT_EQ(second.topic, "/topic/2");
  EXPECT_EQ(second.schema->name, "S");
  EXPECT_EQ(AsString(second.schema->data), "a schema");
  ASSERT_EQ(second.messages.size(), 6U);
  EXPECT_EQ(AsString(second.messages[2].data), SmallPayload(5));
  EXPECT_EQ(second.messages[2].log_time, 1005U);
  EXPECT_EQ(second.messages[2].position, 5U);
  EXPECT_EQ(second.messages[2].chunk, 1U);
  EXPECT_EQ(log->FindChannel("/topic/2"), &second);
  EXPECT_EQ(log->FindChannel("/topic/3"), nullptr);
}

TEST(LogFileTest, PayloadsAreAlignedForFlatBuffers) {
  const Bytes file = SmallLogBytes();

  const absl::StatusOr<LogFile> log = LogFile::Parse(file, ReadMode::kStrict, "small");

  for (const auto& channel : log->channels()) {
    for (const LogMessage& message : channel->messages) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(message.data.data()) % kPayloadAlignment, 0U);
    }
  }
}

TEST(LogFileTest, WhatIsNoLogIsRefusedInOneSentence) {
  EXPECT_THAT(FailureOf({}, absl::StatusCode::kDataLoss), HasSubstr("x.mcap is empty, not a log"));
  EXPECT_THAT(FailureOf(AsBytes("\x89PNG\r\n\x1a\n and more"), absl::StatusCode::kDataLoss),
              HasSubstr("begins with 89 50 4e 47 0d 0a 1a 0a instead of"));
  EXPECT_THAT(MessageOf(LogFile::Open("/", ReadMode::kPrefix).status()), HasSubstr("/ is a directory"));
  EXPECT_EQ(LogFile::Open("/nowhere.mcap", ReadMode::kPrefix).status().code(), absl::StatusCode::kNotFound);
}

TEST(LogFileTest, AnotherProgramsMcapIsNoLog) {
  EXPECT_THAT(FailureOf(WithMetadata({{"", ""}}), absl::StatusCode::kDataLoss),
              HasSubstr("format_version is ''"));
  const ScratchFile file;
  EXPECT_TRUE(McapWriter::Create(file.path())->Close().ok());
  EXPECT_THAT(FailureOf(file.Read(), absl::StatusCode::kDataLoss), HasSubstr("no log of reprise"));
  EXPECT_THAT(FailureOf(SmallLogBytes({.options = {.profile = "ros2"}}), absl::StatusCode::kDataLoss),
              HasSubstr("no log of reprise"));
}

TEST(LogFileTest, LaterVersionIsRefusedNamingBoth) {
  const std::string failure =
      FailureOf(WithMetadata({{kKeyFormatVersion, "3"}}), absl::StatusCode::kFailedPrecondition);

  EXPECT_THAT(failure, HasSubstr("version 3"));
  EXPECT_THAT(failure, HasSubstr("up to version 2"));
}

TEST(LogFileTest, ChangedMetadataIsFoundOut) {
  StringMap entries = SmallMetadata().metadata;
  for (auto& [key, value] : entries) {
    if (key == kKeySeed) value = std::string("8");
  }

  EXPECT_THAT(FailureOf(WithMetadata(entries), absl::StatusCode::kDataLoss), HasSubstr("checksum"));
}

TEST(LogFileTest, StrictRefusesWhatPrefixReads) {
  Bytes file = SmallLogBytes();
  file.pop_back();

  EXPECT_THAT(MessageOf(LogFile::Parse(file, ReadMode::kStrict, "x").status()),
              HasSubstr("x is damaged at byte"));
  const absl::StatusOr<LogFile> prefix = LogFile::Parse(file, ReadMode::kPrefix, "x");
  ASSERT_TRUE(prefix.ok());
  EXPECT_FALSE(prefix->whole());
  EXPECT_TRUE(prefix->messages_whole());
  EXPECT_EQ(prefix->message_count(), 12U);
}

}  // namespace
}  // namespace reprise::log
