#!/usr/bin/env python3
"""Runs a benchmark in many processes and prints how far their medians are apart.
usage: spread.py [--processes 50] [--behind WORD ...] WORD ...      (from the project's root, after a build)

One line a workload: the fastest, the middle and the slowest process. A row of two threads says how long a line took
between the two cores (`line`, ns); its processes are then also shown apart, near (under 120) and far, because a host
may move a virtual machine's cores while the processes run. --behind runs other workloads first, in the same process.
"""
import argparse
import collections
import json
import statistics
import subprocess
import time

NEAR_NS = 120


def rows_of_one_process(program, words):
    output = subprocess.run([program, "bench", *words], capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines() if line.startswith('{"peer"')]


def show(name, kind, medians):
    medians = sorted(medians)
    print(f"{name:24} {kind:5} {len(medians):4} {medians[0]:9.2f} {statistics.median(medians):9.2f} {medians[-1]:9.2f} "
          f"{medians[-1] / medians[0]:8.2f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("words", nargs="+")
    parser.add_argument("--processes", type=int, default=50)
    parser.add_argument("--behind", nargs="*", default=[])
    parser.add_argument("--program", default="build/replay/cli/reprise")
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between two processes")
    options = parser.parse_args()
    taken = collections.defaultdict(list)
    for _ in range(options.processes):
        for row in rows_of_one_process(options.program, options.behind + options.words):
            name = f"{row['peer']}/{row['workload']}"
            if any(word in name for word in options.words):
                taken[name].append((row["median"], row.get("line")))
        time.sleep(options.pause)
    print(f"{'workload':24} {'line':5} {'n':>4} {'fastest':>9} {'middle':>9} {'slowest':>9} {'slowest/fastest':>8}")
    for name, values in taken.items():
        show(name, "all", [median for median, _ in values])
        if values[0][1] is None:
            continue
        for kind, is_near in (("near", True), ("far", False)):
            medians = [median for median, line in values if (line < NEAR_NS) == is_near]
            if medians:
                show(name, kind, medians)


if __name__ == "__main__":
    main()
