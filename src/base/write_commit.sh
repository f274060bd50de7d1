#!/bin/sh
# Writes commit.h: which commit this tree is at. Touches the file only when that changed, so that a build with
# nothing new compiles nothing. A tree without git (a tarball, or no git program) is "unknown".
# usage: write_commit.sh SOURCE_DIR OUTPUT
commit=$(git -C "$1" describe --always --dirty --abbrev=12 2>/dev/null) || commit=unknown
line="#define REPRISE_COMMIT \"$commit\""
[ -f "$2" ] && [ "$(cat "$2")" = "$line" ] && exit 0
printf '%s\n' "$line" >"$2"
