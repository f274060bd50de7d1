// A program whose body is that of a test, as a target: what GoogleTest's checks find in a run is its failure, at their
// lines. So a search does it again from its token, and reports it once.
//
//   TestProgram target([] { ... EXPECT_EQ(...); ... });
//   explore::Report report = explore::Explore({.schedules = 50}, target);
//
// Threads      thread-compatible; one at a time in a process, because it listens to all checks while a run lasts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "replay/explore/program_target.h"

namespace reprise {

class TestProgram final : public explore::Target {
 public:
  // A run with so many choices has no end.
  static constexpr std::uint64_t kChoicesMax = 100'000;
  // The test runner fills what comes from the heap, stacks too: hundreds of runs a test.
  static constexpr std::size_t kStackBytes = 32 * 1024;

  explicit TestProgram(std::function<void()> body)
      : program_({.name = "test",
                  .body = std::move(body),
                  .choices_max = kChoicesMax,
                  .stack_bytes = kStackBytes}) {}

  Result Run(sched::Strategy& strategy, sched::Tap* tap) override {
    testing::TestPartResultArray checks;
    Result result;
    {
      const testing::ScopedFakeTestPartResultReporter listener(
          testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &checks);
      result = program_.Run(strategy, tap);
    }
    for (int index = 0; index < checks.size(); ++index) {
      const testing::TestPartResult& check = checks.GetTestPartResult(index);
      if (check.failed()) Add(result.failure, check);
    }
    return result;
  }

 private:
  // What a check found comes first: it is why the program failed as a whole, if it did.
  void Add(std::optional<oracle::Failure>& failure, const testing::TestPartResult& check) {
    const sched::Op at{.site = {Kept(check.file_name()), check.line_number()}};
    if (!failure || failure->kind != oracle::FailureKind::kAssertion)
      failure = oracle::MakeFailure(oracle::FailureKind::kAssertion, "", {});
    absl::StrAppend(&failure->text, failure->text.empty() ? "" : "\n", check.message());
    failure->ops.push_back({.op = at, .task = "", .object = ""});
  }
  const char* Kept(const char* file) { return files_.insert(file == nullptr ? "" : file).first->c_str(); }

  explore::ProgramTarget program_;
  std::set<std::string> files_;  // Sites point into it.
};

}  // namespace reprise
