#include "replay/cli/info_command.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "replay/cli/log_damage.h"
#include "replay/games/log_ticks.h"
#include "replay/games/message_json.h"
#include "replay/log/log_file.h"
#include "replay/record/op_record.h"

namespace reprise::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Totals {
  std::uint64_t bytes = 0, ops = 0, ticks = 0;
};

std::uint64_t BytesOf(const log::LogChannel& channel) {
  std::uint64_t bytes = 0;
  for (const log::LogMessage& message : channel.messages) bytes += message.data.size();
  return bytes;
}

std::string SchemaOf(const log::LogChannel& channel) {
  return channel.schema == nullptr ? "" : channel.schema->name;
}

Totals TotalsOf(const log::LogFile& log) {
  Totals totals{.ticks = games::TicksRecorded(log)};
  for (const auto& channel : log.channels()) {
    const std::uint64_t bytes = BytesOf(*channel);
    totals.bytes += bytes;
    if (games::IsOpsChannel(*channel)) totals.ops += bytes / record::kOpRecordBytes;
  }
  return totals;
}

Json InfoJson(const std::string& path, const log::LogFile& log) {
  const Totals totals = TotalsOf(log);
  Json json = {{"file", path},
               {"whole", log.whole()},
               {"messages_whole", log.messages_whole()},
               {"file_bytes", log.file_bytes()},
               {"chunks", log.chunk_count()},
               {"messages", log.message_count()},
               {"message_bytes", totals.bytes},
               {"ops", totals.ops},
               {"ticks", totals.ticks}};
  json["metadata"] = Json::object();
  for (const log::Metadata& record : log.all_metadata()) {
    for (const auto& [key, value] : record.metadata) json["metadata"][record.name][key] = value;
  }
  json["channels"] = Json::array();
  for (const auto& channel : log.channels()) {
    json["channels"].push_back({{"id", channel->id},
                                {"topic", channel->topic},
                                {"schema", SchemaOf(*channel)},
                                {"encoding", channel->message_encoding},
                                {"messages", channel->messages.size()},
                                {"bytes", BytesOf(*channel)}});
  }
  json["damages"] = DamagesJson(log);
  return json;
}

void PrintText(const std::string& path, const log::LogFile& log) {
  const Totals totals = TotalsOf(log);
  std::printf("%s: %s\n", path.c_str(), log.whole() ? "whole" : DamageText(log).c_str());
  std::printf("%llu bytes, %u chunks, %llu messages of %llu bytes, %llu ops, %llu ticks\n",
              static_cast<unsigned long long>(log.file_bytes()), log.chunk_count(),
              static_cast<unsigned long long>(log.message_count()),
              static_cast<unsigned long long>(totals.bytes), static_cast<unsigned long long>(totals.ops),
              static_cast<unsigned long long>(totals.ticks));
  for (const log::Metadata& record : log.all_metadata()) {
    std::printf("\nmetadata %s\n", record.name.c_str());
    for (const auto& [key, value] : record.metadata) std::printf("  %-24s %s\n", key.c_str(), value.c_str());
  }
  std::printf("\n%10s %12s  %-40s %s\n", "messages", "bytes", "topic", "schema");
  for (const auto& channel : log.channels()) {
    std::printf("%10zu %12llu  %-40s %s\n", channel->messages.size(),
                static_cast<unsigned long long>(BytesOf(*channel)), channel->topic.c_str(),
                SchemaOf(*channel).c_str());
  }
}

ExitCode RunInfo(const std::string& path, const CommonOptions& common) {
  const absl::StatusOr<log::LogFile> log = log::LogFile::Open(path, log::ReadMode::kPrefix);
  if (!log.ok()) return Report("info", log.status());
  if (common.json) {
    std::puts(InfoJson(path, *log).dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
  } else {
    PrintText(path, *log);
  }
  return Report("info", DamageStatus(path, *log));
}

}  // namespace

void AddInfoCommand(CommandSet& commands) {
  const auto file = std::make_shared<std::string>();
  CLI::App& parser = commands.Add(
      {.name = "info",
       .does = "Shows what a log holds: metadata, channels, counts, and whether all of it is there",
       .example = "reprise info match.mcap"},
      [file](const CommonOptions& common) { return RunInfo(*file, common); });
  parser.add_option("FILE", *file, "A log that play --record wrote")->required();
}

}  // namespace reprise::cli
