#!/usr/bin/env bash
# Meson 1.0.1: a test with should_fail passes when the program is killed by a signal.
#
# Expected: should_fail is for a program that has to say no (exit code 1 for a broken file, say). One that is killed by
# a signal did not say anything, and a plain test that is killed is reported as failed in any case.
# Happens: the signal counts as the failure that was wanted: EXPECTEDFAIL, "killed by signal 6", exit code 0. A tool
# that begins to abort on bad input, instead of refusing it, still passes its own test for that.
# Source: mesonbuild/mtest.py: the return code is negative for a signal, and every return code but 0, 77 and 99 is a
# failure that should_fail turns round. 99 says "hard error" and does fail the test.
# Needs: apt-get (with its lists up to date), dpkg, python3, ninja.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download meson=1.0.1-5
dpkg -x meson_*.deb root
meson() { PYTHONPATH=$folder/root/usr/lib/python3/dist-packages python3 -m mesonbuild.mesonmain "$@"; }
echo "Meson $(meson --version)"

cat >meson.build <<'END'
project('signals')
sh = find_program('sh')
test('says_no', sh, args: ['-c', 'exit 1'], should_fail: true)
test('is_killed', sh, args: ['-c', 'kill -ABRT $$'], should_fail: true)
test('exits_with_99', sh, args: ['-c', 'exit 99'], should_fail: true)
END
meson setup build . >setup.log
for name in says_no is_killed exits_with_99; do
  status=0
  meson test -C build "$name" >out 2>&1 || status=$?
  echo "$(grep -E '^ *1/1 ' out | tr -s ' '), exit code $status"
done | tee seen

grep -q 'is_killed EXPECTEDFAIL .*killed by signal 6.*, exit code 0$' seen || {
  echo "changed: a signal is no longer the failure that should_fail asks for" >&2
  exit 1
}
