#include "replay/cli/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

namespace reprise::cli {

bool WelcomesDrawing(std::FILE* stream) {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  if (term == nullptr || std::strcmp(term, "dumb") == 0) return false;
  return isatty(fileno(stream)) == 1;
}

void PrepareStandardStreams() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (fcntl(fd, F_GETFD) != -1) continue;
    // The lowest free number is the missing one. Read-only on purpose: results nobody can get are an error.
    const int opened = open("/dev/null", fd == 2 ? O_WRONLY : O_RDONLY);
    if (opened == -1) return;
  }
  std::signal(SIGPIPE, SIG_IGN);
}

ExitCode FlushStandardOutput(ExitCode result) {
  errno = 0;
  const bool flushed = std::fflush(stdout) == 0;
  const std::string reason = errno == 0 ? "an earlier write failed" : std::strerror(errno);
  if (flushed && std::ferror(stdout) == 0) return result;
  pollfd reader{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
  if (poll(&reader, 1, 0) == 1 && (reader.revents & (POLLERR | POLLHUP)) != 0) return result;
  std::fprintf(stderr, "reprise: standard output cannot be written (%s): the results above are incomplete\n",
               reason.c_str());
  return result == ExitCode::kOk ? ExitCode::kEnvironment : result;
}

bool OutputIsLost() { return std::ferror(stdout) != 0; }

}  // namespace reprise::cli
