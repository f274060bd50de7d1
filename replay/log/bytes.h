// Little-endian bytes: appending them to a buffer, and taking them off a span without ever passing its end.
//
// Threads      thread-compatible.
// Errors       a ByteCursor remembers the first read that did not fit; later reads give zeros. Ask ok() once.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace reprise::log {

using Bytes = std::vector<std::byte>;
using ByteSpan = std::span<const std::byte>;

static_assert(std::endian::native == std::endian::little, "values are copied as they lie in memory");

inline ByteSpan AsBytes(const std::string& text) { return std::as_bytes(std::span(text)); }

inline std::string AsString(ByteSpan bytes) {
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

inline void Append(Bytes& out, ByteSpan bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

template <std::unsigned_integral T>
void AppendNumber(Bytes& out, T value) {
  Append(out, std::as_bytes(std::span(&value, 1)));
}

// Overwrites a number that was appended before its value was known.
template <std::unsigned_integral T>
void PatchNumber(Bytes& out, std::size_t at, T value) {
  std::memcpy(out.data() + at, &value, sizeof value);
}

class ByteCursor {
 public:
  explicit ByteCursor(ByteSpan bytes) : bytes_(bytes) {}

  template <std::unsigned_integral T>
  T Number() {
    T value = 0;
    const ByteSpan taken = Take(sizeof value);
    if (ok_) std::memcpy(&value, taken.data(), sizeof value);
    return value;
  }

  ByteSpan Take(std::uint64_t size) {
    if (!ok_ || size > bytes_.size() - at_) {
      if (ok_) missing_ = size;
      ok_ = false;
      return {};
    }
    const ByteSpan taken = bytes_.subspan(at_, size);
    at_ += size;
    return taken;
  }

  ByteSpan Rest() { return Take(bytes_.size() - at_); }

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }
  [[nodiscard]] std::uint64_t missing() const { return missing_; }  // The size that did not fit.

 private:
  ByteSpan bytes_;
  std::size_t at_ = 0;
  std::uint64_t missing_ = 0;
  bool ok_ = true;
};

}  // namespace reprise::log
