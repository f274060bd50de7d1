#!/bin/sh
# run.sh ARCHIVE TEST: unpacks the conformance files into a folder of their own and runs TEST on it. The files are not
# part of this tree: without them it says so in one line, and that is all.
set -eu
archive=$1
test=$2
if [ ! -f "$archive" ]; then
  echo "conformance: not run, there is no $archive (Meson option 'shared')"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tar -xzf "$archive" -C "$folder"
"$test" "$folder"
