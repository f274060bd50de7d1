#!/usr/bin/env python3
"""Bots that are not deterministic are caught in another process, and named.

usage: planted_test.py TOOL PLANTED SURGEON
"""

import runs


class PlantedTest(runs.RunCase):
    def expect_caught(self, bot):
        self.record("--bots", f"random,{bot},random,random", "--seed", 3, "--ticks", 40, tool=runs.PLANTED)
        found = self.verify(tool=runs.PLANTED, code=1)["divergence"]
        self.assertGreaterEqual(found["tick"], 1)
        self.assertEqual(found["task"], "match/bot/1")
        self.assertEqual(found["channel"], "/match/bot/1/decisions")
        self.assertEqual(found["field"].split(".")[-1], "action")
        self.assertNotEqual(found["expected"], found["found"])
        said = runs.run(runs.PLANTED, "verify", self.log)
        self.assertEqual(said.returncode, 1)
        self.assertRegex(said.stdout, r"diverged: tick \d+, task match/bot/1, op \d+ "
                                      r"\(send on /match/bot/1/decisions at .*bot_task\.cc:\d+\): "
                                      r"field \S*action: expected \S+, found \S+")

    def test_a_bot_that_reads_the_wall_clock(self):
        self.expect_caught("wallclock")

    def test_a_bot_whose_choice_depends_on_an_address(self):
        self.expect_caught("pointer")

    def test_a_bot_that_reads_memory_it_never_set(self):
        self.expect_caught("unset")

    def test_a_bot_that_only_takes_long_is_exact(self):
        self.record("--bots", "random,burner,random,random", "--seed", 3, "--ticks", 20, tool=runs.PLANTED)
        self.assertEqual(self.verify(tool=runs.PLANTED)["verdict"], "exact")


if __name__ == "__main__":
    runs.cases.main()
