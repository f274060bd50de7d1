#!/usr/bin/env python3
"""Logs of every version of the format, kept in corpora/logs, still replay.

usage: golden_logs_test.py TOOL PLANTED SURGEON
"""

import pathlib

import runs

LOGS = pathlib.Path(__file__).parents[2] / "corpora" / "logs"


class GoldenLogsTest(runs.RunCase):
    def test_every_kept_log_replays_exactly(self):
        logs = sorted(LOGS.glob("v*/*.mcap"))
        self.assertGreaterEqual(len(logs), 2)
        for log in logs:
            with self.subTest(log=log.name):
                self.assertEqual(self.verify(log)["verdict"], "exact")


if __name__ == "__main__":
    runs.cases.main()
