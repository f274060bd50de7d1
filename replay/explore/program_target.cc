#include "replay/explore/program_target.h"

#include <span>
#include <vector>

#include "absl/strings/str_cat.h"
#include "replay/strategy/forwarding.h"
#include "runtime/runtime.h"
#include "sched/fiber/worker.h"

namespace reprise::explore {
namespace {

using oracle::FailureKind;
using sched::Op;

// Stands between the run and who chooses and listens: it ends a run that has no end, keeps what a failure is about, and
// tells the tap nothing of what tasks do while they are unwound.
class Supervisor final : public strategy::Forwarding, public sched::Tap {
 public:
  Supervisor(sched::Strategy& strategy, sched::Tap* tap, std::uint64_t choices_max)
      : Forwarding(strategy), tap_(tap), choices_max_(choices_max) {}

  std::size_t Pick(std::span<const Op> ready) override {
    if (++choices_ > choices_max_) return kStop;
    const std::size_t picked = Forwarding::Pick(ready);
    if (picked == kStop) return kStop;
    last_ = ready[picked];
    if (last_.task == kRootTask && last_.kind != sched::OpKind::kEnd) roots_last_ = last_;
    return picked;
  }
  void Blocked(std::span<const Op> blocked) override {
    blocked_.assign(blocked.begin(), blocked.end());
    Forwarding::Blocked(blocked);
  }

  void DefineTask(const sched::TaskInfo& task) override {
    if (!sched::Unwinding()) tap_->DefineTask(task);
  }
  void DefineObject(const sched::ObjectInfo& object) override {
    if (!sched::Unwinding()) tap_->DefineObject(object);
  }
  void Prepare(const Op& op) override {
    if (!sched::Unwinding()) tap_->Prepare(op);
  }
  [[nodiscard]] bool WantsMessages() const override { return tap_->WantsMessages(); }
  std::span<std::byte> Reserve(const Op& op, std::size_t bytes) override {
    if (!sched::Unwinding()) return tap_->Reserve(op, bytes);
    unheard_.resize(bytes);
    return unheard_;
  }
  void Commit(const Op& op, const sched::Outcome& outcome) noexcept override {
    if (!sched::Unwinding()) tap_->Commit(op, outcome);
  }
  void Abandon() noexcept override {
    if (!sched::Unwinding()) tap_->Abandon();
  }

  [[nodiscard]] std::uint64_t choices() const { return choices_; }
  [[nodiscard]] bool endless() const { return choices_ > choices_max_; }
  [[nodiscard]] const std::vector<Op>& blocked() const { return blocked_; }
  [[nodiscard]] const Op& last() const { return last_; }
  [[nodiscard]] const Op& roots_last() const { return roots_last_; }

 private:
  sched::Tap* const tap_;
  const std::uint64_t choices_max_;
  std::uint64_t choices_ = 0;
  Op last_;
  Op roots_last_;  // But for its end.
  std::vector<Op> blocked_;
  std::vector<std::byte> unheard_;
};

std::optional<oracle::Failure> FailureOf(const Supervisor& run, const absl::Status& ended,
                                         std::uint64_t choices_max) {
  if (run.endless())
    return oracle::MakeFailure(FailureKind::kNoEnd, absl::StrCat("after ", choices_max, " choices"),
                               {run.last()});
  if (std::optional<oracle::Failure> outside = FailureOfWaitOutside(ended, run.last())) return outside;
  if (!run.blocked().empty()) return oracle::MakeFailure(FailureKind::kDeadlock, "", run.blocked());
  if (ended.ok() || absl::IsAborted(ended)) return std::nullopt;
  return oracle::MakeFailure(FailureKind::kException, std::string(ended.message()), {run.roots_last()});
}

}  // namespace

std::optional<oracle::Failure> FailureOfWaitOutside(const absl::Status& ended, const Op& last) {
  if (!absl::IsUnimplemented(ended)) return std::nullopt;
  return oracle::MakeFailure(FailureKind::kWaitOutside, std::string(ended.message()), {last});
}

Target::Result ProgramTarget::Run(sched::Strategy& strategy, sched::Tap* tap) {
  Supervisor supervisor(strategy, tap, options_.choices_max);
  sched::Runtime runtime({.stack_bytes = options_.stack_bytes,
                          .strategy = &supervisor,
                          .tap = tap == nullptr ? nullptr : &supervisor});
  const absl::Status ended = runtime.Run(options_.name, options_.body);
  Result result{.failure = FailureOf(supervisor, ended, options_.choices_max), .steps = supervisor.choices()};
  result.cut =
      !ended.ok() && !absl::IsInternal(ended);  // Internal: the root task threw, and the others ended.
  result.stopped = absl::IsAborted(ended) && !result.failure;
  return result;
}

}  // namespace reprise::explore
