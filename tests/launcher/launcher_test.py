#!/usr/bin/env python3
"""The launcher on machines that we do not have: its package manager, Meson and Ninja are small fakes that write
down how they were called.

usage: launcher_test.py LAUNCHER PACKAGE_LIST
"""

import fcntl
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import cases  # pylint: disable=wrong-import-position

PACKAGE_LIST = sys.argv.pop(2)
LAUNCHER = sys.argv.pop(1)

# Each writes its name and arguments into $CALLS first.
FAKES = {
    "dpkg-query": 'for p in $(cat "$INSTALLED"); do echo "installed $p"; done',
    "apt-get": 'case " $* " in *" install "*) test -z "$APT_FAILS" || { echo "E: no such mirror"; exit 100; }\n'
               'for p in "$@"; do echo "$p"; done >>"$INSTALLED";; esac',
    "meson": 'test -z "$MESON_FAILS" || { echo "ERROR: no compiler"; exit 1; }\n'
             'case $1 in setup) touch "$2/build.ninja";; test) mkdir -p "$3/meson-logs"; cp "$TESTLOG" '
             '"$3/meson-logs/testlog.txt"; exit "$TESTS_EXIT";; esac',
    "ninja": 'test -z "$NINJA_FAILS" || { echo "FAILED: a.o"; echo "a.cc:1: error: no"; exit 1; }\n'
             'mkdir -p "$2/replay/cli"\n'
             'printf \'#!/bin/sh\\necho "tool in $PWD got: $*"\\n\' >"$2/replay/cli/reprise"\n'
             'chmod +x "$2/replay/cli/reprise"; echo "[1/1] looked"',
    "g++": "", "pkg-config": "", "sudo": "exit 1",
}
PASSING = """=== 1/2 ===
test:         base
result:       exit status 0
[       OK ] A.B (0 ms)
[       OK ] A.C (0 ms)
note: the folder is not there
=== 2/2 ===
test:         script
result:       exit status 0
"""


class LauncherTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="a clone ")
        self.addCleanup(temporary.cleanup)
        self.top = pathlib.Path(temporary.name)
        self.clone = self.top / "clone"
        (self.clone / ".ci").mkdir(parents=True)
        shutil.copy(LAUNCHER, self.clone / "reprise")
        for name in ("packages", "count-tests.awk"):
            shutil.copy(pathlib.Path(PACKAGE_LIST).parent / name, self.clone / ".ci")
        lines = pathlib.Path(PACKAGE_LIST).read_text(encoding="utf-8").splitlines()
        self.packages = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
        self.calls, self.installed = self.top / "calls", self.top / "installed"
        self.calls.touch()
        self.installed.write_text("\n".join(self.packages) + "\n", encoding="utf-8")
        (self.top / "testlog").write_text(PASSING, encoding="utf-8")
        (self.top / "bin").mkdir()
        for name, body in FAKES.items():
            fake = self.top / "bin" / name
            fake.write_text(f'#!/bin/sh\necho "{name} $*" >>"$CALLS"\n{body}\n', encoding="utf-8")
            fake.chmod(0o755)

    def environment(self):
        return {"PATH": f"{self.top}/bin:/usr/bin:/bin", "HOME": str(self.top), "CALLS": str(self.calls),
                "INSTALLED": str(self.installed), "TESTLOG": str(self.top / "testlog"), "TESTS_EXIT": "0"}

    def run_launcher(self, *arguments, before=(), **variables):
        self.calls.write_text("", encoding="utf-8")
        return subprocess.run([*before, self.clone / "reprise", *arguments], cwd=self.top,
                              env=self.environment() | variables, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60, check=False)

    def called(self, program):
        return [line for line in self.calls.read_text(encoding="utf-8").splitlines() if line.startswith(program)]

    def test_the_tool_gets_the_arguments_in_the_callers_folder(self):
        result = self.run_launcher("info", "a b.mcap")
        self.assertEqual(result.stdout, f"tool in {self.top} got: info a b.mcap\n")

    def test_a_machine_that_has_everything_is_asked_nothing(self):
        self.run_launcher("--version")
        result = self.run_launcher("--version")
        self.assertEqual((self.called("apt-get"), self.called("dpkg-query"), self.called("meson")), ([], [], []))
        self.assertEqual(result.stderr, "")

    def test_missing_packages_are_named_and_installed(self):
        if os.geteuid() != 0:
            print("note: not root: installing was not tried")
            return
        self.installed.write_text("\n".join(self.packages[2:]) + "\n", encoding="utf-8")
        result = self.run_launcher("--version")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f"installing Debian packages: {' '.join(self.packages[:2])}\n", result.stderr)
        self.assertIn("--no-install-recommends", self.called("apt-get")[-1])

    def test_a_failed_installation_is_one_sentence_with_the_reason_and_code_4(self):
        if os.geteuid() != 0:
            print("note: not root: installing was not tried")
            return
        self.installed.write_text("", encoding="utf-8")
        result = self.run_launcher("--version", APT_FAILS="1")
        self.assertEqual(result.returncode, 4)
        self.assertIn("(E: no such mirror)", result.stderr.splitlines()[-1])

    def test_without_root_the_command_to_run_is_said_and_the_code_is_4(self):
        self.installed.write_text("\n".join(self.packages[1:]) + "\n", encoding="utf-8")
        self.top.chmod(0o755)
        (self.top / "build").mkdir()
        (self.top / "build").chmod(0o777)
        self.calls.chmod(0o666)
        as_nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] if os.geteuid() == 0 else []
        result = self.run_launcher("--version", before=as_nobody, REPRISE_BUILD=str(self.top / "build"))
        self.assertEqual(result.returncode, 4)
        self.assertIn(f"as root run: apt-get install --no-install-recommends {self.packages[0]}\n", result.stderr)
        self.assertEqual(self.called("apt-get"), [])

    def test_a_moved_clone_is_configured_again(self):
        self.run_launcher("--version")
        moved = self.top / "moved"
        self.clone.rename(moved)
        self.clone = moved
        self.run_launcher("--version")
        self.assertEqual(self.called("meson"), [f"meson setup {moved}/build {moved}"])

    def test_an_interrupted_configuring_starts_afresh(self):
        (self.clone / "build" / "meson-private").mkdir(parents=True)
        self.run_launcher("--version")
        self.assertFalse((self.clone / "build" / "meson-private").exists())
        self.assertEqual(len(self.called("meson setup")), 1)

    def test_a_folder_configured_by_hand_is_used_as_it_is(self):
        (self.clone / "build").mkdir()
        (self.clone / "build" / "build.ninja").touch()
        self.run_launcher("--version")
        self.assertEqual(self.called("meson"), [])

    def test_a_failed_configuring_or_build_shows_the_reason_and_its_log(self):
        for variables, reason in (({"MESON_FAILS": "1"}, "ERROR: no compiler"),
                                  ({"NINJA_FAILS": "1"}, "a.cc:1: error: no")):
            result = self.run_launcher("--version", **variables)
            self.assertEqual(result.returncode, 4)
            self.assertIn(reason, result.stderr)
            self.assertIn(f"{self.clone}/build/.reprise/", result.stderr.splitlines()[-1])

    def test_two_at_once_build_one_after_the_other(self):
        self.run_launcher("--version")
        with open(self.clone / "build" / ".reprise" / "lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with subprocess.Popen([self.clone / "reprise", "--version"], env=self.environment(), cwd=self.top,
                                  text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as second:
                self.assertIn("another ./reprise is building", second.stderr.readline())
                fcntl.flock(lock, fcntl.LOCK_UN)
                self.assertIn("tool in", second.communicate(timeout=60)[0])
        self.assertEqual(second.returncode, 0)

    def test_a_checkout_of_somebody_else_is_used_as_it_is_or_says_what_to_set(self):
        self.run_launcher("--version")
        self.top.chmod(0o755)
        self.calls.chmod(0o666)
        if os.geteuid() == 0:
            before = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        else:
            before = []
            (self.clone / "build" / ".reprise").chmod(0o555)
        self.assertIn("tool in", self.run_launcher("--version", before=before).stdout)
        self.assertEqual(self.called("ninja"), [])
        result = self.run_launcher("test", before=before)
        self.assertEqual(result.returncode, 4)
        self.assertIn("set REPRISE_BUILD", result.stderr)

    def test_tests_end_with_how_many_passed_and_failed(self):
        result = self.run_launcher("test", "--suite", "unit")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(result.stdout.splitlines()[-1], "3 passed, 0 failed")
        self.assertIn("base: the folder is not there\n", result.stdout)
        self.assertTrue(self.called("meson test")[0].endswith("--suite unit"))

    def test_a_failed_a_skipped_and_a_crashed_test_count_as_failed(self):
        (self.top / "testlog").write_text(
            "=== 1/3 ===\ntest:         a\nresult:       exit status 1\n[       OK ] A.B (0 ms)\n"
            "[  FAILED  ] A.C (0 ms)\n[  FAILED  ] A.C\n=== 2/3 ===\ntest:         b\nresult:       exit status 0\n"
            "[  SKIPPED ] B.C (0 ms)\n=== 3/3 ===\ntest:         c\nresult:       killed by signal 6 SIGABRT\n"
            "[       OK ] C.D (0 ms)\n", encoding="utf-8")
        result = self.run_launcher("test", TESTS_EXIT="2")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout.splitlines()[-1], "2 passed, 3 failed")


if __name__ == "__main__":
    cases.main()
