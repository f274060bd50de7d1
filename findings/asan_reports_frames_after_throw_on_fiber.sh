#!/usr/bin/env bash
# AddressSanitizer of GCC 12 with Boost.Context 1.81: a correct program that throws on a fiber is stopped as broken.
#
# Expected: an exception that is thrown and caught on a fiber's own stack is plain C++; without the fiber the same code
# is clean under the sanitizer.
# Happens: after the catch, an ordinary call on that stack is reported as stack-buffer-overflow. Frames mark their
# surroundings as forbidden; an exception passes the code that would clear the marks, so the sanitizer clears the whole
# stack itself, if it knows it. It does not know the fiber's, warns ("ignoring requested __asan_handle_no_return"), and
# leaves the marks for the next frames to run into. Debian's library has no annotations; they need the library and the
# program compiled with BOOST_USE_ASAN and BOOST_USE_UCONTEXT.
# Source: the sanitizer's warning, google/sanitizers issue 189; Boost.Context's documentation on sanitizers.
# Needs: apt-get (with its lists up to date), dpkg, g++ 12.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download libboost1.81-dev=1.81.0-5+deb12u1 \
  libboost-context1.81-dev=1.81.0-5+deb12u1 libasan8=12.2.0-14+deb12u1
for package in *.deb; do dpkg -x "$package" root; done

cat >try.cc <<'END'
#include <boost/context/fiber.hpp>
#include <iostream>
#include <stdexcept>

__attribute__((noinline)) void ThrowBelow(int frames) {
  volatile char room[256];
  for (volatile char& byte : room) byte = 1;
  if (frames == 0) throw std::runtime_error("thrown");
  ThrowBelow(frames - 1);
  room[0] = 2;
}

__attribute__((noinline)) void Call(int frames) {
  volatile char room[64];
  for (volatile char& byte : room) byte = 1;
  if (frames > 0) Call(frames - 1);
  room[0] = 2;
}

void Run() {
  try {
    ThrowBelow(10);
  } catch (const std::runtime_error& error) {
    std::cout << error.what() << " and caught\n";
  }
  Call(20);
  std::cout << "done\n";
}

int main(int argc, char**) {
  if (argc == 1) {
    Run();
    return 0;
  }
  boost::context::fiber fiber([](boost::context::fiber&& back) {
    Run();
    return std::move(back);
  });
  fiber = std::move(fiber).resume();
}
END
library=$(echo root/usr/lib/*-linux-gnu)
g++ -std=c++17 -g -O1 -fsanitize=address -I root/usr/include try.cc -L "$library" -l:libboost_context.a -o try
g++ --version | head -n 1
for where in thread fiber; do
  arguments=()
  [ "$where" = thread ] || arguments=(fiber)
  status=0
  LD_LIBRARY_PATH=$library ./try "${arguments[@]}" >out 2>&1 || status=$?
  report=$(sed -n 's/^.*ERROR: AddressSanitizer: \([a-z-]*\) .*/\1/p' out)
  echo "on the $where's stack: done $(grep -c '^done' out || true) times, report: ${report:-none}, exit code $status"
done | tee seen

grep -qx "on the thread's stack: done 1 times, report: none, exit code 0" seen &&
  grep -q "^on the fiber's stack: done 0 times, report: stack-buffer-" seen || {
  echo "changed: the sanitizer copes with an exception on a fiber that it was not told of" >&2
  exit 1
}
