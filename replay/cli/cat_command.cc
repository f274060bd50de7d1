#include "replay/cli/cat_command.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "replay/cli/log_damage.h"
#include "replay/games/log_ticks.h"
#include "replay/games/message_json.h"
#include "replay/log/log_file.h"

namespace reprise::cli {
namespace {

using Json = nlohmann::ordered_json;

struct CatOptions {
  std::string file, topic, ticks;
};

struct Line {
  const log::LogChannel* channel;
  const log::LogMessage* message;
};

// The messages that were asked for, causes before effects. The file's order is only each worker's own: the
// chunks of several workers mix.
std::vector<Line> ChosenLines(const log::LogFile& log, const CatOptions& options,
                              const games::LogTicks& ticks, const games::TickRange& range) {
  std::vector<Line> lines;
  for (const auto& channel : log.channels()) {
    if (!options.topic.empty() && channel->topic != options.topic) continue;
    for (const log::LogMessage& message : channel->messages) {
      if (range.Contains(ticks.TickOf(message))) lines.push_back({channel.get(), &message});
    }
  }
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::pair(a.message->log_time, a.message->position) <
           std::pair(b.message->log_time, b.message->position);
  });
  return lines;
}

void PrintLine(const Line& line, std::uint64_t tick, const games::MessageJson& messages, bool json) {
  const Json content = messages.Of(*line.channel, *line.message);
  const std::string object = messages.ObjectOf(*line.channel, *line.message);
  const auto dump = [](const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  if (json) {
    Json shown = {{"topic", line.channel->topic},
                  {"tick", tick},
                  {"sequence", line.message->sequence},
                  {"log_time", line.message->log_time},
                  {"publish_time", line.message->publish_time},
                  {"message", content}};
    if (!object.empty()) shown["object"] = object;
    std::puts(dump(shown).c_str());
  } else {
    std::puts(absl::StrCat("tick ", tick, " ", line.channel->topic, " ", line.message->sequence,
                           object.empty() ? "" : " of ", object, " ", dump(content))
                  .c_str());
  }
}

ExitCode RunCat(const CatOptions& options, const CommonOptions& common) {
  games::TickRange range;
  if (!options.ticks.empty()) {
    const absl::StatusOr<games::TickRange> parsed = games::ParseTickRange(options.ticks);
    if (!parsed.ok()) return Report("cat", parsed.status());
    range = *parsed;
  }
  const absl::StatusOr<log::LogFile> log = log::LogFile::Open(options.file, log::ReadMode::kPrefix);
  if (!log.ok()) return Report("cat", log.status());
  if (!options.topic.empty() && log->FindChannel(options.topic) == nullptr) {
    return Report("cat", absl::InvalidArgumentError(absl::StrCat(options.file, " has no channel with topic '",
                                                                 options.topic, "'; `reprise info ",
                                                                 options.file, "` lists those that it has")));
  }
  const games::LogTicks ticks(*log);
  const games::MessageJson messages(*log);
  for (const Line& line : ChosenLines(*log, options, ticks, range)) {
    PrintLine(line, ticks.TickOf(*line.message), messages, common.json);
  }
  return Report("cat", DamageStatus(options.file, *log));
}

}  // namespace

void AddCatCommand(CommandSet& commands) {
  const auto options = std::make_shared<CatOptions>();
  CLI::App& parser =
      commands.Add({.name = "cat",
                    .does = "Prints the messages of a log as JSON, one a line",
                    .example = "reprise cat match.mcap --topic /reprise/tick --ticks 10..12"},
                   [options](const CommonOptions& common) { return RunCat(*options, common); });
  parser.add_option("FILE", options->file, "A log that play --record wrote")->required();
  parser.add_option("--topic", options->topic,
                    "Only the channel with this topic (`reprise info` lists them)");
  parser.add_option("--ticks", options->ticks, "Only these ticks: N, A..B, A.. or ..B");
}

}  // namespace reprise::cli
