#!/usr/bin/env python3
"""Logs that were cut anywhere, and files that are no logs: what is whole is replayed, the rest is one sentence.

usage: damage_test.py TOOL PLANTED SURGEON
"""

import json
import random

import runs

CUTS = 100


class CutTest(runs.RunCase):
    def test_a_log_cut_anywhere_is_replayed_up_to_the_cut(self):
        self.record("--bots", "careful,baseline,careful,baseline", "--seed", 1, "--workers", 2, "--ticks", 150,
                    "--chunk-kib", 4)
        info = runs.run(runs.TOOL, "info", "--json", self.log)
        self.assertGreaterEqual(json.loads(info.stdout)["chunks"], 20)
        whole = self.log.read_bytes()
        ticks = self.verify()["ticks"]
        cut_log = self.folder / "cut.mcap"
        places = random.Random(7)
        reached = []
        for at in sorted(places.randrange(len(whole)) for _ in range(CUTS)):
            with self.subTest(cut=at):
                cut_log.write_bytes(whole[:at])
                result = runs.run(runs.TOOL, "verify", cut_log)
                if result.returncode == 3:
                    self.expect_one_sentence(result, 3)
                    self.assertEqual(reached, [], "a shorter prefix was replayed")
                    continue
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
                self.assertIn("cut short at tick", result.stdout)
                reached.append(json.loads(runs.run(runs.TOOL, "verify", "--json", cut_log).stdout)["ticks"])
        self.assertEqual(reached, sorted(reached), "a longer prefix replays at least as far")
        self.assertGreater(max(reached), ticks // 2)


class NoLogTest(runs.RunCase):
    def expect_refused(self, *words):
        for command in ("verify", "info", "cat", "replay"):
            with self.subTest(command=command):
                result = runs.run(runs.TOOL, command, self.log)
                self.expect_one_sentence(result, 3)
                for word in words:
                    self.assertIn(word, result.stderr)

    def test_an_empty_file(self):
        self.log.write_bytes(b"")
        self.expect_refused("match.mcap", "empty")

    def test_a_picture(self):
        self.log.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
        self.expect_refused("match.mcap")

    def test_a_log_of_a_later_version(self):
        self.record("--ticks", 5)
        later = self.folder / "later.mcap"
        self.assertEqual(runs.run(runs.SURGEON, self.log, later, "later-version").returncode, 0)
        later.replace(self.log)
        self.expect_refused("version 3", "version 2")

    def test_a_file_that_is_not_there_is_a_mistake_on_the_command_line(self):
        self.expect_one_sentence(runs.run(runs.TOOL, "verify", self.folder / "none.mcap"), 2)


if __name__ == "__main__":
    runs.cases.main()
