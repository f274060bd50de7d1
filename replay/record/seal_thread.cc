#include "replay/record/seal_thread.h"

#include "replay/log/format.h"
#include "replay/record/channel_ids.h"

namespace reprise::record {

SealThread::SealThread(log::McapWriter writer) : writer_(std::move(writer)), thread_([this] { Main(); }) {}

SealThread::~SealThread() { Stop(); }

void SealThread::Define(ChannelDefinition definition) { Push(std::move(definition), /*may_wait=*/false); }

void SealThread::Seal(std::unique_ptr<Segment> segment) { Push(std::move(segment), /*may_wait=*/true); }

absl::Status SealThread::Finish(const log::Metadata& end) {
  if (FinishCut(end).ok()) status_ = writer_.Close();
  return status_;
}

absl::Status SealThread::FinishCut(const log::Metadata& end) {
  Stop();
  if (status_.ok()) status_ = writer_.WriteMetadata(end);
  return status_;
}

void SealThread::Push(Item item, bool may_wait) {
  {
    std::unique_lock lock(mutex_);
    if (may_wait) room_.wait(lock, [this] { return queue_.size() < kQueuedItemsMax; });
    queue_.push_back(std::move(item));
  }
  changed_.notify_one();
}

void SealThread::Main() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Item item = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    room_.notify_all();
    if (!status_.ok()) continue;
    status_ = std::visit([this](auto& what) { return Write(what); }, item);
    if (!status_.ok()) failed_.store(true, std::memory_order_relaxed);  // [F1]
  }
}

absl::Status SealThread::Write(ChannelDefinition& definition) {
  if (!definition.schema.empty()) {
    auto [known, added] =
        schema_ids_.try_emplace(definition.schema_name, static_cast<std::uint16_t>(schema_ids_.size() + 1));
    definition.channel.schema_id = known->second;
    if (added) {
      const absl::Status status = writer_.AddSchema({.id = known->second,
                                                     .name = definition.schema_name,
                                                     .encoding = "flatbuffer",
                                                     .data = log::ByteSpan(definition.schema)});
      if (!status.ok()) return status;
    }
  }
  return writer_.AddChannel(definition.channel);
}

absl::Status SealThread::Write(std::unique_ptr<Segment>& segment) {
  const auto ops = std::as_bytes(std::span(segment->ops));
  log::EncodeRecord(segment->messages,
                    log::Message{.channel_id = static_cast<std::uint16_t>(kFirstOpsChannel + segment->worker),
                                 .sequence = blocks_[segment->worker]++,
                                 .log_time = LogTime(segment->last_stamp, segment->worker),
                                 .publish_time = segment->wall_ns,
                                 .data = ops});
  return writer_.WriteChunk(segment->messages);
}

void SealThread::Stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard guard(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

}  // namespace reprise::record
