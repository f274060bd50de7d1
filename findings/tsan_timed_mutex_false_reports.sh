#!/usr/bin/env bash
# ThreadSanitizer of GCC 12: a correct program with std::timed_mutex::try_lock_for is reported as broken.
#
# Expected: the sanitizer knows the mutexes of the standard library, so a counter under a lock is no race.
# Happens: "unlock of an unlocked mutex" and "data race", for a lock taken with try_lock_for, or with try_lock_until
# and a time of steady_clock. With a time of system_clock the same program is clean. libstdc++ takes the lock with
# pthread_mutex_clocklock, so that the timeout follows the steady clock, and the sanitizer does not intercept that
# function: it sees the unlock only. (For std::shared_timed_mutex it is pthread_rwlock_clockwrlock.)
# Source: libstdc++'s <mutex>, _GLIBCXX_USE_PTHREAD_MUTEX_CLOCKLOCK; the report itself names pthread_mutex_unlock.
# Needs: apt-get (with its lists up to date), dpkg, g++ 12.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download libtsan2=12.2.0-14+deb12u1
dpkg -x libtsan2_*.deb root

cat >try.cc <<'END'
#include <chrono>
#include <iostream>
#include <mutex>
#include <thread>

template <typename Clock>
int Count() {
  std::timed_mutex mutex;
  int count = 0;
  const auto add = [&mutex, &count] {
    for (int i = 0; i < 100; ++i) {
      while (!mutex.try_lock_until(Clock::now() + std::chrono::seconds(10))) {
      }
      ++count;
      mutex.unlock();
    }
  };
  std::thread other(add);
  add();
  other.join();
  return count;
}

int main(int argc, char**) {
  const bool steady = argc > 1;
  std::cout << "counted " << (steady ? Count<std::chrono::steady_clock>() : Count<std::chrono::system_clock>())
            << "\n";
}
END
g++ -std=c++17 -g -O1 -fsanitize=thread try.cc -o try
g++ --version | head -n 1
echo "libtsan2 $(dpkg-deb --field libtsan2_*.deb Version)"
library=$(echo root/usr/lib/*-linux-gnu)
for clock in system steady; do
  arguments=()
  [ "$clock" = system ] || arguments=(steady)
  LD_LIBRARY_PATH=$library ./try "${arguments[@]}" >out 2>&1 || true
  reports=$(sed -n 's/^WARNING: ThreadSanitizer: \(.*\) (pid=.*/\1/p' out | sort -u | paste -sd ';')
  echo "try_lock_until with ${clock}_clock: $(grep '^counted' out), reports: ${reports:-none}"
done | tee seen

grep -qx 'try_lock_until with system_clock: counted 200, reports: none' seen &&
  grep -q 'with steady_clock: counted 200, reports: .*unlock of an unlocked mutex' seen || {
  echo "changed: the sanitizer knows how the lock was taken" >&2
  exit 1
}
