#include "sched/measure/meter.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/os.h"
#include "sched/measure/service_sampler.h"

namespace reprise::sched {

Meter::Meter(Options options)
    : measure_(options.measure),
      show_(options.show),
      sampler_(options.sampler),
      turn_measured_(std::move(options.turn_measured)) {}

void Meter::Ready(TaskRecord& task) {
  if (measure_) task.ready_ns = MonotonicNanos();
}

void Meter::Resumed(TaskRecord& task) {
  if (sampler_ != nullptr) sampler_->Resumed(task.type, MonotonicNanos);
  if (show_) {
    const std::string name = task.FullName();
    Show(Doing::kTask, &name);
  }
  if (!measure_) return;
  resumed_ns_ = MonotonicNanos();
  running_type_ = TypeOf(task);
  running_ = true;
  if (task.ready_ns == 0) return;  // The task was never queued.
  Of(running_type_).wait.Add(resumed_ns_ - std::min(resumed_ns_, task.ready_ns));
  task.ready_ns = 0;
}

void Meter::Left() {
  if (show_) Show(Doing::kLooking, nullptr);
  if (std::exchange(running_, false)) Of(running_type_).service.Add(MonotonicNanos() - resumed_ns_);
  if (sampler_ == nullptr) return;
  if (const std::uint64_t now = sampler_->Left(MonotonicNanos)) turn_measured_(now);
}

void Meter::Parked() {
  if (running_) ++Of(running_type_).parks;
  Left();
}

void Meter::Woken(TaskRecord& task) {
  Ready(task);
  if (measure_) ++Of(TypeOf(task)).wakes;
}

void Meter::Stole(const TaskRecord& task) {
  if (measure_) ++Of(TypeOf(task)).steals;
}

std::uint8_t Meter::TypeOf(const TaskRecord& task) {
  return static_cast<std::uint8_t>(std::min<std::size_t>(task.type, kTypesMax - 1));
}

Meter::Times& Meter::Of(std::uint8_t type) {
  std::unique_ptr<Times>& times = times_[type];
  if (times == nullptr) times = std::make_unique<Times>();
  return *times;
}

void Meter::AddTo(Sums& sums) const {
  for (std::size_t type = 0; type < kTypesMax; ++type) {
    if (times_[type] == nullptr) continue;
    if (sums[type] == nullptr) sums[type] = std::make_unique<Times>();
    sums[type]->wait.Merge(times_[type]->wait);
    sums[type]->service.Merge(times_[type]->service);
    sums[type]->steals += times_[type]->steals;
    sums[type]->parks += times_[type]->parks;
    sums[type]->wakes += times_[type]->wakes;
  }
}

void Meter::Show(Doing doing, const std::string* task) {
  // [M1] relaxed: only this worker writes it; the fence [M2] orders it before the writes that follow.
  const std::uint64_t turn = turn_.load(std::memory_order_relaxed);
  turn_.store(turn + 1, std::memory_order_relaxed);  // [M1]
  // [M2] release: pairs with [M5], so that a reader that sees any of the next writes sees the odd number too.
  std::atomic_thread_fence(std::memory_order_release);
  doing_.store(doing, std::memory_order_relaxed);  // [M3] relaxed: between [M2] and [M4].
  if (task != nullptr) {
    const std::size_t bytes = std::min(task->size(), kNameBytes);
    for (std::size_t word = 0; word < kNameWords; ++word) {
      std::uint64_t part = 0;
      const std::size_t from = word * sizeof part;
      if (from < bytes) std::memcpy(&part, task->data() + from, std::min(sizeof part, bytes - from));
      name_[word].store(part, std::memory_order_relaxed);  // [M3]
    }
  }
  // [M4] release: pairs with [M6], so that a reader that sees the even number sees all writes before it.
  turn_.store(turn + 2, std::memory_order_release);
}

Meter::View Meter::Look() const {
  for (;;) {
    // [M6] acquire: pairs with [M4].
    const std::uint64_t turn = turn_.load(std::memory_order_acquire);
    if (turn % 2 != 0) continue;
    View view{.turn = turn, .doing = doing_.load(std::memory_order_relaxed)};  // [M3]
    char name[kNameBytes];
    for (std::size_t word = 0; word < kNameWords; ++word) {
      const std::uint64_t part = name_[word].load(std::memory_order_relaxed);  // [M3]
      std::memcpy(name + word * sizeof part, &part, sizeof part);
    }
    // [M5] acquire: pairs with [M2].
    std::atomic_thread_fence(std::memory_order_acquire);
    if (turn_.load(std::memory_order_relaxed) != turn) continue;  // [M1]
    if (view.doing == Doing::kTask) view.task.assign(name, strnlen(name, kNameBytes));
    return view;
  }
}

}  // namespace reprise::sched
