// A codec for integers, so that channel tests need no schema.
#pragma once

#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "channel/codec.h"

namespace reprise::channel {

template <>
struct Codec<int> {
  static constexpr const char* kSchemaName = "reprise.test.Int";
  static std::span<const std::byte> Schema() { return {}; }
  static std::span<const std::byte> Encode(const int& value) {
    thread_local int buffer;
    buffer = value;
    return std::as_bytes(std::span(&buffer, 1));
  }
  static absl::StatusOr<int> Decode(std::span<const std::byte> bytes) {
    if (bytes.size() != sizeof(int)) return absl::DataLossError("an int has four bytes");
    int value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  static std::string ToJson(std::span<const std::byte> bytes) {
    const absl::StatusOr<int> value = Decode(bytes);
    return value.ok() ? std::to_string(*value) : "null";
  }
};

}  // namespace reprise::channel
