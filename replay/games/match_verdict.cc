#include "replay/games/match_verdict.h"

#include "absl/strings/str_cat.h"
#include "base/build_info.h"

namespace reprise::games {
namespace {

nlohmann::ordered_json DivergenceJson(const session::Divergence& divergence, std::uint64_t tick) {
  return {{"tick", tick},
          {"task", divergence.task},
          {"op_no", divergence.op_no},
          {"op", divergence.op},
          {"channel", divergence.channel},
          {"site", divergence.site},
          {"field", divergence.field},
          {"expected", divergence.expected},
          {"found", divergence.found},
          {"last", divergence.last},
          {"hint", divergence.hint}};
}

}  // namespace

std::string HashText(std::uint64_t hash) { return absl::StrCat(absl::Hex(hash, absl::kZeroPad16)); }

std::string VerdictText(const ReplayedMatch& replayed) {
  // A difference lies in the tick that has not ended; a log is cut short behind the last one that has.
  const std::uint64_t tick = replayed.ticks + (replayed.result.divergence.has_value() ? 1 : 0);
  std::string text = session::Describe(
      replayed.result,
      {.where = absl::StrCat("tick ", tick),
       .counts = absl::StrCat(", ", replayed.ticks, " ticks, state hash ", HashText(replayed.state_hash))});
  if (!replayed.recorded_by.empty()) {
    absl::StrAppend(&text, " (builds differ: recorded by ", replayed.recorded_by, ", replayed by ",
                    GetBuildInfo().build_id, ")");
  }
  return text;
}

nlohmann::ordered_json VerdictJson(const ReplayedMatch& replayed) {
  const session::VerifyResult& result = replayed.result;
  nlohmann::ordered_json json = {{"verdict", session::Name(result.verdict)},
                                 {"messages", result.messages},
                                 {"ops", result.ops},
                                 {"ticks", replayed.ticks},
                                 {"state_hash", HashText(replayed.state_hash)}};
  if (!result.where.empty()) json["where"] = result.where;
  if (result.divergence.has_value())
    json["divergence"] = DivergenceJson(*result.divergence, replayed.ticks + 1);
  if (!replayed.recorded_by.empty()) json["recorded_by"] = replayed.recorded_by;
  return json;
}

}  // namespace reprise::games
