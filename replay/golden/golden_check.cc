#include "replay/golden/golden_check.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "arena/invariants.h"
#include "arena/score.h"
#include "arena/step.h"
#include "replay/golden/line_reader.h"
#include "replay/golden/state_diff.h"
#include "replay/golden/trace.h"

namespace reprise::golden {
namespace {

class Checker {
 public:
  explicit Checker(std::string path) : path_(std::move(path)) {}

  absl::Status Add(const std::string& text, int line_number);
  CheckResult TakeResult() { return std::move(result_); }
  [[nodiscard]] bool seen_any() const { return result_.games + result_.steps > 0; }

 private:
  void Compare(const RecordedStep& recorded, const arena::Rules& rules, const std::string& episode);

  std::string path_;
  CheckResult result_;
  std::optional<Header> game_;
  arena::State state_;
  arena::StepScratch scratch_;
};

absl::Status Checker::Add(const std::string& text, int line_number) {
  absl::StatusOr<Line> line = ParseLine(text, game_ ? &state_ : nullptr);
  if (!line.ok()) return line.status();
  if (line->header) {
    game_ = std::move(line->header);
    state_ = game_->state;
    ++result_.games;
  } else if (line->lone_step) {
    game_.reset();
    state_ = std::move(line->lone_step->before);
    Compare(line->lone_step->step, line->lone_step->rules, absl::StrCat("line ", line_number));
  } else {
    Compare(*line->step, game_->rules, game_->id);
  }
  return absl::OkStatus();
}

// Goes on from the record after a difference, so that one mistake is told once, if the record is sound.
void Checker::Compare(const RecordedStep& recorded, const arena::Rules& rules, const std::string& episode) {
  arena::Outcome outcome;
  arena::Step(state_, recorded.actions, rules, scratch_, outcome);
  ++result_.steps;
  std::optional<Difference> difference = FindDifference(recorded.state, state_);
  if (!difference) difference = FindDifference(recorded.outcome, outcome, state_.agents.size());
  if (!difference) return;
  ++result_.mismatches;
  if (result_.first.size() < kMismatchesKept) {
    result_.first.push_back(
        {path_, episode, state_.step_count, difference->field, difference->expected, difference->found});
  }
  if (!arena::FindViolation(recorded.state)) state_ = recorded.state;
}

}  // namespace

void CheckResult::Add(const CheckResult& other) {
  games += other.games;
  steps += other.steps;
  mismatches += other.mismatches;
  for (const Mismatch& mismatch : other.first) {
    if (first.size() < kMismatchesKept) first.push_back(mismatch);
  }
}

absl::StatusOr<CheckResult> CheckGoldenFile(const std::string& path) {
  absl::StatusOr<LineReader> reader = LineReader::Open(path);
  if (!reader.ok()) return reader.status();
  Checker checker(path);
  for (std::string line;;) {
    const absl::StatusOr<bool> more = reader->Next(line);
    if (!more.ok()) return more.status();
    if (!*more) break;
    const absl::Status added = checker.Add(line, reader->line_number());
    if (added.ok()) continue;
    const std::string sentence =
        absl::StrCat(path, ":", reader->line_number(), ": ", std::string(added.message()));
    if (checker.seen_any())
      return absl::AbortedError(absl::StrCat(sentence, "; the golden file is corrupted"));
    return absl::DataLossError(absl::StrCat(sentence, "; give a golden file of the arena"));
  }
  if (!checker.seen_any())
    return absl::DataLossError(absl::StrCat(path, ": expected golden games, found no line"));
  return checker.TakeResult();
}

}  // namespace reprise::golden
