// A folder of a test's own for the files that it writes: goes with all that is in it, when the test ends.
//
//   const TempFolder folder;
//   WriteSmallLog(folder.File("small.mcap"));
//
// Threads      thread-compatible. Tests of several processes do not meet.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "base/check.h"

namespace reprise {

class TempFolder {
 public:
  TempFolder() : path_(testing::TempDir() + "/reprise_XXXXXX") {
    REPRISE_CHECK(mkdtemp(path_.data()) != nullptr);
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace reprise
