"""Where things stand: the top level, a test for each header, no file that nothing uses."""

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


LEAVINGS = re.compile(r"(\.(orig|rej|bak|swp|swo|tmp)|~)$|/\.#|/#[^/]*#$")
SCRIPTS = (".py", ".sh", ".mjs", ".awk")
IMPORT = re.compile(r"^\s*(?:from|import) (.+)$", re.M)


def check_dead_files(tree):
    """No file that nothing builds, runs or includes, and nothing that an editor or a merge left."""
    own = ("src", "replay", "tests", "fuzz")
    included = {name for path in tree.below(*own) for name in INCLUDE.findall(tree.text(path))}
    imported = {word for path in tree.files if path.endswith(".py") for line in IMPORT.findall(tree.text(path))
                for word in re.findall(r"\w+", line)}
    findings = [f"{path}: an editor or a merge left it: delete it"
                for path in tree.files if LEAVINGS.search(f"/{path}")]
    findings += [f"{path}: nothing includes it: include it or delete it" for path in tree.below(*own, suffixes=(".h",))
                 if "/pch/" not in path and not included.intersection(short_names(path))]
    findings += [f"{path}: no meson.build names it: add it to a target or delete it"
                 for path in tree.below(*own, suffixes=(".cc", ".fbs")) if not named_by_a_build(tree, path)]
    findings += [f"{path}: no meson.build names it and no script runs it: name it or delete it"
                 for path in tree.below(*own, suffixes=SCRIPTS)
                 if path.split("/")[-1].split(".")[0] not in imported | {"__init__"}
                 and not named_by_a_build(tree, path) and not named_by_a_script(tree, path)]
    return findings


def short_names(path):
    """What a header can be included by: its path, from any of its folders on."""
    parts = path.split("/")
    return {"/".join(parts[at:]) for at in range(len(parts))}


def named_by_a_build(tree, path):
    """By the meson.build of its folder or of one above it: by its name, or in a list of names that end alike."""
    name = path.split("/")[-1]
    stem = name.split(".")[0]
    names = {f"'{name}'", f"'{stem}'", f"/{name}'"}
    if stem.endswith("_test"):
        names.add(f"'{stem.removesuffix('_test')}'")
    folder = path
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        build = f"{folder}/meson.build"
        if build in tree.files and any(each in tree.text(build) for each in names):
            return True
    return False


def named_by_a_script(tree, path):
    """By a script, or by the build of another folder."""
    name = path.split("/")[-1]
    return any(other != path and other.endswith((*SCRIPTS, "meson.build")) and f"/{name}" in tree.text(other)
               for other in tree.files)


def check_tests(tree):
    """A test that does not run proves nothing."""
    findings = []
    banned = re.compile(r"GTEST_" r"SKIP|\bDIS" r"ABLED_")
    for path in tree.below("tests", "fuzz"):
        findings += [f"{path}:{number}: tests are not skipped: make it run, or delete it"
                     for number, line in tree.lines(path) if banned.search(line)]
    return findings
