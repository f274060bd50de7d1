#include "sched/object/registry.h"

#include "sched/fiber/worker.h"

namespace reprise::sched {
namespace {

void AddUp(ObjectStats& sum, const ObjectStats& one) {
  sum.name = one.name;
  sum.kind = one.kind;
  sum.capacity = one.capacity;
  sum.alive += one.alive;
  sum.length += one.length;
  sum.sent += one.sent;
  sum.received += one.received;
  sum.undelivered += one.undelivered;
  sum.sender_waits += one.sender_waits;
  sum.receiver_waits += one.receiver_waits;
  sum.cancelled += one.cancelled;
}

}  // namespace

Listed::Listed(const Object& object, const void* self, Describe describe)
    : object_(object), self_(self), describe_(describe) {
  if (object.name().empty()) return;
  registry_ = Worker::Current().run->registry;
  registry_->Add(*this);
}

void Listed::CountLost() const {
  ObjectStats last;
  describe_(self_, last);
  if (last.length + last.undelivered > 0) [[unlikely]]
    Registry::CountLost("", last.kind, last.length + last.undelivered);
}

void Registry::CountLost(const std::string& name, ObjectKind kind, std::uint64_t messages) {
  const Worker* const worker = Worker::CurrentOrNull();
  if (worker == nullptr) return;
  Registry& registry = *worker->run->registry;
  const std::lock_guard guard(registry.mutex_);
  registry.AddGone({.name = name.empty() ? kUnnamed : name, .kind = kind, .undelivered = messages});
}

Registry::~Registry() {
  for (Listed* entry = first_; entry != nullptr; entry = entry->next_) entry->registry_ = nullptr;
}

void Registry::Add(Listed& entry) {
  const std::lock_guard guard(mutex_);
  entry.next_ = first_;
  if (first_ != nullptr) first_->previous_ = &entry;
  first_ = &entry;
}

void Registry::Remove(Listed& entry) {
  ObjectStats last{.name = entry.object_.name()};
  entry.describe_(entry.self_, last);
  last.undelivered += std::exchange(last.length, 0);
  const std::lock_guard guard(mutex_);
  (entry.previous_ != nullptr ? entry.previous_->next_ : first_) = entry.next_;
  if (entry.next_ != nullptr) entry.next_->previous_ = entry.previous_;
  AddGone(std::move(last));
}

// Call under the lock.
void Registry::AddGone(ObjectStats last) {
  const bool known = gone_.contains({last.name, last.kind});
  if (!known && gone_.size() >= kNamesMax) last.name = kOthers;
  AddUp(gone_[{last.name, last.kind}], last);
}

std::vector<ObjectStats> Registry::Read() const {
  const std::lock_guard guard(mutex_);
  std::map<Key, ObjectStats> all = gone_;
  for (const Listed* entry = first_; entry != nullptr; entry = entry->next_) {
    ObjectStats one{.name = entry->object_.name(), .alive = 1};
    entry->describe_(entry->self_, one);
    AddUp(all[{one.name, one.kind}], one);
  }
  std::vector<ObjectStats> read;
  for (auto& [key, stats] : all) read.push_back(std::move(stats));
  return read;
}

ObjectStats Registry::Read(ObjectId id) const {
  const std::lock_guard guard(mutex_);
  for (const Listed* entry = first_; entry != nullptr; entry = entry->next_) {
    if (entry->object_.id() != id) continue;
    ObjectStats one{.name = entry->object_.name(), .alive = 1};
    entry->describe_(entry->self_, one);
    return one;
  }
  return {};
}

}  // namespace reprise::sched
