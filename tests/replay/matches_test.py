#!/usr/bin/env python3
"""Matches on many workers, recorded, and verified in fresh processes.

usage: matches_test.py TOOL PLANTED SURGEON
"""

import runs

FOUR = ("--bots", "careful,baseline,careful,random")
SIXTEEN = ("--bots", ",".join(["careful", "baseline", "random", "baseline"] * 4), "--board", 21, "--ticks", 100)
SEEDS = range(4)


class MatchesTest(runs.RunCase):
    def expect_exact(self, *arguments):
        """Records and verifies matches with 1, 2, 4 and 8 workers and each seed."""
        for workers in (1, 2, 4, 8):
            for seed in SEEDS:
                with self.subTest(workers=workers, seed=seed):
                    played = self.record(*arguments, "--workers", workers, "--seed", seed)
                    verdict = self.verify()
                    self.assertEqual(verdict["verdict"], "exact")
                    self.assertEqual(verdict["state_hash"], played["state_hash"])
                    self.assertEqual(verdict["ticks"], played["ticks"])
                    self.assertNotIn("where", verdict)

    def test_lockstep_with_four_bots(self):
        self.expect_exact(*FOUR)

    def test_lockstep_with_sixteen_bots_on_21(self):
        self.expect_exact(*SIXTEEN)

    def test_realtime_with_four_bots(self):
        self.expect_exact(*FOUR, "--clock", "realtime:1000")

    def test_realtime_with_sixteen_bots_on_21(self):
        self.expect_exact(*SIXTEEN, "--clock", "realtime:400")


class OrdersTest(runs.RunCase):
    def test_one_seed_in_lockstep_has_one_outcome_and_many_orders(self):
        hashes, orders, steals = set(), set(), 0
        for _ in range(10):
            played = self.record("--bots", "careful,careful,careful,careful", "--seed", 5, "--workers", 2)
            signature = self.signature()
            hashes.add(signature["ticks"])
            orders.add(signature["order"])
            steals += played["steals"]
            self.assertEqual(self.verify()["verdict"], "exact")
        self.assertEqual(len(hashes), 1)
        self.assertGreaterEqual(len(orders), 2)
        self.assertGreater(steals, 0)

    def test_a_rate_that_no_bot_can_keep_makes_answers_late_and_runs_differ(self):
        """The rate doubles until an answer is late and two recordings of one seed differ; each replays exactly."""
        hertz = 100
        while True:
            self.assertLess(hertz, 100_000, "no answer was late, however short the tick")
            signatures, late = [], 0
            for _ in range(2):
                played = self.record("--bots", "burner,burner,random,random", "--seed", 9, "--ticks", 60, "--clock",
                                     f"realtime:{hertz}", tool=runs.PLANTED)
                late += played["late_answers"]
                signatures.append(self.signature())
                self.assertEqual(self.verify(tool=runs.PLANTED)["verdict"], "exact")
            if late > 0 and signatures[0] != signatures[1]:
                return
            hertz *= 2


if __name__ == "__main__":
    runs.cases.main()
