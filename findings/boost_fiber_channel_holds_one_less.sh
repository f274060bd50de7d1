#!/usr/bin/env bash
# Boost.Fiber 1.81: buffered_channel(N) holds N - 1 items.
#
# Expected: a channel made with capacity N takes N items before a sender waits, as channels of Go or Rust do.
# Happens: the N-th push waits (try_push says full): one slot always stays empty, so buffered_channel(2), the smallest,
# holds a single item. A fiber that fills a channel to its capacity before it starts the receiver waits for ever.
# Source: boost/fiber/buffered_channel.hpp, is_full_: full is when the writer's index plus one meets the reader's. The
# reference documentation asks for a power of two and does not speak of the slot.
# Needs: apt-get (with its lists up to date), dpkg, g++.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download libboost1.81-dev=1.81.0-5+deb12u1 \
  libboost-fiber1.81-dev=1.81.0-5+deb12u1 libboost-context1.81-dev=1.81.0-5+deb12u1
for package in *.deb; do dpkg -x "$package" root; done

cat >try.cc <<'END'
#include <boost/fiber/buffered_channel.hpp>
#include <iostream>

int main() {
  for (int capacity : {2, 4, 64}) {
    boost::fibers::buffered_channel<int> channel(capacity);
    int held = 0;
    while (channel.try_push(held) == boost::fibers::channel_op_status::success) ++held;
    std::cout << "buffered_channel(" << capacity << ") holds " << held << "\n";
  }
}
END
g++ -std=c++17 -pthread -I root/usr/include try.cc -L root/usr/lib/*-linux-gnu -l:libboost_fiber.a \
  -l:libboost_context.a -o try

sed -n 's/^#define BOOST_LIB_VERSION "\(.*\)"/Boost \1/p' root/usr/include/boost/version.hpp
./try | tee seen

grep -qx 'buffered_channel(2) holds 1' seen && grep -qx 'buffered_channel(64) holds 63' seen || {
  echo "changed: a channel no longer keeps one slot empty" >&2
  exit 1
}
