#!/usr/bin/env python3
"""`play` and `replay` as a user types them: what they refuse, how they end, what they say.

usage: play_test.py TOOL PLANTED SURGEON
"""

import json
import signal
import subprocess
import time

import runs


class PlayTest(runs.RunCase):
    def test_play_with_record_verifies_at_once_and_says_exact(self):
        result = runs.run(runs.TOOL, "play", "--record", self.log, "--seed", 7)
        self.assertEqual(result.returncode, 0, result.stderr)
        played, verified = result.stdout.splitlines()
        self.assertRegex(played, r"^seed 7: .* after \d+ ticks, \d+ workers, \d+ steals, state hash [0-9a-f]{16}$")
        self.assertRegex(verified, r": exact: \d+ messages, \d+ ops, \d+ ticks, state hash [0-9a-f]{16}$")
        self.assertEqual(played.split()[-1], verified.split()[-1])

    def test_json_says_what_was_lost_at_the_end(self):
        said = json.loads(runs.run(runs.TOOL, "play", "--json", "--ticks", 20).stdout)
        self.assertEqual(said["end"],
                         {"cancelled_tasks": 0, "cancelled_ops": 0, "cancelled": [],
                          "refused_tasks": 0, "refused": [], "undelivered": []})

    def test_verify_json_has_the_promised_keys_first(self):
        self.record("--ticks", 20)
        self.assertEqual(list(self.verify()), ["verdict", "messages", "ops", "ticks", "state_hash"])

    def test_a_seed_that_was_not_given_is_printed_and_repeats_the_match(self):
        first = json.loads(runs.run(runs.TOOL, "play", "--json").stdout)
        again = json.loads(runs.run(runs.TOOL, "play", "--json", "--seed", first["seed"]).stdout)
        self.assertEqual(first["state_hash"], again["state_hash"])

    def test_a_file_that_exists_is_not_recorded_over(self):
        self.log.write_text("mine")
        refused = runs.run(runs.TOOL, "play", "--record", self.log)
        self.expect_one_sentence(refused, 2)
        self.assertIn("--force", refused.stderr)
        self.assertEqual(self.log.read_text(), "mine")
        self.assertEqual(runs.run(runs.TOOL, "play", "--record", self.log, "--force", "--ticks", 3).returncode, 0)

    def test_settings_that_cannot_be_played_are_one_sentence_and_code_2(self):
        for arguments in (("--bots", "nobody,random"), ("--board", 10), ("--board", 103), ("--bots", "random"),
                          ("--bots", ",".join(["random"] * 64)), ("--clock", "sundial"), ("--workers", 0),
                          ("--seed", "x"), ("--ticks", -1)):
            with self.subTest(arguments=arguments):
                self.expect_one_sentence(runs.run(runs.TOOL, "play", *arguments), 2)

    def test_a_full_disk_is_one_sentence_and_code_4(self):
        result = runs.run(runs.TOOL, "play", "--record", "/dev/full", "--force", "--chunk-kib", 1)
        self.assertEqual(result.returncode, 4)
        self.assertEqual(result.stderr.count("\n"), 1)
        self.assertIn("No space left on device", result.stderr)

    def test_ctrl_c_ends_the_match_and_leaves_a_whole_log(self):
        with subprocess.Popen([runs.TOOL, "play", "--json", "--clock", "realtime:20", "--record", self.log],
                              stdout=subprocess.PIPE, text=True) as playing:
            while not self.log.exists() or self.log.stat().st_size == 0:  # Its metadata is there: it plays.
                self.assertIsNone(playing.poll())
                time.sleep(0.01)
            playing.send_signal(signal.SIGINT)
            said = json.loads(playing.communicate(timeout=60)[0])
        self.assertEqual(playing.returncode, 0)
        self.assertTrue(said["stopped"])
        self.assertEqual(said["verify"]["verdict"], "exact")

    def test_another_build_verifies_and_says_so(self):
        self.record("--ticks", 20)
        result = runs.run(runs.PLANTED, "verify", self.log)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r": exact: .* \(builds differ: recorded by \S+, replayed by \S+\)$")


class ReplayTest(runs.RunCase):
    def test_to_tick_stops_there_and_gives_the_state(self):
        self.record("--seed", 7, "--ticks", 40)
        said = json.loads(runs.run(runs.TOOL, "replay", self.log, "--to-tick", 12, "--json").stdout)
        self.assertEqual((said["ticks"], said["state"]["step_count"]), (12, 12))
        again = json.loads(runs.run(runs.TOOL, "play", "--seed", 7, "--ticks", 12, "--json").stdout)
        self.assertEqual(said["state_hash"], again["state_hash"])

    def test_to_tick_0_is_the_board_before_the_first_tick(self):
        self.record("--seed", 7, "--ticks", 5)
        said = json.loads(runs.run(runs.TOOL, "replay", self.log, "--to-tick", 0, "--json").stdout)
        self.assertEqual(said["state"]["step_count"], 0)
        self.assertEqual(len(said["state"]["board"]), 121)

    def test_the_board_is_shown(self):
        self.record("--seed", 7, "--ticks", 40)
        lines = runs.run(runs.TOOL, "replay", self.log, "--to-tick", 12).stdout.splitlines()
        self.assertEqual([len(line) for line in lines[:11]], [11] * 11)
        self.assertTrue(lines[11].startswith("tick 12 of 40, exact: "), lines[11])

    def test_a_tick_behind_the_end_is_a_mistake_on_the_command_line(self):
        self.record("--ticks", 10)
        self.expect_one_sentence(runs.run(runs.TOOL, "replay", self.log, "--to-tick", 11), 2)


if __name__ == "__main__":
    runs.cases.main()
