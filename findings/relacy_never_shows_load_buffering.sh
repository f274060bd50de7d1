#!/usr/bin/env bash
# Relacy (Debian's relacy-dev, snapshot of 2019-10-25): the full search leaves out executions that C++ allows.
#
# Expected: a full search over relaxed atomics shows every outcome that the memory model allows; a test that passes it
# holds on every machine.
# Happens: store buffering, both threads reading 0, is found. Load buffering, both threads reading the 1 that the other
# stores afterwards, never is, though ISO C++ allows it for relaxed operations and ARM's model does too: a load is
# carried out where it stands in the program, and takes one of the values stored so far. The search says that it is
# complete, in 28 executions. Code that is wrong only by a load that is moved behind a later store passes.
# Source: seen by running it; relacy/atomic.hpp picks the value of a load from the history of stores. For what the
# language allows: "std::memory_order", relaxed ordering, on cppreference.
# Needs: apt-get (with its lists up to date), dpkg, g++.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download relacy-dev=0.0+git20191025.acc09bb-2
dpkg -x relacy-dev_*.deb root

cat >try.cc <<'END'
#include <relacy/relacy.hpp>

int seen[2][2];

struct TwoThreads {
  rl::atomic<int> x, y;
  int read[2];
};

struct StoreBuffering : rl::test_suite<StoreBuffering, 2>, TwoThreads {
  void before() {
    x($) = 0;
    y($) = 0;
  }
  void thread(unsigned index) {
    rl::atomic<int>& mine = index == 0 ? x : y;
    rl::atomic<int>& other = index == 0 ? y : x;
    mine($).store(1, rl::mo_relaxed);
    read[index] = other($).load(rl::mo_relaxed);
  }
  void after() { ++seen[read[0]][read[1]]; }
};

struct LoadBuffering : rl::test_suite<LoadBuffering, 2>, TwoThreads {
  void before() {
    x($) = 0;
    y($) = 0;
  }
  void thread(unsigned index) {
    rl::atomic<int>& mine = index == 0 ? x : y;
    rl::atomic<int>& other = index == 0 ? y : x;
    read[index] = other($).load(rl::mo_relaxed);
    mine($).store(1, rl::mo_relaxed);
  }
  void after() { ++seen[read[0]][read[1]]; }
};

template <typename Suite>
void Search(const char* name) {
  seen[0][0] = seen[0][1] = seen[1][0] = seen[1][1] = 0;
  rl::test_params params;
  params.search_type = rl::fair_full_search_scheduler_type;
  rl::simulate<Suite>(params);
  std::printf("%s: executions %d, read 0 0: %d, 0 1: %d, 1 0: %d, 1 1: %d\n", name,
              static_cast<int>(params.stop_iteration), seen[0][0], seen[0][1], seen[1][0], seen[1][1]);
}

int main() {
  Search<StoreBuffering>("store buffering");
  Search<LoadBuffering>("load buffering");
}
END
g++ -std=c++17 -w -I root/usr/include try.cc -pthread -o try
echo "relacy-dev $(dpkg-deb --field relacy-dev_*.deb Version)"
./try | grep ' buffering: ' | tee seen

grep -q '^store buffering: .*read 0 0: [1-9]' seen && grep -q '^load buffering: .*read 0 0: [1-9].* 1 1: 0$' seen || {
  echo "changed: the full search shows load buffering" >&2
  exit 1
}
