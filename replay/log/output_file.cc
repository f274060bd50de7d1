#include "replay/log/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "replay/log/os_error.h"

namespace reprise::log {

namespace {

constexpr mode_t kMode = 0644;

}  // namespace

absl::StatusOr<OutputFile> OutputFile::Create(const std::string& path, Existing existing) {
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (existing == Existing::kRefuse ? O_EXCL : O_TRUNC);
  const int descriptor = open(path.c_str(), flags, kMode);
  if (descriptor < 0) {
    return OsError(errno, absl::StrCat("create ", path));
  }
  return OutputFile(descriptor, path);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      size_bytes_(other.size_bytes_),
      status_(std::move(other.status_)) {}

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
  if (this == &other) return *this;
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = std::exchange(other.descriptor_, -1);
  path_ = std::move(other.path_);
  size_bytes_ = other.size_bytes_;
  status_ = std::move(other.status_);
  return *this;
}

absl::Status OutputFile::Fail(const char* verb) {
  status_ = OsError(errno, absl::StrCat(verb, " ", path_, " at byte ", size_bytes_));
  return status_;
}

absl::Status OutputFile::Append(ByteSpan bytes) {
  if (!status_.ok()) return status_;
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Fail("write");
    size_bytes_ += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status OutputFile::Close() {
  if (descriptor_ < 0) return status_;
  // A pipe or device cannot be synced (EINVAL, EROFS): it has nothing that could be lost.
  if (status_.ok() && fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) (void)Fail("sync");
  if (close(std::exchange(descriptor_, -1)) != 0 && status_.ok() && errno != EINTR) (void)Fail("close");
  return status_;
}

}  // namespace reprise::log
