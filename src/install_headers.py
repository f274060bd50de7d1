#!/usr/bin/env python3
"""Copies the headers that a program of somebody else's needs, when Meson installs.

All of src/, and of replay/ what records, replays and explores a program. A header that is added is installed without
being named anywhere.

Inside this tree a header is included by its short name, "channel/mpsc.h". Installed, it is <reprise/channel/mpsc.h>: a
program may have folders channel/, log/ or task/ of its own, and its header would be found in place of ours. So the
copies include each other by the long name.

usage: install_headers.py FOLDER_BELOW_THE_PREFIX      the folder is called reprise
"""

import os
import pathlib
import re
import sys

HARNESS = ["log", "trace", "record", "session", "strategy", "oracle", "explore"]
INCLUDE = re.compile(r'^(\s*#\s*include\s+)"([^"]+)"', re.M)


def installed_headers(source, generated):
    """What is installed: where it lies now, and its name behind reprise/."""
    headers = {path: path.relative_to(source / "src") for path in (source / "src").rglob("*.h")}
    headers |= {path: path.relative_to(source) for name in HARNESS for path in (source / "replay" / name).rglob("*.h")}
    return headers | {path: pathlib.Path("wire") / path.name for path in generated.glob("*_generated.h")}


def with_long_names(text, own, ours):
    """The text of header `own`; what it includes of `ours` is named from reprise/ on."""
    def longer(include):
        for name in (include[2], (own.parent / include[2]).as_posix()):
            if name in ours:
                return f"{include[1]}<reprise/{name}>"
        return include[0]
    return INCLUDE.sub(longer, text)


def main():
    source = pathlib.Path(os.environ["MESON_SOURCE_ROOT"])
    generated = pathlib.Path(os.environ["MESON_BUILD_ROOT"]) / "src" / "wire"
    target = pathlib.Path(os.environ["MESON_INSTALL_DESTDIR_PREFIX"]) / sys.argv[1]
    headers = installed_headers(source, generated)
    ours = {name.as_posix() for name in headers.values()}
    for path, name in sorted(headers.items()):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        (target / name).write_text(with_long_names(text, name, ours), encoding="utf-8")
    print(f"Installing {len(headers)} headers to {target}")


main()
