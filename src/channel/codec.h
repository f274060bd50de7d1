// A codec turns a message type into bytes and back: the owner of the type specialises Codec for it.
//
// Channels and the log handle messages only as bytes, so that each program can bring its own message types. A
// codec provides:
//
//   static constexpr const char* kSchemaName;                    // fully qualified root table
//   static std::span<const std::byte> Schema();                  // its .bfbs
//   static std::span<const std::byte> Encode(const T&);          // valid until this thread encodes again
//   static absl::StatusOr<T> Decode(std::span<const std::byte>); // any bytes are safe
//   static std::string ToJson(std::span<const std::byte>);       // any bytes are safe
//
// Threads      Encode: thread-safe: each thread has its own buffer; it never suspends.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "sched/tap.h"

namespace reprise::channel {

template <typename T>
struct Codec;

// The codec of T without the type T, for the harness.
template <typename T>
const sched::PayloadType* PayloadTypeOf() {
  static constexpr auto kReencode = [](std::span<const std::byte> bytes, std::string* out) {
    absl::StatusOr<T> value = Codec<T>::Decode(bytes);
    if (!value.ok()) return false;
    const std::span<const std::byte> again = Codec<T>::Encode(*value);
    out->assign(reinterpret_cast<const char*>(again.data()), again.size());
    return true;
  };
  static constexpr sched::PayloadType kType = {Codec<T>::kSchemaName, &Codec<T>::Schema, kReencode,
                                               &Codec<T>::ToJson};
  return &kType;
}

}  // namespace reprise::channel
