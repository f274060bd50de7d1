// Records to bytes and back, from the field lists of mcap_records.h.
//
// Threads      thread-compatible.
// Errors       DecodeRecord: DataLoss with the byte offset, the record, the field, what it needs and what is
//              left. Bytes behind the known fields are ignored, so that records may grow.
#pragma once

#include <type_traits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "replay/log/bytes.h"
#include "replay/log/crc32.h"
#include "replay/log/mcap_records.h"

namespace reprise::log {

namespace codec {

template <std::unsigned_integral T>
void Put(Bytes& out, T value, Extent /*extent*/) {
  AppendNumber(out, value);
}

inline void Put(Bytes& out, ByteSpan value, Extent extent) {
  if (extent == Extent::kLength32) AppendNumber(out, static_cast<std::uint32_t>(value.size()));
  if (extent == Extent::kLength64) AppendNumber(out, static_cast<std::uint64_t>(value.size()));
  Append(out, value);
}

inline void Put(Bytes& out, const std::string& value, Extent extent) { Put(out, AsBytes(value), extent); }

template <typename Key, typename Value>
void Put(Bytes& out, const Pairs<Key, Value>& pairs, Extent extent) {
  const std::size_t length_at = out.size();
  AppendNumber(out, std::uint32_t{0});
  for (const auto& [key, value] : pairs) {
    Put(out, key, extent);
    Put(out, value, extent);
  }
  PatchNumber(out, length_at, static_cast<std::uint32_t>(out.size() - length_at - sizeof(std::uint32_t)));
}

template <std::unsigned_integral T>
void Get(ByteCursor& in, T& value, Extent /*extent*/) {
  value = in.Number<T>();
}

inline void Get(ByteCursor& in, ByteSpan& value, Extent extent) {
  if (extent == Extent::kLength32) value = in.Take(in.Number<std::uint32_t>());
  if (extent == Extent::kLength64) value = in.Take(in.Number<std::uint64_t>());
  if (extent == Extent::kRestOfRecord) value = in.Rest();
}

inline void Get(ByteCursor& in, std::string& value, Extent extent) {
  ByteSpan bytes;
  Get(in, bytes, extent);
  value = AsString(bytes);
}

template <typename Key, typename Value>
void Get(ByteCursor& in, Pairs<Key, Value>& pairs, Extent extent) {
  const std::size_t length = in.Number<std::uint32_t>();
  const std::size_t before = in.left();
  while (in.ok() && before - in.left() < length) {
    auto& [key, value] = pairs.emplace_back();
    Get(in, key, extent);
    Get(in, value, extent);
  }
  if (in.ok() && before - in.left() != length) in.Take(in.left() + 1);  // The last pair ends behind the map.
}

template <typename Record>
void PutFields(Bytes& out, const Record& record) {
  std::apply([&](const auto&... field) { (Put(out, record.*field.member, field.extent), ...); },
             Record::Fields());
}

// Names the first field that did not fit, or gives null.
template <typename Record>
const char* GetFields(ByteCursor& in, Record& record) {
  const char* bad = nullptr;
  const auto get = [&](const auto& field) {
    if (bad != nullptr) return;
    Get(in, record.*field.member, field.extent);
    if (!in.ok()) bad = field.name;
  };
  std::apply([&](const auto&... field) { (get(field), ...); }, Record::Fields());
  return bad;
}

}  // namespace codec

// Appends the whole record: opcode, length, content.
template <typename Record>
void EncodeRecord(Bytes& out, const Record& record) {
  AppendNumber(out, static_cast<std::uint8_t>(Record::kOpcode));
  const std::size_t length_at = out.size();
  AppendNumber(out, std::uint64_t{0});
  const std::size_t content_at = out.size();
  codec::PutFields(out, record);
  if constexpr (std::is_same_v<Record, Attachment>) {
    AppendNumber(out, Crc32(ByteSpan(out).subspan(content_at)));
  }
  PatchNumber(out, length_at, static_cast<std::uint64_t>(out.size() - content_at));
}

// `content` is the record without opcode and length; `offset_bytes` is where it begins, for the message only.
template <typename Record>
absl::StatusOr<Record> DecodeRecord(ByteSpan content, std::uint64_t offset_bytes) {
  Record record;
  ByteCursor in(content);
  if (const char* field = codec::GetFields(in, record)) {
    return absl::DataLossError(absl::StrCat("byte ", offset_bytes + in.at(), ": field ", field, " of a ",
                                            Record::kName, " record does not fit the record's ",
                                            content.size(), " bytes"));
  }
  if constexpr (std::is_same_v<Record, Attachment>) {
    const std::uint32_t computed = Crc32(content.first(in.at()));
    const auto stored = in.Number<std::uint32_t>();
    if (!in.ok() || !CrcAgrees(stored, computed)) {
      return absl::DataLossError(absl::StrCat("byte ", offset_bytes, ": attachment '", record.name,
                                              "' has CRC ", HexCrc(computed), ", its record says ",
                                              HexCrc(stored)));
    }
  }
  return record;
}

}  // namespace reprise::log
