#!/usr/bin/env python3
"""The repository reads itself: layers, places, names, texts and documents against the rules we agreed on.

usage: tidy.py ROOT [RULE...]      all rules without any; prints `ok RULE` or `not ok RULE` and what is wrong
"""

import sys

sys.dont_write_bytecode = True  # The source tree stays as it is.
# pylint: disable=wrong-import-position
from rules import docs, edges, formatting, layers, layout, only_here, text
from tree import Tree

RULES = {
    "layers": layers.check,
    "only_here": only_here.check,
    "top_level": layout.check_top_level,
    "tested": layout.check_tested,
    "dead_files": layout.check_dead_files,
    "tests_run": layout.check_tests,
    "text": text.check_text,
    "length": text.check_length,
    "width": text.check_width,
    "functions": text.check_functions,
    "heads": text.check_heads,
    "titles": docs.check_titles,
    "links": docs.check_links,
    "edges": edges.check,
    "formatting": formatting.check,
}


def main(arguments):
    if not arguments or any(name not in RULES for name in arguments[1:]):
        print(f"usage: tidy.py ROOT [RULE...], where RULE is one of {' '.join(RULES)}", file=sys.stderr)
        return 2
    tree = Tree(arguments[0])
    bad = 0
    for name in arguments[1:] or RULES:
        findings = RULES[name](tree)
        bad += bool(findings)
        print(f"not ok {name}: {len(findings)} findings" if findings else f"ok {name}")
        for finding in findings:
            print(f"  {finding}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
