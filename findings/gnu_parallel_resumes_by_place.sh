#!/usr/bin/env bash
# GNU parallel 20221122: --resume-failed repeats the places that failed, not the jobs that failed.
#
# Expected: the job log holds each command, so after one more case was put into the list --resume-failed repeats the
# command that failed and runs the new one.
# Happens: only the sequence numbers of the log are looked at. With a case added in front, the failed number now
# belongs to a case that had passed: that one is repeated, the one that failed is not, nor is the new one, and what was
# last in the list runs a second time. Exit code 0, and the log no longer knows of any failure: --retry-failed, which
# takes commands from the log and would have done what was meant, then finds nothing.
# Source: the manual, parallel(1), --resume-failed, which says that the input has to remain unchanged.
# Needs: apt-get (with its lists up to date), dpkg, perl.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download parallel=20221122+ds-2
dpkg -x parallel_*.deb root
export PARALLEL_HOME=$folder
parallel() { perl root/usr/bin/parallel --will-cite --jobs 1 --joblog log "$@"; }
perl root/usr/bin/parallel --version | head -n 1

# The case "b" fails.
run='echo ran {}; test {} != b'
echo "list: a b c, failures $(parallel "$run" ::: a b c >first; echo $?)"
cp log first.log
resumed=$(parallel --resume-failed "$run" ::: new a b c && echo "exit code 0") || true
echo "list: new a b c, resumed: $(echo $resumed)" | tee seen
echo "then --retry-failed finds: $(parallel --retry-failed || true)"
cp first.log log
echo "with the log as it was, --retry-failed: $(parallel --retry-failed || true)"

grep -qx 'list: new a b c, resumed: ran a ran c exit code 0' seen || {
  echo "changed: --resume-failed no longer goes by the place in the list" >&2
  exit 1
}
