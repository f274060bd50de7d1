#!/usr/bin/env python3
"""A log that says something else than what happened, with every checksum right, is found out.

usage: tamper_test.py TOOL PLANTED SURGEON
"""

import re

import runs


class TamperTest(runs.RunCase):
    def tampered(self, what):
        """Changes a recording; gives the ops that were changed and what verify finds."""
        self.record("--bots", "careful,careful,careful,careful", "--seed", 5, "--ticks", 60)
        changed = self.folder / "changed.mcap"
        result = runs.run(runs.SURGEON, self.log, changed, what)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotEqual(self.log.read_bytes(), changed.read_bytes())
        verdict = self.verify(changed, code=1)
        self.assertEqual(verdict["verdict"], "diverged")
        return set(result.stdout.split()), verdict

    def named(self, verdict):
        """The ops that a verdict names, as task#number."""
        if "divergence" in verdict:
            found = verdict["divergence"]
            return {f"{found['task']}#{found['op_no']}"}
        return {f"{task}#{no}" for no, task in re.findall(r"op (\d+) of (\S+)", verdict["where"])}

    def test_two_tickets_swapped(self):
        ops, verdict = self.tampered("swap-tickets")
        self.assertEqual(len(ops), 2)
        self.assertTrue(ops & self.named(verdict), verdict)

    def test_one_field_of_one_message_changed(self):
        ops, verdict = self.tampered("change-field")
        self.assertEqual(self.named(verdict), ops)
        self.assertEqual(verdict["divergence"]["field"].split(".")[-1], "action")

    def test_one_op_dropped(self):
        ops, verdict = self.tampered("drop-op")
        self.assertTrue(ops <= self.named(verdict), verdict)

    def test_one_outcome_changed(self):
        ops, verdict = self.tampered("change-outcome")
        self.assertTrue(ops <= self.named(verdict), verdict)

    def test_a_task_under_another_name(self):
        _, verdict = self.tampered("rename-task")
        self.assertEqual((verdict["divergence"]["task"], verdict["divergence"]["field"]),
                         ("match/bot/2", "definition.name"))

    def test_a_channel_of_another_capacity(self):
        _, verdict = self.tampered("shrink-channel")
        self.assertEqual((verdict["divergence"]["channel"], verdict["divergence"]["field"]),
                         ("/match/ticks", "definition.capacity"))

    def test_a_message_that_nobody_sent(self):
        _, verdict = self.tampered("add-message")
        self.assertEqual(verdict["where"], "message 1000000 on /match/bot/1/decisions belongs to no op")


if __name__ == "__main__":
    runs.cases.main()
