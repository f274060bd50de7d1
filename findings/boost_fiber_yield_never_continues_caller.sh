#!/usr/bin/env bash
# Boost.Fiber 1.81: yield never goes on with the caller, whatever the scheduling algorithm wants.
#
# Expected: this_fiber::yield makes the caller ready and asks the algorithm who is next. An algorithm that always picks
# the highest priority goes on with the caller as long as the others rank below it.
# Happens: pick_next is asked first, and the caller is handed to awakened only after the switch to whoever was picked.
# The fiber of high priority and the one of low priority run in turns. A tester of schedules that relies on yield and on
# a random algorithm never goes on with the caller either, except by way of the library's own dispatcher fiber.
# Source: src/scheduler.cpp of the library, scheduler::yield (its comment says why: on another thread the caller must
# not be found before it has been suspended); the customization chapter, whose priority algorithm is of this kind.
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
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

namespace fibers = boost::fibers;

struct Rank : fibers::fiber_properties {
  using fibers::fiber_properties::fiber_properties;
  int rank = 0;
};

class HighestFirst : public fibers::algo::algorithm_with_properties<Rank> {
 public:
  void awakened(fibers::context* fiber, Rank&) noexcept override { ready_.push_back(fiber); }

  fibers::context* pick_next() noexcept override {
    const auto best = std::max_element(ready_.begin(), ready_.end(), [this](auto* a, auto* b) {
      return properties(a).rank < properties(b).rank;
    });
    if (best == ready_.end()) return nullptr;
    fibers::context* fiber = *best;
    ready_.erase(best);
    return fiber;
  }

  bool has_ready_fibers() const noexcept override { return !ready_.empty(); }
  void suspend_until(const std::chrono::steady_clock::time_point&) noexcept override {}
  void notify() noexcept override {}

 private:
  std::vector<fibers::context*> ready_;
};

int main() {
  fibers::use_scheduling_algorithm<HighestFirst>();
  std::string order;
  const auto start = [&order](char name, int rank) {
    return fibers::fiber([&order, name, rank] {
      boost::this_fiber::properties<Rank>().rank = rank;
      for (int i = 0; i < 4; ++i) {
        order += name;
        boost::this_fiber::yield();
      }
    });
  };
  fibers::fiber high = start('H', 10);
  fibers::fiber low = start('l', 1);
  high.join();
  low.join();
  std::cout << "rank 10 is H, rank 1 is l: " << order << "\n";
}
END
g++ -std=c++17 -pthread -I root/usr/include try.cc -L root/usr/lib/*-linux-gnu -l:libboost_fiber.a \
  -l:libboost_context.a -o try

sed -n 's/^#define BOOST_LIB_VERSION "\(.*\)"/Boost \1/p' root/usr/include/boost/version.hpp
./try | tee seen

grep -qx 'rank 10 is H, rank 1 is l: HlHlHlHl' seen || {
  echo "changed: yield may go on with the caller" >&2
  exit 1
}
