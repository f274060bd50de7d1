#!/usr/bin/env python3
"""Copies the headers that a program of somebody else's needs, when Meson installs.

All of src/, and of replay/ what records, replays and explores a program. A header that is added is installed without
being named anywhere. usage: install_headers.py FOLDER_BELOW_THE_PREFIX
"""

import os
import pathlib
import shutil
import sys

HARNESS = ["log", "record", "session", "strategy", "oracle", "explore"]

source = pathlib.Path(os.environ["MESON_SOURCE_ROOT"])
generated = pathlib.Path(os.environ["MESON_BUILD_ROOT"]) / "src" / "wire"
target = pathlib.Path(os.environ["MESON_INSTALL_DESTDIR_PREFIX"]) / sys.argv[1]

headers = {path: path.relative_to(source / "src") for path in (source / "src").rglob("*.h")}
headers |= {path: path.relative_to(source) for name in HARNESS for path in (source / "replay" / name).rglob("*.h")}
headers |= {path: pathlib.Path("wire") / path.name for path in generated.glob("*_generated.h")}

for path, name in sorted(headers.items()):
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target / name)
print(f"Installing {len(headers)} headers to {target}")
