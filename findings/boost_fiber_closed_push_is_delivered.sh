#!/usr/bin/env bash
# Boost.Fiber 1.81: a push into an unbuffered channel may answer "closed" though its item is delivered.
#
# Expected: push answers success if a receiver takes the item and closed if none will; a sender that is told closed
# still has the item and may send it elsewhere.
# Happens: if the channel is closed while the sender waits, the sender is woken and told closed, but its item stays in
# the channel's slot, and a pop after the close takes it with success. A sender that then sends the item another way
# delivers it twice.
# Source: boost/fiber/unbuffered_channel.hpp: close wakes the waiting senders and leaves the slot as it is; pop looks at
# the slot before it looks whether the channel is closed.
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

namespace fibers = boost::fibers;

const char* Name(fibers::channel_op_status status) {
  return status == fibers::channel_op_status::success ? "success" : "closed";
}

int main() {
  fibers::unbuffered_channel<int> channel;
  fibers::fiber sender([&channel] {
    const auto pushed = channel.push(7);
    std::cout << "push: " << Name(pushed) << "\n";
  });
  boost::this_fiber::yield();  // The sender runs, and waits for a receiver.
  channel.close();
  int item = 0;
  const auto popped = channel.pop(item);
  std::cout << "pop after close: " << Name(popped) << ", item " << item << "\n";
  sender.join();
}
END
g++ -std=c++17 -pthread -I root/usr/include try.cc -L root/usr/lib/*-linux-gnu -l:libboost_fiber.a \
  -l:libboost_context.a -o try

sed -n 's/^#define BOOST_LIB_VERSION "\(.*\)"/Boost \1/p' root/usr/include/boost/version.hpp
./try | tee seen

grep -qx 'push: closed' seen && grep -qx 'pop after close: success, item 7' seen || {
  echo "changed: sender and receiver agree on what became of the item" >&2
  exit 1
}
