#!/usr/bin/env bash
# Boost.Fiber 1.81: a thread, and the process, does not end before the last detached fiber has.
#
# Expected: detach means what it means for std::thread: main returns, the process ends, and what was detached ends with
# it, wherever it is.
# Happens: after main has returned, and its local variables are gone, the scheduler of the main thread goes on and runs
# the detached fibers to their end; only then does the process exit. A std::thread likewise is not joined before the
# fibers that it detached are done, though its function returned long ago. A detached fiber that loops for ever keeps
# the program alive, and one that refers to a local of main meets it after its end.
# Source: src/scheduler.cpp of the library: ~scheduler joins the dispatcher fiber, which ends when no fiber is left.
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
#include <thread>

void Detach(const char* name) {
  boost::fibers::fiber([name] {
    for (int step = 1; step <= 2; ++step) {
      boost::this_fiber::yield();
      std::cout << name << " fiber, step " << step << "\n";
    }
  }).detach();
}

struct AtEnd {
  const char* text;
  ~AtEnd() { std::cout << text << "\n"; }
};

int main() {
  std::thread thread([] {
    const AtEnd end{"thread function returns"};
    Detach("thread's");
  });
  thread.join();
  std::cout << "thread joined\n";

  const AtEnd end{"main returns"};
  Detach("main's");
}
END
g++ -std=c++17 -pthread -I root/usr/include try.cc -L root/usr/lib/*-linux-gnu -l:libboost_fiber.a \
  -l:libboost_context.a -o try

sed -n 's/^#define BOOST_LIB_VERSION "\(.*\)"/Boost \1/p' root/usr/include/boost/version.hpp
./try | tee seen

cat >expected <<'END'
thread function returns
thread's fiber, step 1
thread's fiber, step 2
thread joined
main returns
main's fiber, step 1
main's fiber, step 2
END
cmp -s expected seen || {
  echo "changed: detached fibers no longer hold up the end of their thread" >&2
  exit 1
}
