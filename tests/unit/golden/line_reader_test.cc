#include "replay/golden/line_reader.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/unit/golden/golden_writer.h"
#include "tests/unit/support/temp_folder.h"

namespace reprise::golden {
namespace {

using ::testing::HasSubstr;

struct Read {
  std::vector<std::string> lines;
  absl::Status end;
};

Read ReadAll(const std::string& path) {
  Read read;
  absl::StatusOr<LineReader> reader = LineReader::Open(path);
  if (!reader.ok()) return {{}, reader.status()};
  for (std::string line;;) {
    const absl::StatusOr<bool> more = reader->Next(line);
    read.end = more.status();
    if (!more.ok() || !*more) return read;
    read.lines.push_back(line.substr(0, 20));
  }
}

TEST(LineReaderTest, GivesTheLinesOfCompressedAndPlainFiles) {
  const TempFolder folder;
  const std::vector<std::string> lines = {"one", "", "three"};

  EXPECT_EQ(ReadAll(WriteGzip(folder.File("lines.gz"), "one\n\nthree\n")).lines, lines);
  EXPECT_EQ(ReadAll(WritePlain(folder.File("lines"), "one\n\nthree")).lines, lines);
  EXPECT_TRUE(ReadAll(WritePlain(folder.File("empty"), "")).lines.empty());
}

TEST(LineReaderTest, LinesLongerThanTheBufferAreWhole) {
  const TempFolder folder;
  const std::string text = std::string(300'000, 'a') + "\n" + std::string(200'000, 'b') + "\n";

  EXPECT_EQ(ReadAll(WriteGzip(folder.File("long.gz"), text)).lines,
            (std::vector<std::string>{std::string(20, 'a'), std::string(20, 'b')}));
}

TEST(LineReaderTest, LineBeyondTheLimitIsRefused) {
  const TempFolder folder;
  const Read read = ReadAll(WriteGzip(folder.File("zeros.gz"), std::string(8U << 20, '0')));

  EXPECT_EQ(read.end.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(read.end.message()), HasSubstr(":1: a line of more than 1048576 bytes"));
}

TEST(LineReaderTest, EveryCutAndEveryChangedByteOfACompressedFileIsFoundOut) {
  const TempFolder folder;
  std::stringstream whole;
  whole << std::ifstream(WriteGzip(folder.File("whole.gz"), "some text, some more text\nand the end\n"))
               .rdbuf();
  const std::string bytes = whole.str();

  for (std::size_t cut = 3; cut < bytes.size(); ++cut) {
    EXPECT_EQ(ReadAll(WritePlain(folder.File("cut.gz"), bytes.substr(0, cut))).end.code(),
              absl::StatusCode::kAborted)
        << cut;
  }
  for (std::size_t at = 10; at < bytes.size(); ++at) {  // Before that: a header that nobody needs.
    std::string changed = bytes;
    changed[at] ^= 0x55;
    EXPECT_EQ(ReadAll(WritePlain(folder.File("changed.gz"), changed)).end.code(), absl::StatusCode::kAborted)
        << at;
  }
}

TEST(LineReaderTest, MissingFileIsNotFound) {
  const TempFolder folder;
  const Read read = ReadAll(folder.File("no-such-file.gz"));

  EXPECT_EQ(read.end.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(read.end.message()), HasSubstr("No such file"));
  EXPECT_EQ(ReadAll(folder.path()).end.code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace reprise::golden
