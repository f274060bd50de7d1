#include "lockfree/asymmetric_fence.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/check.h"

namespace reprise::lockfree {
namespace {

long Call(int command) { return syscall(__NR_membarrier, command, 0, 0); }

}  // namespace

bool AsymmetricFence::Register() {
  const long commands = Call(MEMBARRIER_CMD_QUERY);
  return commands > 0 && (commands & MEMBARRIER_CMD_PRIVATE_EXPEDITED) != 0 &&
         Call(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0;
}

void AsymmetricFence::Membarrier() { REPRISE_CHECK(Call(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0); }

}  // namespace reprise::lockfree
