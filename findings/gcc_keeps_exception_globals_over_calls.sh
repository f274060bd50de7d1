#!/usr/bin/env bash
# GCC 12: two uses of abi::__cxa_get_globals() are one call, stale after a fiber has changed threads in between.
#
# Expected: a runtime that lets each fiber have exceptions of its own reads the thread's list before a switch and asks
# again for it after the switch, since the fiber may go on in another thread.
# Happens: the header declares the function with __attribute__((const)): same answer for ever. With optimization the
# second call is gone, the address from before the call in between is used again, and after a switch the fiber writes
# into the list of the thread that it left. It works without optimization, and as long as fibers stay on their thread. A
# wrapper marked noinline does not help where its definition can be seen (same file, or link-time optimization): the
# compiler finds that it is const too. One marked noipa keeps both calls.
# Source: <cxxabi.h> of libstdc++; boostorg/context pull request 331 tells of the same in Boost.Context.
# Needs: g++ 12.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >suspend.cc <<'END'
#include <cxxabi.h>

void SwitchFiber();  // Anything may happen here; the compiler cannot see it.

__attribute__((noinline)) void* NotInlined() { return abi::__cxa_get_globals(); }
__attribute__((noipa)) void* NotAnalysed() { return abi::__cxa_get_globals(); }

void Suspend(void** before, void** after) {
  *before = GLOBALS();
  SwitchFiber();
  *after = GLOBALS();
}
END

# calls LEVEL FUNCTION: how often Suspend calls FUNCTION.
calls() {
  g++ "$1" -DGLOBALS="$2" -S -o out.s suspend.cc
  sed -n '/^_Z7Suspend.*:/,/\.cfi_endproc/p' out.s | grep -cE '(__cxa_get_globals|NotInlined|NotAnalysed)'
}

g++ --version | head -n 1
{
  echo "two uses, -O0: $(calls -O0 abi::__cxa_get_globals) calls"
  echo "two uses, -O2: $(calls -O2 abi::__cxa_get_globals) calls"
  echo "through a noinline function, -O2: $(calls -O2 NotInlined) calls"
  echo "through a noipa function, -O2: $(calls -O2 NotAnalysed) calls"
} | tee seen

grep -qx 'two uses, -O2: 1 calls' seen && grep -q 'noinline function, -O2: 1 calls' seen &&
  grep -q 'noipa function, -O2: 2 calls' seen || {
  echo "changed: the compiler asks again for the thread's exceptions" >&2
  exit 1
}
