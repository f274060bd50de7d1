// Keeps every message of a run on one thread, by the object that carried it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sched/tap.h"
#include "wire/codecs.h"

namespace reprise::match {

class CollectingTap final : public sched::Tap {
 public:
  void DefineTask(const sched::TaskInfo& task) override { ++tasks_[task.type]; }
  void DefineObject(const sched::ObjectInfo& object) override { names_[object.id] = object.name; }
  void Prepare(const sched::Op&) override {}
  std::span<std::byte> Reserve(const sched::Op&, std::size_t bytes) override {
    reserved_.assign(bytes, std::byte{});
    return reserved_;
  }
  void Commit(const sched::Op& op, const sched::Outcome&) noexcept override {
    if (!reserved_.empty()) messages_[names_[op.object]].push_back(std::move(reserved_));
    reserved_.clear();
    ++ops_[op.kind];
  }
  void Abandon() noexcept override { reserved_.clear(); }

  // All messages of one topic, in the order they were sent.
  template <typename T>
  [[nodiscard]] std::vector<T> Sent(const std::string& topic) const {
    std::vector<T> sent;
    const auto found = messages_.find(topic);
    if (found == messages_.end()) return sent;
    for (const auto& bytes : found->second) sent.push_back(*channel::Codec<T>::Decode(bytes));
    return sent;
  }

  [[nodiscard]] std::size_t Tasks(std::uint8_t type) const {
    return tasks_.count(type) == 0 ? 0 : tasks_.at(type);
  }
  [[nodiscard]] std::size_t Ops(sched::OpKind kind) const {
    return ops_.count(kind) == 0 ? 0 : ops_.at(kind);
  }

 private:
  std::map<ObjectId, std::string> names_;
  std::map<std::string, std::vector<std::vector<std::byte>>> messages_;
  std::map<std::uint8_t, std::size_t> tasks_;
  std::map<sched::OpKind, std::size_t> ops_;
  std::vector<std::byte> reserved_;
};

}  // namespace reprise::match
