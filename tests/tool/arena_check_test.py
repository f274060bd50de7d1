#!/usr/bin/env python3
"""arena-check from outside: what it prints for whole, wrong, corrupted and foreign files, and how it ends.

usage: arena_check_test.py TOOL
"""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import cases  # pylint: disable=wrong-import-position

TOOL = sys.argv.pop(1)


def quiet_game():
    """Four agents in the corners of an empty board; nobody moves."""
    corners = [[1, 1], [9, 1], [9, 9], [1, 9]]
    board = [0] * 121
    for agent, (row, col) in enumerate(corners):
        board[11 * row + col] = 10 + agent
    state = {"board": board, "agents": [[*corner, 1, 1, 2, 0] for corner in corners], "bombs": [], "flames": [],
             "items": []}
    header = {"format": "arena-trace", "version": 1, "id": "quiet", "board_size": 11, "max_steps": 800,
              "max_blast": 10, "players": ["script"] * 4, "state": state}
    step = {"t": 1, "actions": [0] * 4, "state": state, "done": False, "reward": [0] * 4, "result": "incomplete",
            "winners": []}
    return json.loads(json.dumps([header, step]))  # No part is shared.


class ArenaCheckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, lines):
        path = self.folder / name
        path.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))
        return path

    def check(self, *arguments):
        return subprocess.run([TOOL, "arena-check", *map(str, arguments)], capture_output=True, text=True, timeout=60,
                              check=False)

    def test_games_that_agree_are_counted(self):
        path = self.write("quiet.jsonl.gz", quiet_game())
        result = self.check(path, path)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "games 2 steps 2 mismatches 0\n", ""))

    def test_a_mismatch_names_file_episode_step_field_expected_and_found(self):
        lines = quiet_game()
        lines[1]["state"]["agents"][2][3] = 4
        path = self.write("wrong.jsonl.gz", lines)
        result = self.check(path)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout,
                         f"{path}: episode quiet, step 1, agents[2]: expected [9,9,1,4,2,0], found [9,9,1,1,2,0]\n"
                         "games 1 steps 1 mismatches 1\n")
        first, total = map(json.loads, self.check("--json", path).stdout.splitlines())
        self.assertEqual(first, {"file": str(path), "episode": "quiet", "step": 1, "field": "agents[2]",
                                 "expected": "[9,9,1,4,2,0]", "found": "[9,9,1,1,2,0]"})
        self.assertEqual(total, {"games": 1, "steps": 1, "mismatches": 1, "files_not_read": 0})

    def test_a_corrupted_golden_file_is_code_1_and_one_sentence(self):
        whole = self.write("whole.jsonl.gz", quiet_game()).read_bytes()
        lines = quiet_game()
        lines[1]["actions"][0] = 9
        for path in (self.write("action.jsonl.gz", lines), self.folder / "cut.jsonl.gz", self.folder / "flip.jsonl.gz"):
            if path.name == "cut.jsonl.gz":
                path.write_bytes(whole[:-20])
            if path.name == "flip.jsonl.gz":
                path.write_bytes(whole[:40] + bytes([whole[40] ^ 0xFF]) + whole[41:])
            result = self.check(path)
            self.assertEqual((result.returncode, result.stdout), (1, ""), path)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def test_other_files_are_code_3_and_missing_ones_code_2(self):
        picture = self.folder / "picture.png"
        picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
        self.assertEqual(self.check(picture).returncode, 3)
        self.assertEqual(self.check(self.folder / "missing.gz").returncode, 2)
        self.assertIn("files not read 1", self.check(picture, self.write("quiet.jsonl.gz", quiet_game())).stdout)


if __name__ == "__main__":
    cases.main()
