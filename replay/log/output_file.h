// A file that is only appended to, whose every failure is one sentence.
//
// Use when     a log or a report is written and the disk may be full.
// Threads      thread-compatible.
// Errors       Status with path, byte offset and the system's reason: ResourceExhausted (full),
//              PermissionDenied, NotFound, AlreadyExists. The first error stays; nothing more is written
//              after it.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/log/bytes.h"

namespace reprise::log {

enum class Existing : std::uint8_t { kRefuse, kReplace };  // What Create does with a file that is there.

class OutputFile {
 public:
  static absl::StatusOr<OutputFile> Create(const std::string& path, Existing existing);
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&& other) noexcept;

  absl::Status Append(ByteSpan bytes);  // Straight to the system: batch small writes first.
  absl::Status Close();                 // Brings the bytes onto the disk; a second call does nothing.

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }

 private:
  OutputFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  absl::Status Fail(const char* verb);

  int descriptor_ = -1;
  std::string path_;
  std::uint64_t size_bytes_ = 0;
  absl::Status status_;
};

}  // namespace reprise::log
