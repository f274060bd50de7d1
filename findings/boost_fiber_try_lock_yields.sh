#!/usr/bin/env bash
# Boost.Fiber 1.81: mutex::try_lock lets other fibers run, also when it takes the lock.
#
# Expected: try_lock answers at once, "without blocking" in the words of the reference, and a mutex that nobody holds is
# a matter of one flag. What a fiber reads before try_lock and after it is then the same.
# Happens: whatever the outcome, try_lock yields before it returns, with the lock already taken. Other ready fibers run
# in between: shared state that was checked just before has changed, and whoever tries the same mutex meanwhile fails.
# After a failed try the mutex may be free by the time that false is returned. lock() on a free mutex does not yield.
# Source: src/mutex.cpp of the library, try_lock ends with a yield of the active context in both branches.
# Needs: apt-get (with its lists up to date), dpkg, g++.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download libboost1.81-dev=1.81.0-5+deb12u1 \
  libboost-fiber1.81-dev=1.81.0-5+deb12u1 libboost-context1.81-dev=1.81.0-5+deb12u1
for package in *.deb; do dpkg -x "$package" root; done

cat >try.cc <<'END'
#include <boost/fiber/all.hpp>
#include <iostream>

template <typename Take>
void Show(const char* name, Take take) {
  boost::fibers::mutex mutex;
  int other_ran = 0;
  boost::fibers::fiber other([&other_ran] { ++other_ran; });
  take(mutex);
  std::cout << name << " on a free mutex: the other fiber ran " << other_ran << " times meanwhile\n";
  mutex.unlock();
  other.join();
}

int main() {
  Show("lock", [](auto& mutex) { mutex.lock(); });
  Show("try_lock", [](auto& mutex) { std::cout << "try_lock says " << mutex.try_lock() << "\n"; });
}
END
g++ -std=c++17 -pthread -I root/usr/include try.cc -L root/usr/lib/*-linux-gnu -l:libboost_fiber.a \
  -l:libboost_context.a -o try

sed -n 's/^#define BOOST_LIB_VERSION "\(.*\)"/Boost \1/p' root/usr/include/boost/version.hpp
./try | tee seen

grep -qx 'try_lock says 1' seen && grep -q '^try_lock on a free mutex: the other fiber ran 1' seen &&
  grep -q '^lock on a free mutex: the other fiber ran 0' seen || {
  echo "changed: try_lock no longer yields when it takes the lock" >&2
  exit 1
}
