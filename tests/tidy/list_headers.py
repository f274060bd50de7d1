#!/usr/bin/env python3
"""Headers that some compilation must prove to stand alone, one a line, as they are included.

A header that is the first thing its .cc (or its test) includes is proven by that: only the others are listed.
usage: list_headers.py ROOT
"""

import re
import sys

sys.dont_write_bytecode = True
from tree import Tree  # pylint: disable=wrong-import-position

FIRST_INCLUDE = re.compile(r'^#include ([<"][^">]+[">])', re.M)

tree = Tree(sys.argv[1])
proven = set()
for source in tree.below("src", "replay", "tests", suffixes=(".cc",)):
    first = FIRST_INCLUDE.search(tree.text(source))
    if first:
        proven.add(first[1].strip('"'))
for header in tree.below("src", "replay", "tests/bench", suffixes=(".h",)):
    name = header.removeprefix("src/")
    if name not in proven and "/pch/" not in name:
        print(name)
