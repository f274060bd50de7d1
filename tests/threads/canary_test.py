#!/usr/bin/env python3
"""Each sanitizer finds what it is there for. usage: canary_test.py PROGRAM=WORDS..."""

import subprocess
import sys


def main():
    failed = 0
    for argument in sys.argv[1:]:
        program, words = argument.split("=", 1)
        ended = subprocess.run([program], capture_output=True, text=True)
        good = ended.returncode != 0 and words in ended.stderr
        failed += not good
        print(f"{'ok' if good else 'not ok'} {program.split('/')[-1]}: exit status {ended.returncode}, "
              f"expected a report of \"{words}\"{'' if good else ': ' + ended.stderr[-2000:]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
