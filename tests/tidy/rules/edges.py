"""The labels of atomic operations: `// [A] release: pairs with [B]`, unique in a file, every edge mutual. In
src/lockfree each op has one, which names its partner or says why it is relaxed."""

import re

LABEL = re.compile(r"^\s*//\s*\[([A-Z]\w{0,3})\]\s")
OPERATION = re.compile(r"std::memory_order_\w+")
STATEMENT_END = re.compile(r"[;{}:]\s*(//.*)?$|^\s*//|^\s*$")
SAYS_WHY = re.compile(r"pairs with \[|relaxed|nobody|alone")
PARTNERS = re.compile(r"pairs with ((?:\[\w+\](?:, | and )?)+)")


def labels(tree, path):
    """Label -> (line, set of partners). A label's text goes on over the comment lines below it."""
    found, repeated = {}, []
    lines = tree.lines(path)
    for index, (number, line) in enumerate(lines):
        match = LABEL.match(line)
        if not match:
            continue
        text = line
        for _, following in lines[index + 1:]:
            if not following.strip().startswith("//") or LABEL.match(following):
                break
            text += " " + following.strip().lstrip("/ ")
        partners = {name for group in PARTNERS.findall(text) for name in re.findall(r"\[(\w+)\]", group)}
        if match[1] in found:
            repeated.append((number, match[1]))
        found[match[1]] = (number, partners)
    return found, repeated


def check(tree):
    findings = []
    for path in tree.below("src"):
        found, repeated = labels(tree, path)
        findings += [f"{path}:{number}: the label [{label}] is used twice" for number, label in repeated]
        for label, (number, partners) in found.items():
            for partner in sorted(partners):
                if partner not in found:
                    findings.append(f"{path}:{number}: [{label}] pairs with [{partner}], which is not in this file")
                elif label not in found[partner][1]:
                    findings.append(f"{path}:{number}: [{label}] pairs with [{partner}], but not the other way round")
    return findings + unlabelled(tree)


def comment_above(lines, index):
    """The comment right above the statement that line `index` belongs to, "" when there is none."""
    start = index
    while start > 0 and not STATEMENT_END.search(lines[start - 1]):
        start -= 1
    comment = []
    while start > 0 and lines[start - 1].strip().startswith("//"):
        start -= 1
        comment.insert(0, lines[start])
    return comment


def unlabelled(tree):
    findings = []
    for path in tree.below("src/lockfree", suffixes=(".h",)):
        lines = [line for _, line in tree.lines(path)]
        for index, line in enumerate(lines):
            if not OPERATION.search(line.split("//")[0]):
                continue
            comment = comment_above(lines, index)
            if not any(LABEL.match(text) for text in comment):
                findings.append(f"{path}:{index + 1}: an atomic op without a label: write `// [P1] release: pairs with "
                                "[C1], so that ...` above it")
            elif not SAYS_WHY.search(" ".join(comment)):
                findings.append(f"{path}:{index + 1}: the label says neither what it pairs with nor why it is relaxed")
    return findings
