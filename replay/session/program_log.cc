#include "replay/session/program_log.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/build_info.h"
#include "replay/log/format.h"
#include "replay/log/log_file.h"
#include "replay/record/recorder.h"
#include "runtime/runtime.h"
#include "sched/measure/run_end.h"
#include "sched/parallel/cores.h"

namespace reprise::session {
log::LogMetadata MetadataOf(const std::string& app, const Settings& settings, unsigned workers,
                            const std::string& scheduler) {
  const BuildInfo build = GetBuildInfo();
  log::LogMetadata metadata;
  metadata.Set(log::kKeyQuirks, "");
  metadata.Set(log::kKeyBuildId, build.build_id);
  metadata.Set(log::kKeyCompiler, build.compiler);
  metadata.Set(log::kKeyWorkers, std::to_string(workers));
  metadata.Set(log::kKeyScheduler, scheduler);
  metadata.Set(log::kKeyApp, app);
  for (const auto& [key, value] : settings) metadata.Set(log::kKeyAppPrefix + key, value);
  return metadata;
}

Settings SettingsOf(const log::LogMetadata& metadata) {
  const std::string prefix = log::kKeyAppPrefix;
  Settings settings;
  for (const auto& [key, value] : metadata.entries()) {
    if (key.rfind(prefix, 0) == 0) settings[key.substr(prefix.size())] = value;
  }
  return settings;
}

absl::Status RecordProgram(const std::string& path, const Program& program, const RecordingOptions& options) {
  const unsigned workers = options.workers != 0 ? options.workers : sched::UsableCores();
  absl::StatusOr<std::unique_ptr<record::Recorder>> recorder = record::Recorder::Create(
      path, {.workers = workers,
             .metadata = MetadataOf(program.name, options.settings, workers, "parallel"),
             .existing = options.existing});
  if (!recorder.ok()) return recorder.status();
  sched::Runtime runtime({.workers = workers, .tap = recorder->get()});
  const absl::Status ended = runtime.Run(program.name, [&] { program.body(options.settings); });
  absl::Status written = (*recorder)->Finish(
      {{"ended", ended.ok() ? "ok" : std::string(ended.message())}, {"lost", ToString(runtime.end())}});
  return written.ok() ? ended : written;
}

absl::StatusOr<VerifyResult> ReplayProgram(const std::string& path, const Program& program) {
  absl::StatusOr<log::LogFile> log = log::LogFile::Open(path, log::ReadMode::kPrefix);
  if (!log.ok()) return log.status();
  if (const std::string app = log->metadata().Get(log::kKeyApp); app != program.name) {
    return absl::DataLossError(absl::StrCat(path, ": the log holds a run of '", app, "', expected one of '",
                                            program.name, "'; replay it with the program that wrote it"));
  }
  const Settings settings = SettingsOf(log->metadata());
  absl::StatusOr<VerifyResult> result = Replay(*log, {}, program.name, [&] { program.body(settings); });
  if (result.ok()) return result;
  return absl::Status(result.status().code(),
                      absl::StrCat(path, ": ", std::string(result.status().message())));
}

}  // namespace reprise::session
