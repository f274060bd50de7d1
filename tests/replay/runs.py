"""What the tests of whole runs share: starting the tools, each in a process whose memory is filled in its own way."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import cases  # pylint: disable=wrong-import-position,unused-import

# The tool, the tool with planted bots, and the program that changes logs.
TOOL, PLANTED, SURGEON = sys.argv[1:4]
del sys.argv[1:4]

_fill = iter(range(1, 1 << 30))


def environment():
    """New memory of the heap, and the fibers' stacks with it, holds another pattern in each process."""
    return {**os.environ, "MALLOC_PERTURB_": str(next(_fill) * 37 % 255 + 1)}


def run(tool, *arguments, **options):
    return subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False,
                          env=environment(), **options)


class RunCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.log = self.folder / "match.mcap"

    def record(self, *arguments, tool=TOOL, log=None):
        """Records a match without replaying it; gives what `play --json` says."""
        result = run(tool, "play", "--json", "--no-verify", "--force", "--record", log or self.log, *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def verify(self, log=None, tool=TOOL, code=0):
        result = run(tool, "verify", "--json", log or self.log)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return json.loads(result.stdout)

    def signature(self, log=None):
        result = run(SURGEON, log or self.log, "signature")
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def expect_one_sentence(self, result, code):
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertTrue(result.stderr.startswith("reprise"), result.stderr)
