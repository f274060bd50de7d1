#include "replay/log/log_file.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "replay/log/format.h"
#include "replay/log/input_file.h"

namespace reprise::log {

namespace {

absl::Status CheckMagic(ByteSpan file, const std::string& name) {
  if (file.empty()) return absl::DataLossError(absl::StrCat(name, " is empty, not a log; record it again"));
  const std::size_t size = std::min(file.size(), kMagic.size());
  if (std::memcmp(file.data(), kMagic.data(), size) == 0) return absl::OkStatus();
  std::string found;
  for (const std::byte byte : file.first(size))
    absl::StrAppend(&found, " ", absl::Hex(byte, absl::kZeroPad2));
  return absl::DataLossError(absl::StrCat(name, " is not a log: it begins with", found,
                                          " instead of MCAP's 89 4d 43 41 50 30 0d 0a; check the path"));
}

absl::Status AboutFile(const std::string& name, const absl::Status& status) {
  const std::string what(status.message().data(), status.message().size());
  return absl::Status(status.code(), absl::StrCat("cannot use ", name, ": ", what));
}

}  // namespace

// Collects what the reader yields; channels stay writable until the end.
struct LogFile::Loader {
  LogFile log;
  bool is_ours = false;  // The Header says so.
  std::optional<LogMetadata> metadata;
  std::map<std::uint16_t, std::unique_ptr<LogSchema>> schemas;
  std::map<std::uint16_t, std::unique_ptr<LogChannel>> channels;

  void Add(const Schema& schema) {
    auto& place = schemas[schema.id];
    if (place != nullptr) return;  // The reader has checked that it says the same.
    place = std::make_unique<LogSchema>(LogSchema{.id = schema.id,
                                                  .name = schema.name,
                                                  .encoding = schema.encoding,
                                                  .data = Bytes(schema.data.begin(), schema.data.end())});
  }

  void Add(const Channel& channel) {
    auto& place = channels[channel.id];
    if (place != nullptr) return;
    const auto schema = schemas.find(channel.schema_id);
    place = std::make_unique<LogChannel>(
        LogChannel{.id = channel.id,
                   .topic = channel.topic,
                   .message_encoding = channel.message_encoding,
                   .metadata = channel.metadata,
                   .schema = schema == schemas.end() ? nullptr : schema->second.get()});
  }

  void Add(const Message& message) {
    LogMessage kept{.sequence = message.sequence,
                    .log_time = message.log_time,
                    .publish_time = message.publish_time,
                    .position = log.message_count_++,
                    .chunk = log.chunk_count_ == 0 ? 0 : log.chunk_count_ - 1};
    if (!message.data.empty()) {
      auto* copy = static_cast<std::byte*>(log.payloads_->allocate(message.data.size(), kPayloadAlignment));
      std::memcpy(copy, message.data.data(), message.data.size());
      kept.data = ByteSpan(copy, message.data.size());
    }
    channels.at(message.channel_id)->messages.push_back(kept);
  }

  void Add(const Header& header) { is_ours = header.profile == kProfile; }

  void Add(const Chunk&) { ++log.chunk_count_; }

  void Add(const Metadata& record) {
    if (record.name == kMetadataName && !metadata) metadata = LogMetadata(record.metadata);
    log.all_metadata_.push_back(record);
  }

  template <typename Other>
  void Add(const Other&) {}
};

absl::StatusOr<LogFile> LogFile::Open(const std::string& path, ReadMode mode) {
  const absl::StatusOr<Bytes> file = ReadFile(path);
  if (!file.ok()) return file.status();
  return Parse(*file, mode, path);
}

absl::StatusOr<LogFile> LogFile::Parse(ByteSpan file, ReadMode mode, const std::string& name) {
  if (absl::Status status = CheckMagic(file, name); !status.ok()) return status;
  Loader loader;
  loader.log.payloads_ = std::make_unique<std::pmr::monotonic_buffer_resource>();
  McapReader reader(file, mode);
  while (const std::optional<Record> record = reader.Next()) {
    std::visit([&](const auto& known) { loader.Add(known); }, *record);
    if (!loader.is_ours) break;
    if (!loader.metadata && std::holds_alternative<Chunk>(*record) && mode != ReadMode::kSalvage) break;
  }
  LogFile& log = loader.log;
  log.damages_ = reader.damages();
  const std::string damage = log.damages_.empty() ? "" : log.damages_.front().what;
  if (!loader.metadata) {
    return absl::DataLossError(
        damage.empty() ? absl::StrCat(name, " is an MCAP file, but no log of reprise: profile and metadata '",
                                      kMetadataName, "' do not come first; open it with a viewer for MCAP")
                       : absl::StrCat("cannot use ", name, ": nothing whole is left in front of ", damage));
  }
  if (absl::Status status = loader.metadata->Check(); !status.ok()) return AboutFile(name, status);
  if (mode == ReadMode::kStrict && !damage.empty()) {
    return absl::DataLossError(absl::StrCat(name, " is damaged at ", damage));
  }
  log.metadata_ = *std::move(loader.metadata);
  log.file_bytes_ = file.size();
  log.messages_whole_ = reader.data_whole();
  for (auto& [id, schema] : loader.schemas) log.schemas_.push_back(std::move(schema));
  for (auto& [id, channel] : loader.channels) log.channels_.push_back(std::move(channel));
  return std::move(log);
}

const LogChannel* LogFile::FindChannel(const std::string& topic) const {
  for (const auto& channel : channels_) {
    if (channel->topic == topic) return channel.get();
  }
  return nullptr;
}

}  // namespace reprise::log
