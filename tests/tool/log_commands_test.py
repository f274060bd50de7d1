#!/usr/bin/env python3
"""info and cat from outside: what they show of whole, cut, damaged and foreign files, and how they end.

usage: log_commands_test.py TOOL
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import cases  # pylint: disable=wrong-import-position

LOGS = pathlib.Path(__file__).parents[2] / "corpora" / "logs"
TOOL = sys.argv.pop(1)


def run(*arguments):
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)


class LogCommandsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.log = cls.folder / "match.mcap"
        played = run("play", "--record", cls.log, "--no-verify", "--seed", "3", "--ticks", "40")
        assert played.returncode == 0, played.stderr

    def changed(self, name, change):
        content = bytearray(self.log.read_bytes())
        path = self.folder / name
        path.write_bytes(change(content))
        return path

    def info(self, path):
        result = run("info", path, "--json")
        return result, json.loads(result.stdout) if result.stdout else None

    def lines(self, *arguments):
        result = run("cat", self.log, "--json", *arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return [json.loads(line) for line in result.stdout.splitlines()]

    def test_info_counts_what_cat_prints(self):
        _, info = self.info(self.log)
        lines = self.lines()
        self.assertEqual(info["messages"], len(lines))
        self.assertEqual(info["ops"], sum(len(line["message"].get("ops", [])) for line in lines))
        for channel in info["channels"]:
            self.assertEqual(channel["messages"], sum(line["topic"] == channel["topic"] for line in lines))

    def test_info_tells_the_settings_of_the_run(self):
        result, info = self.info(self.log)
        self.assertEqual((result.returncode, info["whole"], info["ticks"]), (0, True, 40))
        self.assertEqual(info["metadata"]["reprise"]["seed"], "3")
        self.assertIn("match.mcap: whole", run("info", self.log).stdout)

    def test_cat_reads_every_message_through_its_codec(self):
        for line in self.lines():
            self.assertNotIn("hex", line["message"])
            self.assertNotIn("error", line["message"])

    def test_cat_of_a_tick_is_that_tick(self):
        ticks = [line["message"]["tick"] for line in self.lines("--topic", "/reprise/tick", "--ticks", "10..12")]
        self.assertEqual(ticks, [10, 11, 12])

    def test_ops_name_their_tasks_and_objects(self):
        ops = [op for line in self.lines() for op in line["message"].get("ops", [])]
        self.assertIn(("match/bot/0", "send", "/match/bot/0/decisions"),
                      {(op["task"], op["op"], op["object"]) for op in ops})

    def test_messages_of_objects_without_a_name_say_whose_they_are(self):
        log = LOGS / "v2" / "programs" / "unnamed-objects.mcap"
        topic = "/reprise/unnamed/oneshot/reprise.test.Int"
        result = run("cat", log, "--topic", topic, "--json")
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual(len(lines), 15)
        self.assertEqual(len({line["object"] for line in lines}), 15)
        shown = run("cat", log, "--topic", topic).stdout.splitlines()[0]
        self.assertIn(f" of {lines[0]['object']} {{", shown)
        _, info = self.info(log)
        self.assertEqual({channel["topic"]: channel["messages"] for channel in info["channels"]}[topic], 15)
        self.assertNotIn("object", self.lines()[0])

    def test_a_topic_or_range_that_is_none_ends_with_2(self):
        for arguments in (["--topic", "/nothing"], ["--ticks", "9..3"], ["--ticks", "x"], ["--ticks", ".."]):
            result = run("cat", self.log, *arguments)
            self.assertEqual((result.returncode, result.stdout, result.stderr.count("\n")), (2, "", 1))

    def test_a_log_that_was_cut_is_shown_up_to_there(self):
        path = self.changed("cut.mcap", lambda content: content[:-20])
        result, info = self.info(path)
        self.assertEqual((result.returncode, info["whole"], info["messages_whole"]), (0, False, True))
        self.assertEqual(info["damages"][0]["kind"], "cut")
        self.assertIn("cut short at byte", run("info", path).stdout)

    def test_a_changed_byte_ends_with_3_and_one_sentence(self):
        def flip(content):
            content[len(content) // 3] ^= 1
            return content
        for command in ("info", "cat"):
            result = run(command, self.changed("flipped.mcap", flip))
            self.assertEqual((result.returncode, result.stderr.count("\n")), (3, 1))
            self.assertIn("damaged at byte", result.stderr)

    def test_what_is_no_log_ends_with_3_and_one_sentence(self):
        files = {"empty.mcap": b"", "image.png": b"\x89PNG\r\n\x1a\n" + bytes(100), "text": b"hello"}
        for name, content in files.items():
            for command in ("info", "cat"):
                result = run(command, self.changed(name, lambda _, content=content: content))
                self.assertEqual((result.returncode, result.stdout, result.stderr.count("\n")), (3, "", 1))
                self.assertIn(name, result.stderr)

    def test_a_file_that_is_not_there_ends_with_2(self):
        self.assertEqual(run("info", self.folder / "nothing").returncode, 2)


if __name__ == "__main__":
    cases.main()
