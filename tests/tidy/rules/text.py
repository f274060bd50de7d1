"""What every text file keeps to: length, width, heads, no left-over marks."""

import re

from rules.docs import prose
from tree import code_only, unused

LINES_MAX = 400
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 120
TEXT = (".h", ".cc", ".py", ".md", ".build", ".txt", ".fbs", ".sh", ".mjs", ".awk", ".json")
LEFT_OVER = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(home|root|work|Users|mnt)/\w")


def text_files(tree):
    return [p for p in tree.files if p.endswith(TEXT) or p == "reprise" or p.startswith(".ci/")]


def check_text(tree):
    findings = []
    for path in text_files(tree):
        if path.startswith("corpora/"):
            continue
        text = tree.text(path)
        if text and not text.endswith("\n"):
            findings.append(f"{path}: the last line has no end of line")
        for number, line in tree.lines(path):
            if line != line.rstrip():
                findings.append(f"{path}:{number}: white space at the end of the line")
            if "\t" in line:
                findings.append(f"{path}:{number}: a tab: use spaces")
            if LEFT_OVER.search(line):
                findings.append(f"{path}:{number}: a mark of unfinished work: finish it or open an issue")
            if MACHINE_PATH.search(line):
                findings.append(f"{path}:{number}: a path of one machine: other machines do not have it")
    return findings


def check_length(tree):
    """A file over the limit stands in long_files.txt with its length, and may only shrink."""
    findings, used = [], set()
    for key in tree.exceptions("long_files"):
        path, _, most = key.partition(" ")
        if path not in tree.files:
            continue
        lines = tree.text(path).count("\n")
        if lines <= LINES_MAX:
            continue
        used.add(key)
        if lines > int(most):
            findings.append(f"{path}: {lines} lines, {most} before: this file may only get shorter")
    listed = {key.partition(" ")[0] for key in used}
    for path in tree.files:
        if not path.endswith((".h", ".cc", ".py", ".mjs")) or path in listed:
            continue
        lines = tree.text(path).count("\n")
        if lines > LINES_MAX:
            findings.append(f"{path}: {lines} lines, at most {LINES_MAX}: look for the second concept")
    return findings + unused(tree, "long_files", used)


def check_width(tree):
    """A file with lines that are too wide stands in wide_lines.txt with their number, which may only fall."""
    findings, used = [], set()
    allowed = {}
    for key in tree.exceptions("wide_lines"):
        path, _, most = key.partition(" ")
        allowed[path] = (key, int(most))
    for path in text_files(tree):
        if path.startswith("corpora/"):
            continue
        # Tables and fenced blocks of documents cannot be wrapped: a row is a line, and a fence shows what there is.
        lines = prose(tree, path) if path.endswith(".md") else tree.lines(path)
        wide = [number for number, line in lines
                if len(line) > COLUMNS_MAX and not (path.endswith(".md") and line.startswith("|"))]
        key, most = allowed.get(path, ("", 0))
        if wide and key:
            used.add(key)
        if len(wide) > most:
            findings += [f"{path}:{number}: more than {COLUMNS_MAX} columns; tests/tidy/wrap.py can wrap text"
                         for number in wide]
    return findings + unused(tree, "wide_lines", used)


def check_functions(tree):
    """By indentation, which clang-format guarantees: a `...) {` line up to the `}` below its first column."""
    findings = []
    a_lambda = re.compile(r"\[[^\]]*\] ?\(")
    opening = re.compile(r"^( {0,4})(?!namespace|class|struct|enum|union|extern|if|for|while|switch|else|do\b)"
                         r"\S.*[)a-z] \{$")
    for path in tree.below("src", "replay", "tests", "fuzz"):
        lines = code_only(tree.text(path)).split("\n")
        for index, line in enumerate(lines):
            match = opening.match(line)
            if not match or "(" not in line or a_lambda.search(line):
                continue
            # A constructor's list of members is indented by four.
            indent = match[1].removesuffix("    ") if line.strip().startswith(":") else match[1]
            end = next((i for i in range(index, len(lines)) if re.match(indent + r"\}", lines[i])), index)
            if end - index - 1 > FUNCTION_LINES_MAX:
                findings.append(f"{path}:{index + 1}: a function of {end - index - 1} lines, at most "
                                f"{FUNCTION_LINES_MAX}")
    return findings


def check_heads(tree):
    """A header begins by saying what it is, and is included once."""
    findings = []
    for path in tree.below("src", "replay", "tests", "fuzz", suffixes=(".h",)):
        if not tree.text(path).startswith("// "):
            findings.append(f"{path}:1: the head is missing: say what this is and why it exists")
        if "/pch/" not in path and "\n#pragma once\n" not in tree.text(path):
            findings.append(f"{path}:1: #pragma once is missing")
    return findings
