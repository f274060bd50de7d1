"""Includes go strictly downwards (docs/architecture.md has the picture)."""

import re

# The layer of a folder. A file may include its own folder and folders with a smaller number; src/ never knows
# replay/, and only the command line knows the benchmarks.
LAYERS = {
    "src/base": 0,
    "src/lockfree": 1,
    "src/arena": 1,
    # The floors of sched are decimals: arrows go down inside of it too.
    "src/sched": 2,
    "src/sched/measure": 2.1,
    "src/sched/model": 2.1,
    "src/sched/fiber": 2.2,
    "src/sched/object": 2.3,
    "src/sched/parallel": 2.4,
    "src/sched/deterministic": 2.4,
    "src/runtime": 2.5,
    "src/time": 2.5,
    "src/outside": 2.5,
    "src/bots": 2,
    "src/channel": 3,
    "src/sync": 3,
    "src/state": 4,
    "src/task": 4,
    "src/wire": 4,
    "src/match": 5,
    "replay/log": 1,
    "replay/golden": 2,
    "replay/trace": 3,
    "replay/strategy": 3,
    "replay/oracle": 3.5,
    "replay/record": 4,
    "replay/session": 5,
    "replay/games": 5.5,  # What the harness knows of the match, on top of what it knows of any program.
    "replay/view": 6,
    "replay/explore": 6,
    "tests/bench": 6,
    "replay/cli": 7,
}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
# Made during the build, and included by plain name in their own folder.
GENERATED = {"commit.h"}


def layer_of(path):
    """The deepest folder of a file's path that is a layer; else the folder that should be one."""
    folders = path.split("/")[:-1]
    for depth in (3, 2):
        if "/".join(folders[:depth]) in LAYERS:
            return "/".join(folders[:depth])
    return "/".join(folders[:2])


def layer_of_include(name):
    return layer_of(name if name.startswith(("replay/", "tests/")) else f"src/{name}")


def check(tree):
    findings = []
    for path in tree.below("src", "replay", "tests/bench"):
        own = layer_of(path)
        if own not in LAYERS:
            findings.append(f"{path}:1: {own} is no layer: add it to tests/tidy/rules/layers.py with its number")
            continue
        for number, line in tree.lines(path):
            match = INCLUDE.match(line)
            if not match or match[1].startswith("absl/") or match[1] in GENERATED:
                continue
            finding = judge(own, match[1])
            if finding:
                findings.append(f"{path}:{number}: {finding}")
    return findings


def judge(own, name):
    if "/" not in name:
        return f'"{name}": write the path from src/ or from the root, so that the layer is seen'
    other = layer_of_include(name)
    if other == own:
        return None
    if other not in LAYERS:
        return f'"{name}": {other} is no layer'
    if own.startswith("src/") and not other.startswith("src/"):
        return f'"{name}": src/ never knows {other.split("/")[0]}/'
    if LAYERS[other] >= LAYERS[own]:
        return f'"{name}": {own} (layer {LAYERS[own]}) may not include {other} (layer {LAYERS[other]}): downwards only'
    return None
