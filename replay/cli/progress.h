// One line on a terminal that says how far a long piece of work is; nothing anywhere else.
//
// Use when     a command may take more than a second. Results go to standard output, this to standard error.
// Threads      fiber-bound: only the command's own thread.
// Order        the line appears after the first second, moves at most ten times a second, and is wiped by
// Clear
//              and by the destructor, so that it never mixes with what is printed next.
#pragma once

#include <cstdint>
#include <string>

namespace reprise::cli {

class Progress {
 public:
  // `total` 0: how much there is to do is not known. `unit` is plural: "ticks".
  Progress(std::string doing, std::string unit, std::uint64_t total);
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Update(std::uint64_t done);
  void Clear();

 private:
  void Draw(std::uint64_t done);

  const std::string doing_;
  const std::string unit_;
  const std::uint64_t total_;
  const bool shown_;
  std::uint64_t next_nanos_;
  bool drawn_ = false;
};

}  // namespace reprise::cli
