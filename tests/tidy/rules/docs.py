"""Documents: one title each, links that lead somewhere, and no file named that is not there."""

import re

FENCE = re.compile(r"^(```|~~~)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# A file or folder of the tree that a document names, `src/sched/op.h`; names with capitals stand for others.
NAMED = re.compile(r"`((?:src|replay|tests|fuzz|corpora|docs|\.ci)/[a-z0-9_./-]*[a-z0-9_])/?`")


def prose(tree, path):
    """The lines outside fenced blocks."""
    fenced = False
    for number, line in tree.lines(path):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, line


def documents(tree):
    return [p for p in tree.files if p.endswith(".md") and not p.startswith("corpora/")]


def anchors(tree, path):
    """The names that headings can be linked by."""
    heads = [line.lstrip("#").strip().lower() for _, line in prose(tree, path) if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in heads}


def check_titles(tree):
    findings = []
    for path in documents(tree):
        titles = [number for number, line in prose(tree, path) if line.startswith("# ")]
        if len(titles) != 1:
            findings.append(f"{path}: {len(titles)} titles (`# ...`), expected one")
    return findings


def check_links(tree):
    findings = []
    for path in documents(tree):
        for number, line in prose(tree, path):
            # Decisions are never edited after: what they name may be gone.
            names = [] if path.startswith("docs/decisions/") else NAMED.findall(line)
            findings += [f"{path}:{number}: there is no {name}" for name in names if not (tree.root / name).exists()]
            for target in LINK.findall(line):
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, anchor = target.partition("#")
                place = (tree.root / path).parent / name if name else tree.root / path
                if not place.exists():
                    findings.append(f"{path}:{number}: the link {target} leads nowhere")
                elif anchor and place.suffix == ".md":
                    other = place.resolve().relative_to(tree.root.resolve()).as_posix()
                    if anchor not in anchors(tree, other):
                        findings.append(f"{path}:{number}: {other} has no heading #{anchor}")
    return findings
