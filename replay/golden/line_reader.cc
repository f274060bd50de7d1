#include "replay/golden/line_reader.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace reprise::golden {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} << 10;

}  // namespace

absl::StatusOr<LineReader> LineReader::Open(const std::string& path) {
  errno = 0;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) {
    return absl::NotFoundError(absl::StrCat(path, ": cannot be opened (",
                                            errno == 0 ? "out of memory" : std::strerror(errno),
                                            "); give the path of a golden file (.jsonl.gz)"));
  }
  return LineReader(path, file);
}

LineReader::LineReader(std::string path, gzFile_s* file) : path_(std::move(path)), file_(file) {}

LineReader::LineReader(LineReader&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, nullptr)),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      line_number_(other.line_number_) {}

LineReader::~LineReader() {
  if (file_ != nullptr) gzclose(file_);
}

// Appends to the buffer; false at the end of the file.
absl::StatusOr<bool> LineReader::Fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kBufferBytes);
  const int count = gzread(file_, buffer_.data() + before, static_cast<unsigned>(kBufferBytes));
  buffer_.resize(before + static_cast<std::size_t>(count > 0 ? count : 0));
  int code = Z_OK;
  std::string message = gzerror(file_, &code);
  if (count >= 0 && code != Z_BUF_ERROR) return count > 0;
  if (code == Z_ERRNO)
    return absl::NotFoundError(absl::StrCat(message, "; give the path of a golden file (.jsonl.gz)"));
  message = code == Z_BUF_ERROR ? "the file is cut short" : message.substr(message.rfind(": ") + 2);
  return absl::AbortedError(absl::StrCat(path_, ": damaged after line ", line_number_,
                                         ", unpacking says: ", message, "; get the golden file anew"));
}

absl::StatusOr<bool> LineReader::Next(std::string& line) {
  for (std::size_t searched = begin_;;) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      line.assign(buffer_, begin_, end - begin_);
      begin_ = end + 1;
      ++line_number_;
      return true;
    }
    if (buffer_.size() - begin_ > kLineBytesMax) {
      return absl::DataLossError(absl::StrCat(path_, ":", line_number_ + 1, ": a line of more than ",
                                              kLineBytesMax, " bytes; this is no golden file"));
    }
    searched = buffer_.size() - begin_;
    absl::StatusOr<bool> more = Fill();
    if (!more.ok()) return more.status();
    if (*more) continue;
    if (buffer_.empty()) return false;
    line = std::exchange(buffer_, std::string());
    ++line_number_;
    return true;
  }
}

}  // namespace reprise::golden
