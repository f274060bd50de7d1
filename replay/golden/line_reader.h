// Lines of a text file, compressed with gzip or not, one at a time.
//
// A golden file may come from a stranger and a kilobyte of gzip may hold a gigabyte of zeros: so nothing is
// ever unpacked beyond the line that is asked for, and a line has a limit.
//
// Threads      thread-compatible.
// Memory       one line of at most kLineBytesMax, and a buffer of 64 KiB.
// Errors       NotFound: nothing there to read; Aborted: damaged gzip; DataLoss: a line too long.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

struct gzFile_s;

namespace reprise::golden {

inline constexpr std::size_t kLineBytesMax = std::size_t{1} << 20;

class LineReader {
 public:
  static absl::StatusOr<LineReader> Open(const std::string& path);

  LineReader(LineReader&& other) noexcept;
  LineReader& operator=(LineReader&&) = delete;
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  ~LineReader();

  // Puts the next line, without its end, into `line`; false after the last.
  absl::StatusOr<bool> Next(std::string& line);

  // Of the line that Next gave, from 1.
  [[nodiscard]] int line_number() const { return line_number_; }

 private:
  LineReader(std::string path, gzFile_s* file);
  absl::StatusOr<bool> Fill();

  std::string path_;
  gzFile_s* file_;
  std::string buffer_;
  std::size_t begin_ = 0;
  int line_number_ = 0;
};

}  // namespace reprise::golden
