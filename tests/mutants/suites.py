"""The programs that a mutant must get past, and how each is compiled against a mutated header."""

import dataclasses
import pathlib
import re
import shlex
import subprocess

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
# Folder of sources, and the name of the program that is made of one: under ThreadSanitizer for real threads.
SUITES = [("tests/relacy", "{stem}"), ("tests/explore", "{stem}"), ("tests/threads", "{stem}_tsan")]


@dataclasses.dataclass(frozen=True)
class Program:
    suite: str    # "relacy"
    target: str   # "tests/relacy/seg_queue_relacy", in the build folder
    reaches: frozenset  # the headers of src/ that it includes, one way or another


def reached_headers(root, source):
    seen, pending = set(), [source]
    while pending:
        for name in INCLUDE.findall((root / pending.pop()).read_text()):
            header = name if name.startswith(("tests/", "replay/")) else f"src/{name}"
            if header not in seen and (root / header).exists():
                seen.add(header)
                pending.append(header)
    return frozenset(seen)


def find_programs(root, build):
    targets = subprocess.run(["ninja", "-C", build, "-t", "targets", "all"], capture_output=True, text=True,
                             check=True).stdout
    known = {line.split(":")[0] for line in targets.splitlines()}
    programs = []
    for folder, pattern in SUITES:
        for source in sorted((root / folder).glob("*.cc")):
            target = f"{folder}/{pattern.format(stem=source.stem)}"
            if target in known:
                programs.append(Program(folder.split("/")[1], target, reached_headers(root, source.relative_to(root))))
    return programs


def programs_for(programs, header):
    """Those that reach the header; its namesakes first, then the quick ones."""
    stem = pathlib.Path(header).stem
    order = [suite.split("/")[1] for suite, _ in SUITES]

    def rank(program):
        namesake = program.target.split("/")[-1].startswith(stem)
        return (not namesake, order.index(program.suite), program.target)
    return sorted((p for p in programs if header in p.reaches), key=rank)


def without_cache(command):
    """Meson puts a compiler cache in front of the compiler where there is one."""
    return command[1:] if command[0].split("/")[-1] in ("ccache", "sccache") else command


class Compiler:
    """Compiles and links programs as the build does, but with one header of another folder."""

    def __init__(self, root, build):
        self.root, self.build, self.commands = pathlib.Path(root), pathlib.Path(build), {}

    def commands_of(self, program):
        if program.target not in self.commands:
            text = subprocess.run(["ninja", "-C", str(self.build), "-t", "commands", program.target],
                                  capture_output=True, text=True, check=True).stdout
            own = [without_cache(shlex.split(line)) for line in text.splitlines()
                   if f"{program.target}.p/" in line or f"-o {program.target} " in line]
            self.commands[program.target] = ([c for c in own if "-c" in c], [c for c in own if "-c" not in c][-1])
        return self.commands[program.target]

    def make(self, program, header, text, folder):
        """The program against the mutated header, in the folder. None when it does not compile."""
        mutated = folder / header
        mutated.parent.mkdir(parents=True, exist_ok=True)
        mutated.write_text(text)
        compiles, link = self.commands_of(program)
        objects = {}
        for number, command in enumerate(compiles):
            source = command[-1]
            if header not in reached_headers(self.root, self.from_root(source)):
                continue
            made = folder / f"{number}.o"
            objects[command[command.index("-o") + 1]] = str(made)
            if self.run(self.redirected(command, folder, made)) != 0:
                return None
        binary = folder / program.target.split("/")[-1]
        command = [objects.get(word, word) for word in link]
        command[command.index("-o") + 1] = str(binary)
        return binary if self.run(command) == 0 else None

    def from_root(self, source):
        return pathlib.Path(self.build / source).resolve().relative_to(self.root.resolve())

    @staticmethod
    def redirected(command, folder, made):
        """The mutant's folder first among the include folders, no dependency file, the object elsewhere; -O1, which
        compiles in half the time, and no -Werror: a mutant may leave something unused."""
        out, skip = [command[0], f"-I{folder}/src", f"-I{folder}"], False
        for word in command[1:]:
            if skip:
                skip = False
            elif word in ("-MQ", "-MF"):
                skip = True
            elif word in ("-O2", "-O3"):
                out.append("-O1")
            elif word not in ("-MD", "-Werror"):
                out.append(word)
        out[out.index("-o") + 1] = str(made)
        return out

    def run(self, command):
        return subprocess.run(command, cwd=self.build, capture_output=True).returncode
