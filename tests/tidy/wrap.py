#!/usr/bin/env python3
"""Wraps comments and documents that are too wide for tidy, from the wide line to the end of its paragraph.

Only whole-line comments of C++ (`// ...`) and the prose of documents; code, tables and fenced blocks stay. No word is
changed, and code spans and links are not broken.
usage: wrap.py FILE...      prints the names of the files that it changed
"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True  # The source tree stays as it is.
# pylint: disable=wrong-import-position
from rules.text import COLUMNS_MAX

# A word; a code span or a link counts as one.
WORD = re.compile(r"(?:[^\s`\[]|`[^`]*`|\[[^\]]*\](?:\([^)]*\))?|\[|`)+")
# At the beginning of a line these would make a list, a heading or a table of it.
NOT_FIRST = re.compile(r"^([-+*>#|]|\d+[.)])$")
FENCE = re.compile(r"\s*(```|~~~)")
# What begins a paragraph of its own.
NEW_PROSE = re.compile(r"([-+*>#|] |\d+[.)] |```|~~~|\[\w+\]:)")
NEW_COMMENT = re.compile(r"(\w+ {2,}\S|- |\d+\. |\[\w+\] )")


def words(text):
    found = []
    for word in WORD.findall(text):
        if found and NOT_FIRST.match(word):
            found[-1] += " " + word
        else:
            found.append(word)
    return found


def cut(line, begin):
    """The line up to where it is wide, and the rest; `begin` is where its text begins."""
    kept = line[:begin]
    rest = words(line[begin:])
    while rest and (kept == line[:begin] or len(kept) + 1 + len(rest[0]) <= COLUMNS_MAX):
        kept += ("" if kept == line[:begin] else " ") + rest.pop(0)
    return kept, " ".join(rest)


def of_prose(lines, index):
    """Where the text of a document's line begins, and what its next lines begin with; None where it must stay."""
    line = lines[index]
    if line.startswith(("|", "#")) or sum(bool(FENCE.match(before)) for before in lines[:index]) % 2:
        return None
    begin = re.match(r"\s*([-*+] |\d+[.)] )?", line).end()
    return begin, " " * begin


def of_comment(lines, index):
    """The same of a comment. Words of a contract block (`// Threads      ...`) hang under their text."""
    line = lines[index]
    match = re.match(r"(\s*//) *", line)
    if not match:
        return None
    begin = match.end()
    name = re.match(r"[A-Z][\w ]{0,11}? {2,}(?=\S)", line[begin:]) if begin == len(match[1]) + 1 else None
    name = name or re.match(r"(- |\d+\. )", line[begin:])
    begin += name.end() if name else 0
    return begin, match[1] + " " * (begin - len(match[1]))


def wrapped(lines, place, new_paragraph):
    lines = list(lines)
    index = 0
    while index < len(lines):
        found = place(lines, index) if len(lines[index]) > COLUMNS_MAX else None
        if found:
            lines[index], rest = cut(lines[index], found[0])
            after = lines[index + 1] if index + 1 < len(lines) else ""
            text = after[len(found[1]):]
            if rest and after.startswith(found[1]) and text and text[0] != " " and not new_paragraph.match(text):
                lines[index + 1] = f"{found[1]}{rest} {text}"
            elif rest:
                lines.insert(index + 1, found[1] + rest)
        index += 1
    return lines


def main(paths):
    for path in map(pathlib.Path, paths):
        before = path.read_text(encoding="utf-8").split("\n")
        is_document = path.suffix == ".md"
        after = wrapped(before, of_prose, NEW_PROSE) if is_document else wrapped(before, of_comment, NEW_COMMENT)
        if after != before:
            path.write_text("\n".join(after), encoding="utf-8")
            print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
