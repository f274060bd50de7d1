"""C++ is formatted by .clang-format, where the program is installed."""

import re
import shutil
import subprocess

VERSION_WANTED = 14  # Debian 12's. Versions format differently.
BATCH = 50


def check(tree):
    program = shutil.which(f"clang-format-{VERSION_WANTED}") or shutil.which("clang-format")
    if program is None:
        print("note: clang-format is not installed: formatting was not checked")
        return []
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    if f"version {VERSION_WANTED}." not in version:
        print(f"note: clang-format {VERSION_WANTED} is wanted, this is another: formatting was not checked")
        return []
    files = tree.below("src", "replay", "tests", "fuzz")
    findings = []
    for start in range(0, len(files), BATCH):
        run = subprocess.run([program, "--dry-run", *files[start:start + BATCH]], cwd=tree.root,
                             capture_output=True, text=True, check=False)
        findings += re.findall(r"^([^\n]+?:\d+):\d+: warning: code should be clang-formatted", run.stderr, re.M)
    first = {}
    for finding in findings:
        first.setdefault(finding.rsplit(":", 1)[0], finding)
    return [f"{place}: not formatted: run clang-format -i on it" for place in first.values()]
