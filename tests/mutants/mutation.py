"""The mutants of a header of lock-free code: each a small weakening that the suites must notice.

    order   a memory order one step weaker: seq_cst, acq_rel, acquire or release, relaxed
    fence   a LightFence or HeavyFence taken out
    claim   a compare-exchange that stores without looking
    pin     a statement under a comment `// pin: ...` taken out

Each mutant belongs to the label above its line (`// [P1] release: ...`). A label may argue that its mutants change
nothing, or that no tool at hand can see the change:

    // equivalent: why the weaker program does the same
    // tool-blind: the execution that would show it
    // equivalent (acquire): the same for one of the label's orders only
"""

import dataclasses
import re

CALL = re.compile(r"\.(load|store|exchange|compare_exchange_strong|compare_exchange_weak|fetch_\w+)\(")
ORDER = re.compile(r"std::memory_order_(seq_cst|acq_rel|acquire|release)\b")
FENCE = re.compile(r"Sync::(LightFence|HeavyFence)\([^;]*\);")
PIN = re.compile(r"^\s*// pin: .*\n(?:\s*//.*\n)*", re.M)
LABEL = re.compile(r"^\s*//\s*\[([A-Z]\w{0,3})\]\s")
ARGUMENT = re.compile(r"^\s*//\s*(equivalent|tool-blind)(?:\s*\((\w+)\))?:")

WEAKER = {
    "load": {"seq_cst": ["acquire"], "acquire": ["relaxed"]},
    "store": {"seq_cst": ["release"], "release": ["relaxed"]},
    "rmw": {"seq_cst": ["acq_rel"], "acq_rel": ["acquire", "release"], "acquire": ["relaxed"], "release": ["relaxed"]},
}


@dataclasses.dataclass(frozen=True)
class Mutant:
    path: str      # of the header, from the root
    line: int      # from 1
    label: str     # of the op, "" without one
    kind: str      # order, fence, claim, pin
    change: str    # for people: "acquire -> relaxed"
    text: str      # the whole mutated header
    argument: str  # "", "equivalent" or "tool-blind"

    @property
    def name(self):
        return f"{self.path}:{self.line} [{self.label}] {self.kind}: {self.change}"


@dataclasses.dataclass
class Call:
    name: str
    start: int      # of the object that is called
    end: int        # after the closing bracket
    arguments: list  # (start, end) of each


def without_comments(text):
    """The same text, comments replaced by spaces, so that places stay."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])
    return re.sub(r"//[^\n]*|/\*.*?\*/", blank, text, flags=re.S)


def find_calls(code):
    for match in CALL.finditer(code):
        start = match.start()
        while start > 0 and (code[start - 1].isalnum() or code[start - 1] in "_.>-])"):
            start -= 1
            if code[start] in "])":
                start = opening(code, start)
        arguments, end = split_arguments(code, match.end())
        yield Call(match[1], start, end, arguments)


def opening(code, closing):
    pairs, depth = {")": "(", "]": "["}, 0
    for at in range(closing, -1, -1):
        if code[at] in ")]":
            depth += 1
        elif code[at] in "([":
            depth -= 1
            if depth == 0:
                return at
    raise ValueError(f"no bracket opens what {pairs[code[closing]]} closes at {closing}")


def split_arguments(code, at):
    """Of a call whose bracket opened just before `at`: the arguments' places, and the place after the call."""
    depth, first, arguments = 0, at, []
    while True:
        char = code[at]
        if char in "([{":
            depth += 1
        elif char in ")]}":
            if depth == 0:
                arguments.append((first, at))
                return arguments, at + 1
            depth -= 1
        elif char == "," and depth == 0:
            arguments.append((first, at))
            first = at + 1
        at += 1


def labels_by_line(text):
    """For each line: the label above it, and its arguments by order ("" for all)."""
    found, label, arguments = {}, "", {}
    for number, line in enumerate(text.split("\n"), 1):
        is_comment = line.strip().startswith("//")
        if match := LABEL.match(line):
            label, arguments = match[1], {}
        elif is_comment and (match := ARGUMENT.match(line)):
            arguments[match[2] or ""] = match[1]
        found[number] = (label, arguments)
        # A label reaches to the end of the statement below it.
        if not is_comment and re.search(r"[;{}]\s*(//.*)?$|^\s*$", line):
            label, arguments = "", {}
    return found


def mutants_of(path, text):
    code, lines = without_comments(text), labels_by_line(text)

    def mutant(at, kind, change, mutated, order=""):
        line = text.count("\n", 0, at) + 1
        label, arguments = lines[line]
        argument = arguments.get(order, arguments.get("", ""))
        return Mutant(path, line, label, kind, change, mutated, argument)

    found = []
    for call in find_calls(code):
        kind = call.name if call.name in ("load", "store") else "rmw"
        swaps = call.name.startswith("compare_exchange")
        for index, (start, end) in enumerate(call.arguments):
            for match in ORDER.finditer(code, start, end):
                is_failure = swaps and index == 3
                for weaker in WEAKER["load" if is_failure else kind].get(match[1], []):
                    mutated = text[:match.start()] + f"std::memory_order_{weaker}" + text[match.end():]
                    where = " on failure" if is_failure else ""
                    found.append(mutant(match.start(), "order", f"{match[1]} -> {weaker}{where}", mutated, match[1]))
        if swaps:
            target = text[call.start:text.rindex(".", call.start, call.arguments[0][0])]
            desired = text[slice(*call.arguments[1])].strip()
            order = text[slice(*call.arguments[2])].strip()
            blind = f"({target}.exchange({desired}, {order}), true)"
            found.append(mutant(call.start, "claim", "stores without looking",
                                text[:call.start] + blind + text[call.end:], "claim"))
    for match in FENCE.finditer(code):
        found.append(mutant(match.start(), "fence", f"{match[1]} taken out",
                            text[:match.start()] + ";" + text[match.end():], "fence"))
    for match in PIN.finditer(text):
        end = code.index(";", match.end()) + 1
        found.append(mutant(match.end(), "pin", "taken out", text[:match.end()] + ";" + text[end:], "pin"))
    return found
