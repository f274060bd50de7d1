#!/usr/bin/env bash
# Meson 1.0.1: `meson test --repeat N` ends with the first round in which a test fails.
#
# Expected: N rounds, so that the share of failures of a test that fails now and then can be counted.
# Happens: no test is started after the first failure, not even the rest of its round. Nothing is said of the rounds
# left out: the lines count up to 10, the summary speaks of three, and the exit code is that of any failure. One call
# never sees two failures. Without --repeat a failure does not keep the other tests from running.
# Source: mesonbuild/mtest.py, the loop over options.repeat; the help says "Number of times to run the tests".
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
project('repeat')
test('second_round_fails', find_program('second_round_fails.sh'), args: [meson.current_build_dir()])
test('passes', find_program('true'))
END
cat >second_round_fails.sh <<'END'
#!/bin/sh
echo round >>"$1/rounds"
test "$(wc -l <"$1/rounds")" -ne 2
END
chmod +x second_round_fails.sh

meson setup build . >setup.log
meson test -C build --num-processes 1 --repeat 5 >test.log && status=0 || status=$?
grep -E '^ *[0-9]+/10|^(Ok|Fail):' test.log
rounds=$(wc -l <build/rounds)
echo "rounds played: $rounds of 5, exit code $status"

[ "$rounds" -eq 2 ] && [ "$status" -ne 0 ] || {
  echo "changed: a failure no longer ends the rounds" >&2
  exit 1
}
