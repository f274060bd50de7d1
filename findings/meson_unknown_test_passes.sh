#!/usr/bin/env bash
# Meson 1.0.1: `meson test` with the name of a test or suite that does not exist exits with 0.
#
# Expected: a name that matches nothing is a mistake and an error, as it is for ninja with an unknown target.
# Happens: "No suitable tests defined." and exit code 0, for a misspelt name, for a misspelt --suite, and for a list of
# which one name is right: that one runs, the other is not spoken of. A line of continuous integration that names a
# suite passes for ever after the suite was renamed, having run nothing.
# Source: mesonbuild/mtest.py: without tests to run doit returns 0.
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
project('names')
test('fast', find_program('true'), suite: 'unit')
END
meson setup build . >setup.log

# show ARGUMENTS: how many tests ran, and the exit code.
show() {
  status=0
  meson test -C build "$@" >out 2>&1 || status=$?
  echo "meson test $*: ran $(grep -c ' OK ' out || true), exit code $status"
}

{
  show fast
  show fsat
  show fast fsat
  show --suite unti
} | tee seen

cat >expected <<'END'
meson test fast: ran 1, exit code 0
meson test fsat: ran 0, exit code 0
meson test fast fsat: ran 1, exit code 0
meson test --suite unti: ran 0, exit code 0
END
cmp -s expected seen || {
  echo "changed: a name that matches no test is an error" >&2
  exit 1
}
