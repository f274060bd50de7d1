#!/usr/bin/env python3
"""How a match went inside, and how signals end one.

usage: stats_test.py TOOL
"""

import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import cases  # pylint: disable=wrong-import-position

TOOL = sys.argv.pop(1)


def run(*arguments):
    return subprocess.run([TOOL, *arguments], capture_output=True, text=True, timeout=60, check=False)


class StatsTest(unittest.TestCase):
    def test_a_table_names_pools_and_channels(self):
        played = run("play", "--seed", "7", "--ticks", "20", "--workers", "2", "--stats")
        self.assertEqual(played.returncode, 0, played.stderr)
        rows = [line.split() for line in played.stdout.splitlines()]
        self.assertIn(["pool", "turns"], [row[:2] for row in rows])
        self.assertIn("BotDecision", [row[0] for row in rows if row])
        for channel in ("/match/bot/3/decisions", "/match/path/requests", "/match/path/replies"):
            self.assertIn(channel, [row[0] for row in rows if row])

    def test_the_object_of_json_has_the_same_numbers(self):
        played = json.loads(run("play", "--seed", "7", "--ticks", "20", "--stats", "--json").stdout)
        stats = played["stats"]
        channels = {channel["name"]: channel for channel in stats["channels"]}
        decisions = channels["/match/bot/0/decisions"]
        self.assertEqual(decisions["sent"], decisions["received"] + decisions["undelivered"])
        self.assertGreater(decisions["sent"], 0)
        for pool in stats["pools"]:
            self.assertLessEqual(pool["service"]["p50_ns"], pool["service"]["max_ns"])
        self.assertGreaterEqual(stats["ran_ns"], 1)
        for figure in ("steals", "parks", "wakes"):
            self.assertEqual(sum(pool[figure] for pool in stats["pools"]), stats[figure])

    def test_pools_that_are_balanced_share_what_they_were_given_and_replay(self):
        with tempfile.TemporaryDirectory() as folder:
            for workers in ("1", "2", "4"):
                log = str(pathlib.Path(folder) / f"{workers}.mcap")
                played = run("play", "--seed", "7", "--ticks", "30", "--workers", workers, "--balance", "--stats",
                             "--json", "--record", log)
                self.assertEqual(played.returncode, 0, played.stdout + played.stderr)
                shares = {share["pool"]: share for share in json.loads(played.stdout)["stats"]["shares"]}
                # The four of one priority: what one lost, another has.
                equals = ("BotDecision", "Pathfinding", "InfluenceUpdate", "BombProcessing")
                self.assertAlmostEqual(sum(shares[pool]["now"] for pool in equals), 4 + 2 + 2 + 2)
                for share in shares.values():
                    self.assertGreaterEqual(share["now"], share["given"] / 4)
                self.assertEqual(shares["StateUpdate"], {"pool": "StateUpdate", "given": 2, "now": 2})
        table = run("play", "--seed", "7", "--ticks", "5", "--balance", "--stats").stdout
        self.assertIn(["pool", "share", "given", "share", "now"], [line.split() for line in table.splitlines()])

    def test_without_the_option_nothing_is_measured_or_said(self):
        self.assertNotIn("stats", json.loads(run("play", "--seed", "7", "--ticks", "5", "--json").stdout))


class SignalTest(unittest.TestCase):
    def test_a_signal_ends_a_match_with_its_log_whole(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number), tempfile.TemporaryDirectory() as folder:
                log = pathlib.Path(folder) / "match.mcap"
                # Ten ticks a second: it lasts until it is told to end.
                with subprocess.Popen([TOOL, "play", "--clock", "realtime:10", "--json", "--seed", "7", "--bots",
                                       "random,random", "--record", str(log)], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True) as match:
                    while not log.exists():
                        self.assertIsNone(match.poll(), "it ended by itself")
                    match.send_signal(number)
                    out, err = match.communicate(timeout=60)
                self.assertEqual(match.returncode, 0, err)
                played = json.loads(out)
                self.assertTrue(played["stopped"])
                self.assertEqual(played["verify"]["verdict"], "exact")
                self.assertEqual(run("verify", str(log)).returncode, 0)


if __name__ == "__main__":
    cases.main()
