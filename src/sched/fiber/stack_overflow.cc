#include "sched/fiber/stack_overflow.h"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string_view>

#include "base/check.h"
#include "sched/fiber/worker.h"

namespace reprise::sched {
namespace {

constexpr std::size_t kHandlerStackBytes = 64 * 1024;

thread_local const StackPool* stacks_of_thread = nullptr;
struct sigaction previous_segv;
struct sigaction previous_bus;

// Neither allocates nor locks, as a signal handler requires; so it does not use printf.
void Say(std::string_view text) {
  // The process is about to end: a failed write cannot be reported.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

void SayNumber(std::size_t number) {
  char digits[20];
  std::size_t first = sizeof digits;
  do {
    digits[--first] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0);
  Say({digits + first, sizeof digits - first});
}

// Deep chains of spawned tasks often cause an overflow. So it prints only the last names: this needs little
// stack itself.
void SayName(const TaskRecord& task) {
  constexpr std::size_t kNamesMax = 16;
  const TaskRecord* names[kNamesMax];
  std::size_t count = 0;
  const TaskRecord* next = &task;
  for (; next != nullptr && count < kNamesMax; next = next->parent) names[count++] = next;
  if (next != nullptr) Say(".../");
  while (count-- > 0) {
    Say(names[count]->own_name.view());
    if (count > 0) Say("/");
  }
}

void OnFault(int signal, siginfo_t* info, void* context) {
  const Worker* const worker = Worker::CurrentOrNull();
  if (stacks_of_thread != nullptr && worker != nullptr && worker->current != nullptr &&
      worker->running != nullptr) {
    const Stack& stack = worker->running->stack;
    if (stacks_of_thread->InGuardOf(stack, info->si_addr)) DieOfStackOverflow(*worker->current, stack);
  }
  const struct sigaction& previous = signal == SIGSEGV ? previous_segv : previous_bus;
  if ((previous.sa_flags & SA_SIGINFO) != 0) return previous.sa_sigaction(signal, info, context);
  if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) return previous.sa_handler(signal);
  ::signal(signal, SIG_DFL);  // The instruction faults again, and the process ends as it would have.
}

void InstallHandler() {
  struct sigaction action = {};
  action.sa_sigaction = &OnFault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  REPRISE_CHECK(sigaction(SIGSEGV, &action, &previous_segv) == 0);
  REPRISE_CHECK(sigaction(SIGBUS, &action, &previous_bus) == 0);
}

}  // namespace

StackOverflowReporter::StackOverflowReporter(const StackPool& stacks)
    : handler_stack_(new std::byte[kHandlerStackBytes]) {
  static std::once_flag once;
  std::call_once(once, InstallHandler);
  stack_t stack = {};
  stack.ss_sp = handler_stack_.get();
  stack.ss_size = kHandlerStackBytes;
  REPRISE_CHECK(sigaltstack(&stack, nullptr) == 0);
  stacks_of_thread = &stacks;
}

StackOverflowReporter::~StackOverflowReporter() {
  stacks_of_thread = nullptr;
  stack_t none = {};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
}

void DieOfStackOverflow(const TaskRecord& task, const Stack& stack) {
  Say("task ");
  SayName(task);
  Say(" needs more than its stack of ");
  SayNumber(stack.bytes);
  Say(" bytes: give RuntimeOptions::stack_bytes a larger value, or recurse less deeply\n");
  std::abort();
}

}  // namespace reprise::sched
