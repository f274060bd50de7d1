#!/usr/bin/env python3
"""Weakens the lock-free code in one place at a time and runs the suites, each of which should notice.

usage: run.py BUILD [--sample N] [--only WORDS] [--jobs N] [--list]

  run.py build                    every mutant of src/lockfree and src/state: long, for the nightly script
  run.py build --sample 6         so many, chosen by the commit
  run.py build --only seg_queue   those whose name contains one of the words
  run.py build --list             their names

BUILD is a build folder in which the suites relacy, explore and threads are built. A mutant is killed by the first
program that fails, or that does not end. The last line is

    mutants N killed K equivalent E toolblind B survived S

and the exit code is 1 when one survived without an argument in the source.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile

from mutation import mutants_of
from suites import Compiler, find_programs, programs_for

CPU_SECONDS_MAX = 90  # For one program; those that pass take less than a third. A mutant that spins is stopped here.
OPTIONS = {"TSAN_OPTIONS": "halt_on_error=1", "GTEST_FAIL_FAST": "1", "REPRISE_FAIL_FAST": "1"}


def find_mutants(root):
    found = []
    for folder in ("src/lockfree", "src/state"):
        for header in sorted((root / folder).glob("*.h")):
            if header.name == "sync.h":
                continue  # It only passes orders on.
            path = str(header.relative_to(root))
            found += mutants_of(path, header.read_text())
    return found


def commit(root):
    shown = subprocess.run(["git", "-C", str(root), "rev-parse", "HEAD"], capture_output=True, text=True)
    return shown.stdout.strip() or "no commit"


def choose(mutants, count, seed):
    """A sample that is the same for the same commit: those whose names' digests come first."""
    return sorted(mutants, key=lambda m: hashlib.sha256((seed + m.name).encode()).digest())[:count]


def judge(mutant, programs, compiler):
    """(verdict, why): "killed" by a program, "equivalent" or "toolblind" by argument, or "survived"."""
    tried = []
    for program in programs_for(programs, mutant.path):
        with tempfile.TemporaryDirectory() as folder:
            binary = compiler.make(program, mutant.path, mutant.text, pathlib.Path(folder))
            if binary is None:
                return "broken", f"{program.target} does not compile"
            ended = subprocess.run(["bash", "-c", f'ulimit -t {CPU_SECONDS_MAX}; exec "$0"', str(binary)],
                                   capture_output=True, env={**os.environ, **OPTIONS})
            if ended.returncode != 0:
                return "killed", program.target
        tried.append(program.target)
    if mutant.argument:
        return mutant.argument.replace("-", ""), "by the argument in the source"
    return "survived", "passes " + (", ".join(tried) or "nothing: no suite includes the header")


def canaries(mutants, programs, compiler):
    """A kill proves something only if the same programs pass with nothing changed: a header as it is must survive."""
    for mutant in mutants[:1]:
        text = (compiler.root / mutant.path).read_text()
        same = dataclasses.replace(mutant, kind="canary", change="nothing", text=text, argument="")
        verdict, why = judge(same, programs, compiler)
        good = verdict == "survived"
        print(f"{'ok' if good else 'not ok'} canary: {mutant.path} with nothing changed {why}", flush=True)
        if not good:
            return False
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()

    root = pathlib.Path(__file__).resolve().parents[2]
    mutants = find_mutants(root)
    if options.only:
        mutants = [m for m in mutants if any(word in m.name for word in options.only)]
    if options.sample:
        seed = commit(root)
        mutants = choose([m for m in mutants if not m.argument], options.sample, seed)
        print(f"note: a sample of {len(mutants)} mutants, chosen by commit {seed[:12]}; all of them: .ci/nightly")
    if options.list:
        print("\n".join(f"{m.name}{'  ' + m.argument if m.argument else ''}" for m in mutants))
        return 0

    programs = find_programs(root, options.build)
    compiler = Compiler(root, pathlib.Path(options.build).resolve())
    if not canaries(mutants, programs, compiler):
        return 1
    counts = collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        verdicts = pool.map(lambda m: judge(m, programs, compiler), mutants)
        for mutant, (verdict, why) in zip(mutants, verdicts):
            counts[verdict] += 1
            needless = "; its argument is not needed" if verdict == "killed" and mutant.argument else ""
            good = "not ok" if verdict in ("survived", "broken") else "ok"
            print(f"{good} {mutant.name}: {verdict}: {why}{needless}", flush=True)
    print(f"mutants {len(mutants)} killed {counts['killed']} equivalent {counts['equivalent']} "
          f"toolblind {counts['toolblind']} survived {counts['survived'] + counts['broken']}")
    return 1 if counts["survived"] + counts["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
