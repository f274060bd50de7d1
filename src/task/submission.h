// The message of a pool's channel: a task's name and type, which the log keeps, and its code, which the log
// cannot keep.
//
// Use when     writing task/worker_pool.h. Programs submit through a TaskManager.
// Threads      thread-compatible.
// Memory       one allocation for each submission, for its code.
// Errors       Codec::Decode: InvalidArgument for bytes that are no submission; a decoded submission has no
//              code.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "channel/codec.h"

namespace reprise::task {

class WorkerPool;

namespace internal {

class Job {
 public:
  virtual ~Job() = default;
  virtual void Start(WorkerPool& pool) = 0;
  // The task will never start: tasks that wait for it get `why`.
  virtual void Refuse(WorkerPool& pool, const absl::Status& why) = 0;
};

}  // namespace internal

struct Submission {
  std::uint8_t type = 0;
  std::string name;
  std::unique_ptr<internal::Job> job;
};

}  // namespace reprise::task

namespace reprise::channel {

template <>
struct Codec<task::Submission> {
  static constexpr const char* kSchemaName = "reprise.run.TaskSubmission";
  static std::span<const std::byte> Schema();
  static std::span<const std::byte> Encode(const task::Submission& submission);
  static absl::StatusOr<task::Submission> Decode(std::span<const std::byte> bytes);
  static std::string ToJson(std::span<const std::byte> bytes);
};

}  // namespace reprise::channel
