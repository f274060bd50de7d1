#!/usr/bin/env python3
"""What the mutation script makes of a few lines, and which of it an argument in the source covers."""

import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
import cases  # pylint: disable=wrong-import-position
from mutation import mutants_of  # pylint: disable=wrong-import-position


def changes(text):
    return [(m.line, m.label, m.kind, m.change, m.argument) for m in mutants_of("a.h", text)]


class MutationTest(unittest.TestCase):
    def test_each_order_is_one_step_weaker(self):
        text = ("// [A] seq_cst: x\na.load(std::memory_order_seq_cst);\n"
                "// [B] seq_cst: x\na.store(1, std::memory_order_seq_cst);\n"
                "// [C] acq_rel: x\na.fetch_add(1, std::memory_order_acq_rel);\n"
                "// [D] relaxed: x\na.load(std::memory_order_relaxed);\n")
        self.assertEqual(changes(text), [(2, "A", "order", "seq_cst -> acquire", ""),
                                         (4, "B", "order", "seq_cst -> release", ""),
                                         (6, "C", "order", "acq_rel -> acquire", ""),
                                         (6, "C", "order", "acq_rel -> release", "")])

    def test_a_compare_exchange_loses_its_check_and_each_of_its_orders(self):
        text = ("// [A] release: x\n"
                "if (list[Index(at)].head->compare_exchange_weak(old, Made(1, 2), std::memory_order_release,\n"
                "                                                std::memory_order_acquire)) {\n")
        found = mutants_of("a.h", text.replace("->compare", ".compare"))
        self.assertEqual([m.change for m in found],
                         ["release -> relaxed", "acquire -> relaxed on failure", "stores without looking"])
        self.assertIn("if ((list[Index(at)].head.exchange(Made(1, 2), std::memory_order_release), true)) {\n",
                      found[2].text)

    def test_fences_and_pins_are_taken_out(self):
        text = "  // [A] fence: x\n  Sync::HeavyFence(site);\n  // pin: stays\n  // here.\n  Enter(1);\n}\n"
        fence, pin = mutants_of("a.h", text)
        self.assertIn("  ;\n", fence.text)
        self.assertIn("  // here.\n;\n}\n", pin.text)

    def test_comments_are_no_code(self):
        self.assertEqual(changes("// a.load(std::memory_order_acquire)\n/* Sync::LightFence(); */\n"), [])

    def test_an_argument_covers_its_label_or_one_order_of_it(self):
        text = ("// [A] acq_rel: pairs with [B].\n// equivalent (acquire): nothing is read after.\n"
                "a.exchange(1, std::memory_order_acquire);\n"
                "// [B] release: pairs with [A].\n// tool-blind: needs load buffering.\n"
                "b.compare_exchange_strong(x, y, std::memory_order_release, std::memory_order_acquire);\n"
                "\n"
                "b.load(std::memory_order_acquire);\n")
        self.assertEqual([(line, kind, argument) for line, _, kind, _, argument in changes(text)],
                         [(3, "order", "equivalent"), (6, "order", "tool-blind"), (6, "order", "tool-blind"),
                          (6, "claim", "tool-blind"), (8, "order", "")])


if __name__ == "__main__":
    cases.main()
