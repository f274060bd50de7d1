#include "replay/games/log_ticks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/decimal.h"
#include "match/topics.h"
#include "wire/codecs.h"

namespace reprise::games {

LogTicks::LogTicks(const log::LogFile& log) {
  const log::LogChannel* marks = log.FindChannel(match::kTickTopic);
  if (marks == nullptr) return;
  for (const log::LogMessage& message : marks->messages) {
    const absl::StatusOr<wire::TickEnd> mark = channel::Codec<wire::TickEnd>::Decode(message.data);
    if (mark.ok()) ends_.emplace_back(message.log_time, mark->tick);
  }
  std::sort(ends_.begin(), ends_.end());
}

std::uint64_t LogTicks::TickOf(const log::LogMessage& message) const {
  const auto end =
      std::lower_bound(ends_.begin(), ends_.end(), std::pair(message.log_time, std::uint64_t{0}));
  if (end != ends_.end()) return end->second;
  return ends_.empty() ? 0 : ends_.back().second + 1;
}

std::uint64_t TicksRecorded(const log::LogFile& log) {
  const log::LogChannel* marks = log.FindChannel(match::kTickTopic);
  return marks == nullptr ? 0 : marks->messages.size();
}

absl::StatusOr<TickRange> ParseTickRange(const std::string& text) {
  const std::size_t dots = text.find("..");
  const std::string first = text.substr(0, dots);
  const std::string last = dots == std::string::npos ? text : text.substr(dots + 2);
  const bool open = dots != std::string::npos && text.size() > 2;  // ".." alone is no range.
  const auto end = [open](const std::string& word, std::uint64_t otherwise) {
    return open && word.empty() ? otherwise : ParseDecimal<std::uint64_t>(word);
  };
  const std::optional<std::uint64_t> from = end(first, 0);
  const std::optional<std::uint64_t> to = end(last, UINT64_MAX);
  if (from.has_value() && to.has_value() && *from <= *to) return TickRange{.first = *from, .last = *to};
  return absl::InvalidArgumentError(
      absl::StrCat("'", text, "' is no range of ticks; expected N, A..B, A.. or ..B with A not above B"));
}

}  // namespace reprise::games
