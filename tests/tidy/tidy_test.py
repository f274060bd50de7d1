#!/usr/bin/env python3
"""Each rule is fed a small bad tree and must object, and a good one and must not."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import cases  # pylint: disable=wrong-import-position
import tidy  # pylint: disable=wrong-import-position
import wrap  # pylint: disable=wrong-import-position
from tree import Tree  # pylint: disable=wrong-import-position

HEAD = "// What this is.\n#pragma once\n"


def findings(rule, files):
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = pathlib.Path(root) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tidy.RULES[rule](Tree(root))


# rule: (bad trees, good trees)
CASES = {
    "layers": (
        [{"src/base/a.h": '#include "arena/b.h"\n'},
         {"src/match/a.h": '#include "replay/log/b.h"\n'},
         {"src/channel/a.h": '#include "state/b.h"\n'},
         {"src/arena/a.cc": '#include "a.h"\n'},
         {"replay/log/a.cc": '#include "tests/bench/b.h"\n'},
         {"src/newlayer/a.h": "\n"}],
        [{"src/arena/a.h": '#include "base/b.h"\n#include "arena/c.h"\n#include <vector>\n'},
         {"replay/cli/a.cc": '#include "tests/bench/b.h"\n#include "absl/status/status.h"\n'}]),
    "only_here": (
        [{"src/task/a.cc": "#include <boost/fiber/all.hpp>\n"},
         {"replay/log/a.cc": "std::atomic<int> count;\n"},
         {"src/channel/a.h": "x.load(std::memory_order_relaxed);\n"},
         {"src/base/b.cc": "clock_gettime(CLOCK_MONOTONIC, &now);\n"},
         {"replay/record/a.cc": "auto now = std::chrono::steady_clock::now();\n"},
         {"src/match/a.cc": '#include "wire/board_generated.h"\n'},
         {"src/arena/a.h": "#include <unordered_map>\n"},
         {"src/bots/a.h": "std::map<const Bot*, int> seen;\n"},
         {"tests/unit/a_test.cc": "std::this_thread::sleep_for(1ms);\n"},
         {"tests/unit/a_test.cc": "std::ofstream out(testing::TempDir() + \"a\");\n"},
         {"tests/tidy/exceptions/only_here.txt": "boost src/task/gone.cc  # it was needed\n"}],
        [{"src/sched/a.cc": "#include <boost/fiber/all.hpp>\nstd::atomic<int> count;\n"},
         {"src/base/os.cc": "clock_gettime(CLOCK_MONOTONIC, &now);\n"},
         {"tests/unit/support/temp_folder.h": "TempFolder() : path_(testing::TempDir()) {}\n"},
         {"src/bots/a.h": "// no std::unordered_map here\nstd::map<int, Bot*> bots;\n"},
         {"replay/log/a.cc": "std::atomic<int> count;\n",
          "tests/tidy/exceptions/only_here.txt": "atomics replay/log/a.cc  # a counter for people\n"}]),
    "top_level": (
        [{"notes.txt": "\n"}, {"include/a.h": "\n"}],
        [{"src/base/a.h": "\n", "README.md": "\n", ".ci/run": "\n", "build/x": "\n", "match.mcap": "\n",
          "findings/a.py": "\n"}]),
    "tested": (
        [{"src/base/a.h": HEAD},
         {"src/base/a.h": HEAD, "tests/bench/a.cc": '#include "base/a.h"\n'},
         {"tests/tidy/exceptions/no_test.txt": "src/base/gone.h  # too simple\n"}],
        [{"src/base/a.h": HEAD, "tests/unit/base/a_test.cc": "\n"},
         {"src/base/a.h": HEAD, "tests/unit/base/b_test.cc": '#include "base/a.h"\n'},
         {"src/base/a.h": HEAD, "src/base/b.h": HEAD, "src/base/c.cc": '#include "base/b.h"\n#include "base/a.h"\n',
          "tests/unit/base/b_test.cc": '#include "base/b.h"\n'},
         {"src/base/a.h": HEAD, "tests/tidy/exceptions/no_test.txt": "src/base/a.h  # a macro\n"}]),
    "dead_files": (
        [{"src/base/a.cc": "\n", "src/base/meson.build": "'b.cc'\n"},
         {"tests/unit/a.h": HEAD},
         {"tests/tool/a_test.py": "\n"},
         {"src/base/a.h.orig": HEAD}, {"docs/a.md.rej": "\n"}, {"README.md~": "\n"}, {"tests/.a_test.cc.swp": "\n"}],
        [{"src/base/a.cc": "\n", "src/base/meson.build": "'a.cc'\n"},
         {"src/base/a.h": HEAD, "src/base/a.cc": '#include "base/a.h"\n', "src/base/meson.build": "'a.cc'\n"},
         {"tests/unit/a.h": HEAD, "tests/unit/a.cc": '#include "unit/a.h"\n', "tests/unit/meson.build": "'a.cc'\n"},
         {"tests/tool/a_test.py": "\n", "tests/tool/meson.build": "'a'\n"},
         {"tests/npm/a.mjs": "\n", "tests/npm/run.sh": "node $0/a.mjs\n", "tests/npm/meson.build": "'run.sh'\n"},
         {"findings/fiber/switch.cc": "\n", "findings/run.py": "\n"},
         {"tests/unit/base/a.cc": "\n", "tests/unit/meson.build": "'base/a.cc'\n"}]),
    "tests_run": (
        [{"tests/unit/a_test.cc": "GTEST_" "SKIP();\n"}, {"tests/unit/a_test.cc": "TEST(A, DIS" "ABLED_B) {}\n"}],
        [{"tests/unit/a_test.cc": "TEST(A, B) {}\n"}]),
    "text": (
        [{"src/base/a.h": "int a; \n"}, {"docs/a.md": "\ta\n"}, {"src/base/a.h": "int a;"},
         {"src/base/a.cc": "// TO" "DO: more\n"}, {"docs/a.md": "see /ho" "me/me/x\n"}],
        [{"src/base/a.h": "int a;\n"}, {"corpora/a.txt": "a \n"}]),
    "length": (
        [{"src/base/a.cc": "\n" * 401},
         {"src/base/a.cc": "\n" * 500, "tests/tidy/exceptions/long_files.txt": "src/base/a.cc 450  # a table\n"},
         {"src/base/a.cc": "\n" * 300, "tests/tidy/exceptions/long_files.txt": "src/base/a.cc 450  # a table\n"}],
        [{"src/base/a.cc": "\n" * 400},
         {"src/base/a.cc": "\n" * 440, "tests/tidy/exceptions/long_files.txt": "src/base/a.cc 450  # a table\n"}]),
    "width": (
        [{"src/base/a.h": "// " + "a" * 118 + "\n"}, {"docs/a.md": "a" * 121 + "\n"},
         {"src/meson.build": "a" * 121 + "\n"},
         {"src/base/a.h": ("a" * 121 + "\n") * 3, "tests/tidy/exceptions/wide_lines.txt": "src/base/a.h 2  # old\n"},
         {"src/base/a.h": "\n", "tests/tidy/exceptions/wide_lines.txt": "src/base/a.h 2  # old\n"}],
        [{"src/base/a.h": "// " + "ä" * 117 + "\n"},
         {"docs/a.md": "| " + "a" * 121 + " |\n\n```\n" + "a" * 121 + "\n```\n", "corpora/a.txt": "a" * 121 + "\n"},
         {"src/base/a.h": ("a" * 121 + "\n") * 2, "tests/tidy/exceptions/wide_lines.txt": "src/base/a.h 2  # old\n"}]),
    "functions": (
        [{"src/base/a.cc": "int F(int a) {\n" + "  a += 1;\n" * 71 + "}\n"},
         {"src/base/a.h": "class A {\n  int F() const {\n" + "    f();\n" * 71 + "  }\n};\n"}],
        [{"src/base/a.cc": "int F(int a) {\n" + "  a += 1;\n" * 70 + "}\n"},
         {"src/base/a.cc": "A::A(int a)\n    : a_(a) {\n  f();\n}\n" + "int a;\n" * 99 + "    }\n"},
         {"src/base/a.cc": "namespace reprise {\n" + "int a;\n" * 99 + "}\n"}]),
    "heads": (
        [{"src/base/a.h": "#pragma once\n"}, {"src/base/a.h": "// What this is.\nint a;\n"}],
        [{"src/base/a.h": HEAD}]),
    "titles": (
        [{"docs/a.md": "# A\n\n# B\n"}, {"docs/a.md": "no title\n"}],
        [{"docs/a.md": "# A\n\n```\n# a comment\n```\n"}]),
    "links": (
        [{"docs/a.md": "# A\n[b](b.md)\n"}, {"docs/a.md": "# A\n[b](#nowhere)\n"},
         {"docs/a.md": "# A\n`src/base/gone.h` decides.\n"}],
        [{"docs/a.md": "# A\n[b](../README.md) [c](https://example.org) [d](#a-word-more)\n## A word more\n",
          "README.md": "# R\n"},
         {"docs/a.md": "# A\n`src/base/a.h` in `src/base`, as `tests/relacy/NAME.cc` and `src/a/{b,c}.h`\n",
          "src/base/a.h": HEAD},
         {"docs/decisions/1.md": "# 1\n`src/base/gone.h` goes.\n"}]),
    "edges": (
        [{"src/lockfree/a.h": "// [A] release: pairs with [B].\n"},
         {"src/lockfree/a.h": "// [A] release: pairs with [B].\nf();\n// [B] acquire: pairs with [C].\nf();\n"
                              "// [C] release: pairs with [B].\n"},
         {"src/lockfree/a.h": "// [A] relaxed: a hint.\nf();\n// [A] relaxed: a hint.\n"},
         {"src/lockfree/a.h": "// [A] relaxed: a hint.\nf();\nx.load(std::memory_order_relaxed);\n"},
         {"src/lockfree/a.h": "// [A] acquire: sees it.\nx.load(std::memory_order_acquire);\n"}],
        [{"src/lockfree/a.h": "// [A] release: pairs with [B], so that\n// more.\nf();\n// [B] acquire: what [A]\n"
                              "// wrote; pairs with [A].\n// [C] relaxed: a hint.\n"},
         {"src/lockfree/a.h": "// [A] relaxed: a hint.\nwhile (!x.compare_exchange_weak(\n    a, b,\n"
                              "    std::memory_order_relaxed, std::memory_order_relaxed)) {\n"}]),
    "formatting": (
        [{"src/base/a.cc": "int   a ;\n"}],
        [{"src/base/a.cc": "int a;\n"}]),
}


class TidyTest(unittest.TestCase):
    def test_every_rule_has_a_bad_and_a_good_tree(self):
        self.assertEqual(list(CASES), list(tidy.RULES))

    def test_an_exception_without_a_reason_is_refused(self):
        with self.assertRaisesRegex(ValueError, "needs its reason"):
            findings("tested", {"tests/tidy/exceptions/no_test.txt": "src/base/a.h\n"})

    def test_the_program_fails_when_one_rule_does(self):
        with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()) as out:
            (pathlib.Path(root) / "notes.txt").write_text("a\n", encoding="utf-8")
            self.assertEqual(tidy.main([root, "heads"]), 0)
            self.assertEqual(tidy.main([root, "top_level", "heads"]), 1)
        self.assertIn("not ok top_level: 1 findings", out.getvalue())

    def test_an_unknown_rule_is_a_wrong_command_line(self):
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(tidy.main([".", "nosuchrule"]), 2)


class WrapTest(unittest.TestCase):
    def wrapped(self, name, text):
        with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()):
            path = pathlib.Path(root) / name
            path.write_text(text, encoding="utf-8")
            wrap.main([path])
            return path.read_text(encoding="utf-8")

    def test_a_wide_comment_goes_on_in_the_next_line_of_its_paragraph(self):
        self.assertEqual(self.wrapped("a.h", "  // " + "word " * 25 + "end\n  // of it.\n  int a;\n"),
                         "  // " + "word " * 22 + "word\n  // word word end of it.\n  int a;\n")

    def test_a_contract_block_hangs_under_its_text(self):
        self.assertEqual(self.wrapped("a.h", "// Threads      " + "word " * 25 + "end\n// Errors       none.\n"),
                         "// Threads      " + "word " * 20 + "word\n//              word word word word end\n"
                         "// Errors       none.\n")

    def test_links_and_code_spans_stay_whole_and_no_list_begins(self):
        text = "word " * 22 + "word `a code span` - and [a link](b.md)\n"
        self.assertEqual(self.wrapped("a.md", text), "word " * 22 + "word\n`a code span` - and [a link](b.md)\n")

    def test_tables_fenced_blocks_and_code_stay(self):
        wide = "a " * 70
        for name, text in (("a.md", f"| {wide}|\n```\n{wide}\n```\n"), ("a.h", f"int a = {wide};  // b\n")):
            self.assertEqual(self.wrapped(name, text), text)


def add_case(rule, kind, number, files):
    def run(self):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            found = findings(rule, files)
        if rule == "formatting" and "note:" in said.getvalue():
            print(said.getvalue(), end="")
            return
        if kind == "bad":
            self.assertNotEqual(found, [], files)
        else:
            self.assertEqual(found, [], files)
    setattr(TidyTest, f"test_{rule}_{kind}_{number}", run)


for _rule, (_bad, _good) in CASES.items():
    for _number, _files in enumerate(_bad):
        add_case(_rule, "bad", _number, _files)
    for _number, _files in enumerate(_good):
        add_case(_rule, "good", _number, _files)


if __name__ == "__main__":
    cases.main()
