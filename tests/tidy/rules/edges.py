"""The labels of atomic operations: `// [A] release: pairs with [B]`, unique in a file, every edge mutual."""

import re

LABEL = re.compile(r"^\s*//\s*\[([A-Z]\w{0,3})\]\s")
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
    return findings
