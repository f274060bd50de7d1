#!/usr/bin/env python3
"""The tool from outside, as a shell sees it: exit codes, one sentence of trouble, streams that are not there.

usage: tool_test.py TOOL
"""

import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import cases  # pylint: disable=wrong-import-position

TOOL = sys.argv.pop(1)


def run(*arguments, **options):
    return subprocess.run([TOOL, *arguments], capture_output=True, text=True, timeout=60, check=False, **options)


class ToolTest(unittest.TestCase):
    def expect_one_sentence(self, result, code):
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertTrue(result.stderr.startswith("reprise"), result.stderr)

    def commands(self):
        listed = run("--help").stdout.split("Subcommands:\n")[1].split("\n\n")[0]
        commands = [line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "]
        self.assertIn("bench", commands)
        return commands

    def test_every_number_is_decimal_and_what_does_not_fit_is_one_sentence(self):
        seen = []
        for command in self.commands():
            # INT, UINT and FLOAT are the parser's own numbers, which read 010 as 8.
            for option in re.findall(r"(--[\w-]+) (?:NUMBER|INT|UINT|FLOAT)\b", run(command, "--help").stdout):
                seen.append(f"{command} {option}")
                for word in ("0x10", "7x", "-1", "1e3", "", "99999999999999999999"):
                    result = run(command, option, word)
                    self.expect_one_sentence(result, 2)
                    self.assertIn(f'{option}: found "{word}", expected a whole number from ', result.stderr)
        self.assertIn("play --seed", seen)
        self.assertIn("replay --to-tick", seen)

    def test_a_leading_zero_means_nothing(self):
        said = json.loads(run("play", "--seed", "0042", "--ticks", "003", "--workers", "01", "--json").stdout)
        self.assertEqual((said["seed"], said["ticks"], said["workers"]), (42, 3, 1))

    def test_every_command_has_help_with_an_example(self):
        for command in self.commands():
            result = run(command, "--help")
            self.assertEqual(result.returncode, 0, command)
            self.assertIn(f"Usage: reprise {command} [OPTIONS]", result.stdout)
            self.assertIn("Example:\n  ", result.stdout, command)
            self.assertIn("--json", result.stdout, command)

    def test_version_is_one_line_or_one_object(self):
        self.assertRegex(run("--version").stdout, r"\Areprise \d+\.\d+\.\d+ \(commit \S+, .+, build [0-9a-f]{16}\)\n\Z")
        said = json.loads(run("--version", "--json").stdout)
        self.assertEqual(list(said), ["version", "commit", "compiler", "build_type", "build_id"])

    def test_a_wrong_command_line_is_one_sentence_and_code_2(self):
        for arguments in ([], ["nosuchcommand"], ["bench", "--nosuchoption"], ["bench", "no such workload"],
                          ["arena-check"], ["test"], ["verify", "no such.mcap"]):
            self.expect_one_sentence(run(*arguments), 2)

    def test_a_variable_that_is_no_number_is_one_sentence_and_code_2(self):
        self.expect_one_sentence(run("bench", "prng", env={**os.environ, "PEERS_MS": "soon"}), 2)

    def test_a_full_disk_behind_standard_output_is_code_4(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = subprocess.run([TOOL, "--version"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.expect_one_sentence(result, 4)
        self.assertIn("No space left on device", result.stderr)

    def test_a_closed_standard_output_is_code_4(self):
        result = subprocess.run(["/bin/sh", "-c", '"$0" --version >&-', TOOL], capture_output=True, text=True,
                                check=False)
        self.expect_one_sentence(result, 4)

    def test_a_reader_who_went_away_had_enough(self):
        read, write = os.pipe()
        os.close(read)
        result = subprocess.run([TOOL, "--version"], stdout=write, stderr=subprocess.PIPE, text=True, check=False)
        os.close(write)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_no_control_characters_where_there_is_no_terminal(self):
        result = run("bench", "prng", env={**os.environ, "PEERS_MS": "400", "PEERS_RUNS": "4", "TERM": "xterm"})
        self.assertEqual(result.returncode, 0)
        self.assertNotIn("\x1b", result.stdout + result.stderr)

    def test_progress_is_drawn_on_a_terminal_unless_no_color_asks_for_plain_text(self):
        self.assertIn("measuring: ", self.on_terminal({"TERM": "xterm", "NO_COLOR": ""}))
        self.assertEqual(self.on_terminal({"TERM": "xterm", "NO_COLOR": "1"}), "")

    def on_terminal(self, variables):
        """What two workloads of more than a second write on a standard error that is a terminal."""
        ours, theirs = pty.openpty()
        environment = {**os.environ, "PEERS_MS": "1500", "PEERS_RUNS": "2", **variables}
        with subprocess.Popen([TOOL, "bench", "reprise/digest", "reprise/prng"], stdout=subprocess.DEVNULL,
                              stderr=theirs, env=environment) as process:
            process.wait(timeout=60)
            os.close(theirs)
            try:
                return os.read(ours, 65536).decode()
            except OSError:  # Nothing was written before the other side closed.
                return ""
            finally:
                os.close(ours)

    def test_a_workload_is_one_json_line_with_the_agreed_fields(self):
        result = run("bench", "reprise/prng", env={**os.environ, "PEERS_MS": "5", "PEERS_RUNS": "3"})
        said = json.loads(result.stdout)
        self.assertEqual(list(said), ["peer", "workload", "unit", "median", "min", "max", "p10", "runs", "ops", "cpu",
                                      "others"])
        self.assertEqual((said["peer"], said["unit"], said["runs"]), ("reprise", "ns/op", 3))
        self.assertLessEqual(said["min"], said["median"])
        self.assertLessEqual(said["median"], said["max"])


if __name__ == "__main__":
    cases.main()
