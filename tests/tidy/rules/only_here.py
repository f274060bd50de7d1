"""What may be used in few places only, so that it can be found, replaced and trusted there."""

import re

from tree import code_only, unused

EVERYWHERE = ("src", "replay", "tests", "fuzz")

# (name, what is looked for, where it is looked for, where it is allowed, why)
ONLY_HERE = [
    ("boost", r"#\s*include\s*<boost/|\bboost::", EVERYWHERE, ("src/sched/", "tests/unit/sched/", "tests/guide/"),
     "Boost is behind src/sched, so that the scheduler can be swapped"),
    ("atomics", r"\bstd::atomic|\bmemory_order|__atomic_|__sync_", ("src", "replay"), ("src/lockfree/", "src/sched/"),
     "atomics are written in src/lockfree and src/sched, where they are checked"),
    ("clock", r"\bclock_gettime\b|\bgettimeofday\b|_clock::now\b|\btime\s*\(\s*(nullptr|NULL|0)\s*\)|\bgetrandom\b"
              r"|random_device|/dev/u?random|\b__rdtsc\b|\bs?rand\s*\(", ("src", "replay", "tests/unit", "tests/bench"),
     ("src/base/os.cc",), "clocks and random devices are read in src/base/os.cc, so that a run can record them"),
    ("flatbuffers", r'#\s*include\s*[<"](flatbuffers/|[\w/]*_generated\.h)', ("src", "replay"),
     ("src/wire/", "replay/log/", "replay/record/"), "channels and the log know messages as bytes"),
    ("pure", r"unordered_(multi)?(map|set)|flat_hash_|node_hash_|#\s*include\s*<(thread|chrono|mutex|future)>"
             r"|std::(multi)?(map|set)<[^,<>]*\*\s*[,>]", (), (),
     "rules and bots are pure: no hash order, no addresses as keys, no threads, no time"),
    ("absl_mutex", r"\babsl::Mutex\b", EVERYWHERE, (), "absl::Mutex gives false races under TSan: std::mutex"),
    ("thread_sleep", r"\bsleep_for\b|\bsleep_until\b|\busleep\s*\(|\bnanosleep\s*\(", ("src", "replay", "tests"), (),
     "nothing waits by the clock: wait for the event"),
    ("temp_files", r"\bTempDir\s*\(|\btemp_directory_path\b|\bmkdtemp\b|\bmkstemp\b|\btmpfile\b|\btmpnam\b",
     ("tests", "fuzz"), ("tests/unit/support/temp_folder.h",),
     "a test writes into a TempFolder (tests/unit/support/temp_folder.h), which goes with the test"),
]
PURE_FOLDERS = ("src/arena", "src/bots")


def check(tree):
    findings, used = [], set()
    excepted = tree.exceptions("only_here")
    for name, pattern, folders, allowed, why in ONLY_HERE:
        regex = re.compile(pattern)
        for path in tree.below(*(folders or PURE_FOLDERS)):
            if path.startswith(allowed or ("\0",)):
                continue
            hits = [number for number, line in enumerate(code_only(tree.text(path)).split("\n"), 1)
                    if regex.search(line)]
            if not hits:
                continue
            if f"{name} {path}" in excepted:
                used.add(f"{name} {path}")
                continue
            findings += [f"{path}:{number}: {why}" for number in hits]
    return findings + unused(tree, "only_here", used)
