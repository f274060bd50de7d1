"""The tree that the rules look at: its files, their text, and the lists of exceptions.

A rule is a function from a Tree to findings, each a line `path:line: what is wrong and what to do`.
"""

import os
import pathlib
import re

# Folders that are nobody's source: builds, what package managers bring, version control.
LEFT_OUT = re.compile(r"^(build.*|node_modules|\.git|__pycache__|subprojects/packagecache)$")
CODE = (".h", ".cc")


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self._text = {}
        self.files = sorted(self._walk())

    def _walk(self):
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if not LEFT_OUT.match(name)]
            for name in files:
                path = (pathlib.Path(folder) / name).relative_to(self.root).as_posix()
                if not path.endswith(".mcap"):
                    yield path

    def below(self, *folders, suffixes=CODE):
        return [p for p in self.files if p.endswith(suffixes) and p.startswith(tuple(f + "/" for f in folders))]

    def text(self, path):
        if path not in self._text:
            self._text[path] = (self.root / path).read_text(encoding="utf-8", errors="replace")
        return self._text[path]

    def lines(self, path):
        """(number, line) pairs, from 1."""
        return list(enumerate(self.text(path).split("\n"), 1))

    def exceptions(self, name):
        """tests/tidy/exceptions/NAME.txt: `key  # reason` lines, as a dictionary. A reason is required."""
        path = f"tests/tidy/exceptions/{name}.txt"
        found = {}
        if path not in self.files:
            return found
        for number, line in self.lines(path):
            if not line.strip() or line.startswith("#"):
                continue
            key, _, reason = line.partition("#")
            if not reason.strip():
                raise ValueError(f"{path}:{number}: an exception needs its reason: `{key.strip()}  # why`")
            found[key.strip()] = reason.strip()
        return found


def code_only(text):
    """C++ text with comments and the insides of strings blanked, line by line in place."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)

    def blank(match):
        found = match.group(0)
        return '""' if found[0] == '"' else "' '" if found[0] == "'" else re.sub(r"[^\n]", " ", found)

    # An include keeps its path.
    return "\n".join(
        line if line.startswith("#include") else blanked
        for line, blanked in zip(text.split("\n"), pattern.sub(blank, text).split("\n")))


def unused(tree, name, used):
    """An exception that nothing needs any more is a finding too: lists only shrink."""
    return [f"tests/tidy/exceptions/{name}.txt: `{key}` is no longer needed: delete the line"
            for key in tree.exceptions(name) if key not in used]
