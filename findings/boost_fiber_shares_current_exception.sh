#!/usr/bin/env bash
# Boost.Fiber 1.81: a fiber that yields in a catch block goes on with another fiber's exception as the current one.
#
# Expected: each fiber has a stack of its own, so the exception that it handles is its own too:
# std::current_exception() and `throw;` in a catch block mean the one that was caught there.
# Happens: the list of exceptions being handled belongs to the thread, and a switch of fibers does not change it. With
# two fibers that yield in their catch blocks, each sees the exception of the other; a fiber that handles nothing sees
# one as well. A handler that stores current_exception() after a wait hands on the wrong error.
# Source: boostorg/context pull request 281: a later Boost.Context saves and restores that list at each switch.
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
#include <exception>
#include <iostream>
#include <string>

std::string Current() {
  const std::exception_ptr current = std::current_exception();
  if (current == nullptr) return "none";
  try {
    std::rethrow_exception(current);
  } catch (const std::string& text) {
    return text;
  }
}

int main() {
  const auto start = [](const char* name) {
    return boost::fibers::fiber([name] {
      try {
        throw std::string(name);
      } catch (const std::string&) {
        boost::this_fiber::yield();
        std::cout << "handler of fiber " << name << ": current exception " << Current() << "\n";
      }
    });
  };
  boost::fibers::fiber a = start("a");
  boost::fibers::fiber b = start("b");
  boost::fibers::fiber idle([] { std::cout << "fiber without a handler: current exception " << Current() << "\n"; });
  a.join();
  b.join();
  idle.join();
}
END
g++ -std=c++17 -pthread -I root/usr/include try.cc -L root/usr/lib/*-linux-gnu -l:libboost_fiber.a \
  -l:libboost_context.a -o try

sed -n 's/^#define BOOST_LIB_VERSION "\(.*\)"/Boost \1/p' root/usr/include/boost/version.hpp
./try | tee seen

grep -qx 'handler of fiber a: current exception b' seen &&
  grep -qx 'fiber without a handler: current exception b' seen || {
  echo "changed: fibers no longer share the exceptions that they handle" >&2
  exit 1
}
