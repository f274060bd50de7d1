#include "tests/bench/stopwatch.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace reprise::bench {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

double OwnCpuSeconds(bool with_children) {
  double seconds = 0;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  seconds += Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  if (!with_children) return seconds;
  getrusage(RUSAGE_CHILDREN, &usage);
  return seconds + Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

double OthersMeter::Cores() const {
  const double passed = static_cast<double>(MonotonicNanos() - start_nanos_) * 1e-9;
  const double busy = MachineBusySeconds() - start_busy_seconds_;
  const double own = OwnCpuSeconds(true) - start_own_seconds_;
  return passed <= 0 ? 0 : std::max(0.0, (busy - own) / passed);
}

double OthersMeter::MachineBusySeconds() {
  // The first line of /proc/stat, in clock ticks: user nice system idle iowait irq softirq steal.
  double user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0;
  std::FILE* file = std::fopen("/proc/stat", "r");
  if (file == nullptr) return 0;
  const int fields = std::fscanf(file, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &user, &nice, &system, &idle,
                                 &iowait, &irq, &softirq, &steal);
  std::fclose(file);
  if (fields != 8) return 0;
  return (user + nice + system + irq + softirq + steal) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace reprise::bench
