#include "replay/record/worker_log.h"

#include <cstring>
#include <utility>

#include "base/check.h"
#include "base/os.h"
#include "replay/log/mcap_codec.h"

namespace reprise::record {
namespace {

// Records that fit before the vector has to grow: Commit, which is called under locks, then never allocates.
constexpr std::size_t kOpsReserved = log::kChunkBytesTarget / kOpRecordBytes + 1024;

// Where the numbers that only the claim knows lie in an encoded Message record.
constexpr std::size_t kSequenceAt = log::kRecordHeadBytes + sizeof(std::uint16_t);
constexpr std::size_t kLogTimeAt = kSequenceAt + sizeof(std::uint32_t);

}  // namespace

WorkerLog::WorkerLog(unsigned worker, std::size_t chunk_bytes, ChannelTable& channels, SealThread& seal)
    : worker_(worker), chunk_bytes_(chunk_bytes), channels_(channels), seal_(seal) {
  HandOver();
}

void WorkerLog::MakeRoom() {
  if (segment_->bytes() >= chunk_bytes_) HandOver();
}

void WorkerLog::HandOver() {
  REPRISE_CHECK(reserved_at_ == kNothingReserved);
  if (segment_ != nullptr && segment_->bytes() == 0) return;
  auto fresh = std::make_unique<Segment>();
  fresh->worker = worker_;
  fresh->wall_ns = WallNanos();
  fresh->messages.reserve(chunk_bytes_ + chunk_bytes_ / 4);
  fresh->ops.reserve(kOpsReserved);
  if (segment_ != nullptr) fresh->last_stamp = segment_->last_stamp;
  if (std::unique_ptr<Segment> full = std::exchange(segment_, std::move(fresh))) seal_.Seal(std::move(full));
}

std::span<std::byte> WorkerLog::Reserve(ObjectId object, std::size_t bytes) {
  const ChannelEntry channel = ChannelOf(object);
  if (channel.starts_chunk) HandOver();
  MakeRoom();
  reserved_at_ = segment_->messages.size();
  reserved_shared_ = channel.shared;
  return {AppendMessage(channel.id, 0, 0, bytes), bytes};
}

void WorkerLog::Commit(const sched::Op& op, const sched::Outcome& outcome) noexcept {
  if (outcome.stamp > segment_->last_stamp) segment_->last_stamp = outcome.stamp;
  if (reserved_at_ != kNothingReserved) {
    const std::uint64_t sequence = reserved_shared_ ? segment_->ops.size() : outcome.ticket;
    log::PatchNumber(segment_->messages, reserved_at_ + kSequenceAt, static_cast<std::uint32_t>(sequence));
    log::PatchNumber(segment_->messages, reserved_at_ + kLogTimeAt, LogTime(outcome.stamp, worker_));
    reserved_at_ = kNothingReserved;
  }
  segment_->ops.push_back(ToRecord(op, outcome));
}

void WorkerLog::Abandon() noexcept {
  if (reserved_at_ == kNothingReserved) return;
  segment_->messages.resize(std::exchange(reserved_at_, kNothingReserved));
}

void WorkerLog::Note(std::uint16_t channel, std::span<const std::byte> payload) {
  MakeRoom();
  std::byte* const room = AppendMessage(channel, notes_++, segment_->last_stamp, payload.size());
  std::memcpy(room, payload.data(), payload.size());
}

ChannelEntry WorkerLog::ChannelOf(ObjectId object) {
  if (const auto found = known_.find(object); found != known_.end()) return found->second;
  const ChannelEntry entry = channels_.Of(object);
  if (!entry.once) known_.emplace(object, entry);
  return entry;
}

std::byte* WorkerLog::AppendMessage(std::uint16_t channel, std::uint32_t sequence, std::uint64_t stamp,
                                    std::size_t bytes) {
  log::Bytes& out = segment_->messages;
  log::EncodeRecord(out, log::Message{.channel_id = channel,
                                      .sequence = sequence,
                                      .log_time = LogTime(stamp, worker_),
                                      .publish_time = segment_->wall_ns});
  const std::size_t payload_at = out.size();
  const std::size_t length_at = payload_at - log::kMessageHeadBytes - sizeof(std::uint64_t);
  log::PatchNumber(out, length_at, static_cast<std::uint64_t>(log::kMessageHeadBytes + bytes));
  out.resize(payload_at + bytes);
  return out.data() + payload_at;
}

}  // namespace reprise::record
