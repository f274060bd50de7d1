// The container against the public MCAP conformance suite: read from the front, read through the index, and
// written byte for byte. The files are no part of this tree; run.sh finds and unpacks them, and gives their
// folder as the argument.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "replay/log/input_file.h"
#include "replay/log/mcap_index.h"
#include "replay/log/mcap_writer.h"
#include "tests/conformance/record_json.h"
#include "tests/unit/support/temp_folder.h"

namespace reprise::log {
namespace {

std::string& Folder() {
  static std::string folder;
  return folder;
}

struct Case {
  std::string name;
  Bytes file;
  std::set<std::string> features;
  Json records;  // In file order, fields as one object.

  [[nodiscard]] bool Has(const std::string& feature) const { return features.contains(feature); }
};

std::vector<Case> AllCases() {
  std::vector<Case> cases;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(Folder())) {
    if (entry.path().extension() != ".json") continue;
    const Json json = Json::parse(std::ifstream(entry.path()));
    std::filesystem::path file = entry.path();
    Case& one = cases.emplace_back(
        Case{.name = entry.path().stem(), .file = ReadFile(file.replace_extension(".mcap")).value()});
    for (const Json& feature : json["meta"]["variant"]["features"]) one.features.insert(feature);
    for (const Json& record : json["records"]) {
      Json fields = Json::object();
      for (const Json& field : record["fields"]) fields[field[0].get<std::string>()] = field[1];
      one.records.push_back({{"type", record["type"]}, {"fields", fields}});
    }
  }
  std::ranges::sort(cases, {}, &Case::name);
  return cases;
}

Json RecordsOfType(const Json& records, const std::string& type) {
  Json found = Json::array();
  for (const Json& record : records) {
    if (record["type"] == type) found.push_back(record);
  }
  return found;
}

std::uint64_t LogTimeOf(const Json& message) {
  return std::stoull(message["fields"]["log_time"].get<std::string>());
}

Json AllToJson(const auto& records) {
  Json json = Json::array();
  for (const auto& record : records) json.push_back(ToJson(Record(record)));
  return json;
}

TEST(ConformanceTest, TheSuiteIsWhole) { EXPECT_EQ(AllCases().size(), 211U); }

TEST(ConformanceTest, EveryFileReadsFromTheFront) {
  for (const Case& one : AllCases()) {
    SCOPED_TRACE(one.name);
    McapReader reader(one.file, ReadMode::kStrict);
    Json records = Json::array();

    while (const std::optional<Record> record = reader.Next()) {
      if (const Json json = ToJson(*record); !json.is_null()) records.push_back(json);
    }

    EXPECT_TRUE(reader.whole()) << (reader.damages().empty() ? "" : reader.damages()[0].what);
    EXPECT_EQ(records, one.records);
  }
}

TEST(ConformanceTest, EveryIndexedFileReadsByTime) {
  int files = 0;
  for (const Case& one : AllCases()) {
    if (!one.Has("chx") || !one.Has("mx")) continue;
    SCOPED_TRACE(one.name);
    ++files;
    const absl::StatusOr<McapIndex> index = McapIndex::Open(one.file);
    ASSERT_TRUE(index.ok()) << index.status();
    MessagesByTime messages(*index);
    Json read = Json::array();
    for (;;) {
      const absl::StatusOr<std::optional<Message>> message = messages.Next();
      ASSERT_TRUE(message.ok()) << message.status();
      if (!message->has_value()) break;
      read.push_back(ToJson(Record(**message)));
    }

    Json expected = RecordsOfType(one.records, "Message");
    std::stable_sort(expected.begin(), expected.end(),
                     [](const Json& a, const Json& b) { return LogTimeOf(a) < LogTimeOf(b); });
    EXPECT_EQ(read, expected);
    if (one.Has("rsh")) {
      EXPECT_EQ(AllToJson(index->schemas())[0], RecordsOfType(one.records, "Schema")[0]);
    }
    if (one.Has("rch")) {
      EXPECT_EQ(AllToJson(index->channels())[0], RecordsOfType(one.records, "Channel")[0]);
    }
    ASSERT_EQ(index->statistics().has_value(), one.Has("st"));
    if (one.Has("st")) {
      EXPECT_EQ(ToJson(Record(*index->statistics())), RecordsOfType(one.records, "Statistics")[0]);
    }
  }
  EXPECT_GT(files, 40);
}

McapWriterOptions OptionsOf(const Case& one, const Header& header) {
  return {.profile = header.profile,
          .library = header.library,
          .compression = Compression::kNone,
          .existing = Existing::kReplace,
          .chunks = one.Has("ch"),
          .message_index = one.Has("mx"),
          .chunk_index = one.Has("chx"),
          .attachment_index = one.Has("ax"),
          .metadata_index = one.Has("mdx"),
          .statistics = one.Has("st"),
          .repeat_schemas = one.Has("rsh"),
          .repeat_channels = one.Has("rch"),
          .summary_offsets = one.Has("sum")};
}

Bytes Rewrite(const Case& one) {
  JsonRecords from;
  const TempFolder folder;
  const std::string path = folder.File("rewritten.mcap");
  absl::StatusOr<McapWriter> writer =
      McapWriter::Create(path, OptionsOf(one, from.Get<Header>(one.records[0]["fields"])));
  for (const Json& record : one.records) {
    const Json& fields = record["fields"];
    absl::Status status;
    if (record["type"] == "Schema") status = writer->AddSchema(from.Get<Schema>(fields));
    if (record["type"] == "Channel") status = writer->AddChannel(from.Get<Channel>(fields));
    if (record["type"] == "Message") status = writer->WriteMessage(from.Get<Message>(fields));
    if (record["type"] == "Attachment") status = writer->WriteAttachment(from.Get<Attachment>(fields));
    if (record["type"] == "Metadata") status = writer->WriteMetadata(from.Get<Metadata>(fields));
    EXPECT_TRUE(status.ok()) << status;
    if (record["type"] == "DataEnd") break;
  }
  EXPECT_TRUE(writer->Close().ok());
  return ReadFile(path).value();
}

TEST(ConformanceTest, EveryFileWithoutPaddingIsWrittenByteForByte) {
  int files = 0;
  for (const Case& one : AllCases()) {
    if (one.Has("pad")) continue;
    SCOPED_TRACE(one.name);
    ++files;
    EXPECT_EQ(Rewrite(one), one.file);
  }
  EXPECT_GT(files, 80);
}

}  // namespace
}  // namespace reprise::log

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) {
    std::fprintf(stderr, "usage: conformance_test FOLDER\n");
    return 2;
  }
  reprise::log::Folder() = argv[1];
  return RUN_ALL_TESTS();
}
