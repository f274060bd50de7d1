"""Where things stand: the top level, a test for each header, no file that no build knows."""

import os
import re

from tree import unused

TOP_LEVEL = {"src", "replay", "fuzz", "tests", "corpora", "docs", "subprojects", "meson.build", "meson_options.txt",
             "findings",
             "reprise", "README.md", "CHANGELOG.md", "LICENSE"}


def check_top_level(tree):
    # What builds and runs leave there is ignored by version control, and here.
    return [f"{name}: the top level holds only {', '.join(sorted(TOP_LEVEL))} and dot files"
            for name in sorted(os.listdir(tree.root))
            if name not in TOP_LEVEL and not name.startswith((".", "build")) and not name.endswith(".mcap")]


INCLUDE = re.compile(r'#\s*include\s+"([^"]+)"')


def own_header(tree, path):
    """The header that a .cc file implements: by convention its first include, of its own folder."""
    name = INCLUDE.search(tree.text(path))
    header = located(name[1]) if name else ""
    return header if header.rpartition("/")[0] == path.rpartition("/")[0] else None


def located(name):
    return name if name.startswith(("replay/", "tests/")) else f"src/{name}"


def reached_by_tests(tree):
    """Every header that a test includes, or that one of those needs, in its own text or in what implements it."""
    implementations = {}
    for path in tree.below("src", "replay", suffixes=(".cc",)):
        implementations.setdefault(own_header(tree, path), []).append(path)
    pending = [p for p in tree.below("tests", "fuzz") if not p.startswith("tests/bench/")]
    seen = set(pending)
    while pending:
        for name in INCLUDE.findall(tree.text(pending.pop())):
            header = located(name)
            for near in [header, *implementations.get(header, [])]:
                if near in tree.files and near not in seen:
                    seen.add(near)
                    pending.append(near)
    return seen


def check_tested(tree):
    """Each header has a test beside it in tests/unit, or one that reaches it, or a reason why not."""
    findings, used = [], set()
    excepted = tree.exceptions("no_test")
    reached = reached_by_tests(tree)
    for path in tree.below("src", "replay", suffixes=(".h",)):
        beside = f"tests/unit/{path.partition('/')[2][:-2]}_test.cc"
        if beside in tree.files or path in reached or "/pch/" in path:
            continue
        if path in excepted:
            used.add(path)
            continue
        findings.append(f"{path}: no test reaches it: write {beside}, or give the reason in "
                        "tests/tidy/exceptions/no_test.txt")
    return findings + unused(tree, "no_test", used)


def check_dead_files(tree):
    """Each source is named by the meson.build of its folder, or of one above it."""
    findings = []
    for path in tree.below("src", "replay", "tests", "fuzz", suffixes=(".cc", ".fbs")):
        name = path.split("/")[-1]
        names = {f"'{name}'", f"'{name.rsplit('.', 1)[0]}'"}
        folder = path
        while "/" in folder:
            folder = folder.rsplit("/", 1)[0]
            build = f"{folder}/meson.build"
            if build in tree.files and any(n in tree.text(build) or f"/{n[1:]}" in tree.text(build) for n in names):
                break
        else:
            findings.append(f"{path}: no meson.build names it: add it to a target or delete it")
    return findings


def check_tests(tree):
    """A test that does not run proves nothing."""
    findings = []
    banned = re.compile(r"GTEST_" r"SKIP|\bDIS" r"ABLED_")
    for path in tree.below("tests", "fuzz"):
        findings += [f"{path}:{number}: tests are not skipped: make it run, or delete it"
                     for number, line in tree.lines(path) if banned.search(line)]
    return findings
