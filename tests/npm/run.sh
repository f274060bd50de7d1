#!/bin/sh
# run.sh REPRISE WRITE_LOG FOLDER: npm's MCAP reader reads a sample log and a recorded match, and counts and decodes
# what `reprise info` counts; then a log that npm's writer wrote is read by us. Packages go into FOLDER. Without npm, or
# a registry that answers, it says so in one line, and that is all.
set -eu
reprise=$(realpath "$1")
write_log=$(realpath "$2")
folder=$3
here=$(cd "$(dirname "$0")" && pwd)

mkdir -p "$folder"
cp "$here/package.json" "$here/check_log.mjs" "$here/copy_log.mjs" "$folder/"
cd "$folder"
if ! command -v npm >/dev/null 2>&1; then
  echo "note: npm: not run, there is no npm here"
  exit 0
fi
if ! npm install --no-audit --no-fund --no-package-lock --loglevel=error >install.log 2>&1; then
  echo "note: npm: not run, the packages cannot be installed: $(head -n 2 install.log | tr "\n" " ")"
  exit 0
fi

compare() {
  "$reprise" info --json "$1" >info.json
  node check_log.mjs "$1" info.json
}

"$write_log" sample.mcap
"$reprise" play --record match.mcap --force --no-verify --seed 3 --bots careful,baseline,baseline,random
for log in sample match; do
  compare "$log.mcap"
  node copy_log.mjs "$log.mcap" copy.mcap
  compare copy.mcap
done
"$reprise" verify copy.mcap
