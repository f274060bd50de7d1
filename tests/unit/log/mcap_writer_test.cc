#include "replay/log/mcap_writer.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "replay/log/mcap_index.h"
#include "tests/unit/log/log_fixture.h"

namespace reprise::log {
namespace {

using testing::HasSubstr;

std::vector<std::uint64_t> TimesByIndex(const Bytes& file) {
  const absl::StatusOr<McapIndex> index = McapIndex::Open(file);
  EXPECT_TRUE(index.ok()) << index.status();
  MessagesByTime messages(*index);
  std::vector<std::uint64_t> times;
  for (;;) {
    const absl::StatusOr<std::optional<Message>> message = messages.Next();
    EXPECT_TRUE(message.ok()) << message.status();
    if (!message.ok() || !message->has_value()) return times;
    times.push_back((*message)->log_time);
  }
}

absl::StatusOr<McapWriter> WriterWithOneChannel(const std::string& path,
                                                const McapWriterOptions& options = {}) {
  absl::StatusOr<McapWriter> writer = McapWriter::Create(path, options);
  EXPECT_TRUE(writer->WriteMetadata(SmallMetadata()).ok());
  EXPECT_TRUE(writer->AddChannel({.id = 1, .topic = "t"}).ok());
  return writer;
}

TEST(McapWriterTest, ChunksCloseAtTheirTarget) {
  const ScratchFile file;
  absl::StatusOr<McapWriter> writer = WriterWithOneChannel(file.path(), {.chunk_bytes_target = 10'000});
  const Bytes payload(1000);
  for (std::uint64_t i = 0; i < 100; ++i) {
    ASSERT_TRUE(writer->WriteMessage({.channel_id = 1, .log_time = i, .data = payload}).ok());
  }
  ASSERT_TRUE(writer->Close().ok());

  const Bytes bytes = file.Read();
  const absl::StatusOr<McapIndex> index = McapIndex::Open(bytes);
  ASSERT_TRUE(index.ok());
  EXPECT_EQ(index->chunks().size(), 10U);
  EXPECT_EQ(index->chunks()[0].compression, "zstd");
  EXPECT_LT(bytes.size(), 10'000U);
  EXPECT_EQ(index->statistics()->message_count, 100U);
  EXPECT_EQ(index->statistics()->channel_message_counts.front().second, 100U);
}

TEST(McapWriterTest, BatchesOfEncodedMessagesBecomeChunksOfTheirOwn) {
  const ScratchFile file;
  absl::StatusOr<McapWriter> writer = WriterWithOneChannel(file.path());
  for (std::uint32_t batch = 0; batch < 3; ++batch) {
    Bytes messages;
    for (std::uint32_t i = 0; i < 4; ++i)
      EncodeRecord(messages, Message{.channel_id = 1, .sequence = 4 * batch + i});
    ASSERT_TRUE(writer->WriteChunk(messages).ok());
  }
  ASSERT_TRUE(writer->Close().ok());

  const absl::StatusOr<LogFile> log = LogFile::Open(file.path(), ReadMode::kStrict);
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(log->chunk_count(), 3U);
  EXPECT_EQ(log->channels()[0]->messages[7].sequence, 7U);
  EXPECT_EQ(log->channels()[0]->messages[7].chunk, 1U);
}

TEST(McapWriterTest, MessagesOfChunksThatOverlapInTimeComeInOrderThroughTheIndex) {
  const ScratchFile file;
  absl::StatusOr<McapWriter> writer = WriterWithOneChannel(file.path());
  for (const std::vector<std::uint64_t>& chunk :
       {std::vector<std::uint64_t>{5, 1, 9}, {2, 3, 20}, {0, 4, 4}, {30}}) {
    for (const std::uint64_t time : chunk)
      ASSERT_TRUE(writer->WriteMessage({.channel_id = 1, .log_time = time}).ok());
    ASSERT_TRUE(writer->EndChunk().ok());
  }
  ASSERT_TRUE(writer->Close().ok());

  EXPECT_THAT(TimesByIndex(file.Read()), testing::ElementsAre(0, 1, 2, 3, 4, 4, 5, 9, 20, 30));
}

TEST(McapWriterTest, IndexWhoseChunksLieOverEachOtherIsRefused) {
  Bytes file = SmallLogBytes({.options = {.summary_offsets = false}});
  const absl::StatusOr<McapIndex> sound = McapIndex::Open(file);
  Bytes first, second;
  EncodeRecord(first, sound->chunks()[0]);
  EncodeRecord(second, sound->chunks()[1]);
  const auto at = std::search(file.begin(), file.end(), second.begin(), second.end());
  ASSERT_NE(at, file.end());
  std::copy(first.begin(), first.end(), at);  // Same size: both chunks have the same channels.
  PatchNumber(file, file.size() - kMagic.size() - 4, std::uint32_t{0});  // No CRC over the summary.

  EXPECT_THAT(MessageOf(McapIndex::Open(file).status()), HasSubstr("the chunk index places"));
}

TEST(McapWriterTest, WithoutIndexesTheFileIsSmallerAndReadsTheSame) {
  const Bytes full = SmallLogBytes();
  const Bytes compact = SmallLogBytes({.options = {.message_index = false, .chunk_index = false}});

  const absl::StatusOr<LogFile> log = LogFile::Parse(compact, ReadMode::kStrict, "compact");

  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_LT(compact.size(), full.size());
  EXPECT_EQ(PayloadsOf(*log), PayloadsOf(LogFile::Parse(full, ReadMode::kStrict, "full").value()));
}

TEST(McapWriterTest, WhatShrinksTooMuchToBeBelievedIsStoredAsItIs) {
  const ScratchFile file;
  absl::StatusOr<McapWriter> writer = WriterWithOneChannel(file.path());
  const Bytes zeros(std::size_t{2} << 20);
  ASSERT_TRUE(writer->WriteMessage({.channel_id = 1, .data = zeros}).ok());
  ASSERT_TRUE(writer->Close().ok());

  const absl::StatusOr<LogFile> log = LogFile::Open(file.path(), ReadMode::kStrict);

  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(log->channels()[0]->messages[0].data.size(), zeros.size());
}

TEST(McapWriterTest, FileThatExistsIsKeptUnlessToldOtherwise) {
  const ScratchFile file;
  WriteSmallLog(file.path());

  EXPECT_EQ(McapWriter::Create(file.path()).status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(LogFile::Open(file.path(), ReadMode::kStrict)->message_count(), 12U);
  EXPECT_TRUE(McapWriter::Create(file.path(), {.existing = Existing::kReplace}).ok());
}

TEST(McapWriterTest, FullDiskIsOneSentenceAndStaysTheAnswer) {
  absl::StatusOr<McapWriter> writer = McapWriter::Create("/dev/full", {.existing = Existing::kReplace});

  EXPECT_EQ(writer.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(MessageOf(writer.status()),
              HasSubstr("cannot write /dev/full at byte 0: No space left on device"));
}

TEST(McapWriterTest, WhatWasWrittenBeforeTheDiskWasFullIsReadable) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const ScratchFile file;
  absl::StatusOr<McapWriter> writer =
      WriterWithOneChannel(file.path(), {.compression = Compression::kNone, .chunk_bytes_target = 1000});
  const rlimit small{.rlim_cur = 5000, .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const Bytes payload(100);
  absl::Status status;
  while (status.ok()) status = writer->WriteMessage({.channel_id = 1, .data = payload});
  setrlimit(RLIMIT_FSIZE,
            &before);  // There is room again, and still nothing may follow the half-written chunk.
  const absl::Status again = writer->Close();

  EXPECT_THAT(MessageOf(status), HasSubstr("at byte 5000"));
  EXPECT_EQ(again, status);
  EXPECT_EQ(std::filesystem::file_size(file.path()), 5000U);
  const absl::StatusOr<LogFile> log = LogFile::Open(file.path(), ReadMode::kPrefix);
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(log->chunk_count(), 3U);
}

TEST(McapWriterTest, FolderThatIsNotThereIsNamed) {
  const absl::Status status = McapWriter::Create("/nowhere/x.mcap").status();

  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(MessageOf(status), HasSubstr("cannot create /nowhere/x.mcap"));
}

}  // namespace
}  // namespace reprise::log
