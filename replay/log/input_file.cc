#include "replay/log/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "absl/strings/str_cat.h"
#include "replay/log/os_error.h"

namespace reprise::log {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

absl::StatusOr<Bytes> ReadFile(const std::string& path) {
  const Descriptor file(
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // No wait for a pipe's writer.
  if (file.number() < 0) return OsError(errno, absl::StrCat("open ", path));
  struct stat facts {};
  if (fstat(file.number(), &facts) != 0) return OsError(errno, absl::StrCat("look at ", path));
  if (S_ISDIR(facts.st_mode)) {
    return absl::DataLossError(absl::StrCat(path, " is a directory, not a log; name a file in it"));
  }
  if (!S_ISREG(facts.st_mode)) {
    return absl::DataLossError(absl::StrCat(path, " is no regular file; copy the log to one first"));
  }
  Bytes bytes(static_cast<std::size_t>(facts.st_size));
  std::size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t taken = read(file.number(), bytes.data() + at, bytes.size() - at);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) return OsError(errno, absl::StrCat("read ", path, " at byte ", at));
    if (taken == 0) break;  // It became shorter: what is there is what we read.
    at += static_cast<std::size_t>(taken);
  }
  bytes.resize(at);
  return bytes;
}

}  // namespace reprise::log
