#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/check.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workload.h"

namespace reprise::bench {
namespace {

constexpr double kShortRunSeconds = 0.02;    // Below this one disturbance spoils a whole calibrating run.
constexpr std::size_t kShortRunRepeats = 9;  // So the least of so many says what it takes undisturbed.
constexpr std::size_t kRunsAlways = 7;       // Many runs were asked for, but these cannot be short:
constexpr double kManyRunsSeconds = 2.5;     // then no more than this.
constexpr double kQuietCores = 0.08;         // Others take less: the machine counts as quiet.

struct Sample {
  std::vector<double> values;
  std::vector<double> cpu;
  std::vector<std::pair<std::string, double>> counts;
  std::uint64_t ops = 0;
  double others = -1;
};

double SecondsOf(const Workload::Body& body, std::uint64_t ops, double goal_seconds) {
  double least = body(ops).seconds;
  for (std::size_t i = 1; i < kShortRunRepeats && goal_seconds < kShortRunSeconds; ++i) {
    least = std::min(least, body(ops).seconds);
  }
  return std::max(least, 1e-7);
}

std::uint64_t WholeChunks(double ops, std::uint64_t chunk) {
  return std::max<std::uint64_t>(static_cast<std::uint64_t>(ops) / chunk, 1) * chunk;
}

// How many operations fill the goal: grows until a run takes a fifth of it, then scales.
std::uint64_t Calibrate(const Workload& workload, const Workload::Body& body, double goal_seconds) {
  const std::uint64_t chunk = std::max<std::uint64_t>(workload.chunk, 1);
  std::uint64_t ops = chunk;
  for (;;) {
    const double seconds = SecondsOf(body, ops, goal_seconds);
    if (seconds >= goal_seconds * 0.2) {
      return WholeChunks(static_cast<double>(ops) * goal_seconds / seconds, chunk);
    }
    const double factor = std::clamp(goal_seconds * 0.4 / seconds, 1.5, 20.0);
    ops = WholeChunks(static_cast<double>(ops) * factor + static_cast<double>(chunk) - 1, chunk);
  }
}

Sample Take(const Workload::Body& body, std::uint64_t ops, std::size_t runs) {
  Sample sample;
  const OthersMeter others;
  double passed = 0;
  for (std::size_t i = 0; i < runs; ++i) {
    if (i >= kRunsAlways && passed > kManyRunsSeconds) break;
    const Run run = body(ops);
    REPRISE_CHECK(run.ops > 0);
    const double per_op = 1e9 / static_cast<double>(run.ops);
    sample.values.push_back(run.seconds * per_op);
    sample.cpu.push_back(run.cpu_seconds * per_op);
    sample.ops = run.ops;
    passed += run.seconds;
    if (sample.counts.empty()) sample.counts = run.counts;
    if (i == 0) continue;
    REPRISE_CHECK(run.counts.size() == sample.counts.size());
    for (std::size_t k = 0; k < run.counts.size(); ++k) sample.counts[k].second += run.counts[k].second;
  }
  sample.others = others.Cores();
  for (auto& [name, sum] : sample.counts) sum /= static_cast<double>(sample.values.size());
  return sample;
}

// This program again, for one figure.
double ValueInOwnProcess(const Workload& workload) {
  char self[4096];
  const ssize_t length = readlink("/proc/self/exe", self, sizeof self);
  REPRISE_CHECK(length > 0 && static_cast<std::size_t>(length) < sizeof self);
  const std::string command = absl::StrCat("'", absl::string_view(self, static_cast<std::size_t>(length)),
                                           "' bench --value-of ", workload.FullName());
  std::FILE* const output = popen(command.c_str(), "r");
  REPRISE_CHECK(output != nullptr);
  double value = 0;
  const int read = std::fscanf(output, "%lf", &value);
  REPRISE_CHECK(pclose(output) == 0 && read == 1);
  return value;
}

Sample TakeValues(const Workload& workload, std::size_t runs) {
  Sample sample;
  for (std::size_t i = 0; i < std::min(runs, kRunsAlways); ++i) {
    sample.values.push_back(workload.value_in_own_process ? ValueInOwnProcess(workload) : workload.value());
  }
  sample.ops = workload.value_ops;
  return sample;
}

// Four digits are all that a measurement is good for.
std::string Figure(double value) {
  char text[64];
  std::snprintf(text, sizeof text, value >= 1000 ? "%.0f" : value >= 10 ? "%.1f" : "%.3f", value);
  return text;
}

std::string Line(const Workload& workload, Sample sample) {
  std::sort(sample.values.begin(), sample.values.end());
  std::sort(sample.cpu.begin(), sample.cpu.end());
  const std::size_t count = sample.values.size();
  std::string line = "{\"peer\":\"" + workload.peer + "\",\"workload\":\"" + workload.name +
                     "\",\"unit\":\"" + workload.unit + "\",\"median\":" + Figure(sample.values[count / 2]) +
                     ",\"min\":" + Figure(sample.values.front()) +
                     ",\"max\":" + Figure(sample.values.back()) +
                     ",\"p10\":" + Figure(sample.values[count / 10]) + ",\"runs\":" + std::to_string(count) +
                     ",\"ops\":" + std::to_string(sample.ops);
  if (!sample.cpu.empty() && sample.cpu.front() > 0) line += ",\"cpu\":" + Figure(sample.cpu[count / 2]);
  for (const auto& [name, mean] : sample.counts) line += ",\"" + name + "\":" + Figure(mean);
  if (sample.others >= 0) {
    char others[32];
    std::snprintf(others, sizeof others, ",\"others\":%.2f", sample.others);
    line += others;
  }
  return line + "}";
}

}  // namespace

std::vector<Workload> Select(std::vector<Workload> all, const std::vector<std::string>& words) {
  if (words.empty()) return all;
  std::erase_if(all, [&words](const Workload& workload) {
    const std::string name = workload.FullName();
    return std::none_of(words.begin(), words.end(),
                        [&name](const std::string& word) { return name.find(word) != std::string::npos; });
  });
  return all;
}

absl::Status PrintValue(const std::vector<Workload>& all, const std::string& full_name) {
  for (const Workload& workload : all) {
    if (workload.FullName() != full_name || !workload.value) continue;
    std::printf("%.1f\n", workload.value());
    return absl::OkStatus();
  }
  return absl::NotFoundError("no workload with a value is called " + full_name);
}

std::string Measure(const Workload& workload, const Settings& settings) {
  if (workload.value) return Line(workload, TakeValues(workload, settings.runs));
  const Workload::Body body = workload.prepare();
  const std::uint64_t ops = Calibrate(workload, body, settings.run_seconds * workload.share_of_time);
  Sample quietest;
  for (std::size_t i = 0; i < settings.tries_max; ++i) {
    Sample sample = Take(body, ops, settings.runs);
    if (i == 0 || sample.others < quietest.others) quietest = std::move(sample);
    if (quietest.others < kQuietCores) break;
  }
  return Line(workload, std::move(quietest));
}

}  // namespace reprise::bench
