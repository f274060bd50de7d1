"""docs/guide.md, followed to the letter: what stands there is built outside of the tree against the installed library.

usage: guide_test.py GUIDE BUILD_FOLDER SANITIZERS LIBDIR BOOST_IN_A_TASK
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import cases  # pylint: disable=wrong-import-position

FILE = re.compile(r"^`(\S+)`:\n\n```\w*\n(.*?)^```$", re.M | re.S)
CHANGE = re.compile(r"^-(.*)\n\+(.*)$", re.M)
PREFIX = "opt/reprise"


def run(*command, cwd=None, env=None):
    done = subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    return done.returncode, done.stdout


class Guide(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = pathlib.Path(GUIDE).read_text(encoding="utf-8")
        cls.folder = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        cls.home = pathlib.Path(cls.folder.name)
        cls.install()
        cls.shop = cls.build("shop", cls.files())

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def install(cls):
        """What `meson install` puts down, moved to another place: nothing may depend on where it was built for."""
        staged = cls.home / "staged"
        code, said = run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", str(staged), "--tags",
                         "runtime,devel")
        assert code == 0, said
        found = list(staged.rglob("reprise.pc"))
        assert len(found) == 1, f"reprise.pc: {found}"
        prefix = found[0].parent.parent
        for _ in pathlib.PurePath(LIBDIR).parts:
            prefix = prefix.parent
        cls.prefix = cls.home / PREFIX
        cls.prefix.parent.mkdir(parents=True)
        prefix.rename(cls.prefix)
        libraries = str(cls.prefix / LIBDIR)
        cls.env = {**os.environ, "PKG_CONFIG_PATH": libraries + "/pkgconfig", "LD_LIBRARY_PATH": libraries}

    @classmethod
    def files(cls):
        return dict(FILE.findall(cls.text))

    @classmethod
    def build(cls, name, files):
        """The program of these files."""
        folder = cls.home / name
        folder.mkdir()
        for file, text in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8")
        for command in (["meson", "setup", "build", f"-Db_sanitize={SANITIZE}", "-Db_lundef=false"],
                        ["ninja", "-C", "build"]):
            code, said = run(*command, cwd=folder, env=cls.env)
            assert code == 0, said
        return str(folder / "build" / "shop")

    def call(self, program, *arguments):
        return run(program, *arguments, env=self.env, cwd=self.home)

    def test_the_program_records_and_replays_exactly(self):
        for number in range(5):
            log = f"exact{number}.mcap"
            self.assertEqual(self.call(self.shop, "record", log), (0, "recorded\n"))
            code, said = self.call(self.shop, "replay", log)
            self.assertEqual(code, 0, said)
            self.assertRegex(said, r"^exact: [1-9][0-9]* messages, [1-9][0-9]* ops")

    def test_another_version_of_the_program_is_caught(self):
        (before, after), = CHANGE.findall(self.text)
        files = self.files()
        self.assertEqual(files["shop.cc"].count(before.strip()), 1)
        files["shop.cc"] = files["shop.cc"].replace(before.strip(), after.strip())
        changed = self.build("changed", files)
        self.assertEqual(self.call(self.shop, "record", "before.mcap")[0], 0)
        code, said = self.call(changed, "replay", "before.mcap")
        self.assertEqual(code, 1, said)
        self.assertIn("diverged", said)
        self.assertIn("/sold", said)
        self.assertIn("pieces", said)

    def test_the_tool_reads_the_log(self):
        tool = str(self.prefix / "bin" / "reprise")
        self.assertEqual(self.call(self.shop, "record", "tool.mcap")[0], 0)
        code, said = self.call(tool, "info", "tool.mcap")
        self.assertEqual(code, 0, said)
        self.assertIn("/sold", said)

    def test_folders_of_the_programs_own_may_be_called_as_ours(self):
        files = self.files()
        files["task/spawn.h"] = "#pragma once\ninline const char* Spawned() { return \"its own task/spawn.h\"; }\n"
        files["log/log_file.h"] = "#pragma once\ninline const char* Logged() { return \"its own log/log_file.h\"; }\n"
        own = '#include "log/log_file.h"\n#include "order.h"\n#include "task/spawn.h"\n'
        says = 'int main(int argc, char** argv) {\n  std::printf("%s, %s\\n", Spawned(), Logged());\n'
        for before, after in (('#include "order.h"\n', own), ("int main(int argc, char** argv) {\n", says)):
            self.assertEqual(files["shop.cc"].count(before), 1)
            files["shop.cc"] = files["shop.cc"].replace(before, after)
        shop = self.build("own_folders", files)
        said = "its own task/spawn.h, its own log/log_file.h\n"
        self.assertEqual(self.call(shop, "record", "own.mcap"), (0, said + "recorded\n"))
        self.assertEqual(self.call(shop, "replay", "own.mcap")[0], 0)

    def test_every_installed_header_compiles_among_headers_of_the_same_names(self):
        root = self.prefix / "include" / "reprise"
        headers = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.h"))
        self.assertIn("replay/session/program_log.h", headers)
        source = self.home / "all" / "all.cc"
        for header in headers:
            own = source.parent / header
            own.parent.mkdir(parents=True, exist_ok=True)
            own.write_text(f"#error a header of the program was included in place of <reprise/{header}>\n",
                           encoding="utf-8")
        source.write_text("".join(f"#include <reprise/{header}>\n" for header in headers), encoding="utf-8")
        code, flags = run("pkg-config", "--cflags", "reprise", env=self.env)
        self.assertEqual(code, 0, flags)
        compiler = os.environ.get("CXX", "c++").split()
        code, said = run(*compiler, "-std=c++20", "-fsyntax-only", f"-I{source.parent}", *flags.split(), str(source))
        self.assertEqual(code, 0, said)

    def test_the_library_and_a_program_that_uses_boost_share_one_boost_fiber(self):
        code, flags = run("pkg-config", "--cflags", "--libs", "reprise", env=self.env)
        self.assertEqual(code, 0, flags)
        program = str(self.home / "boost_in_a_task")
        compiler = os.environ.get("CXX", "c++").split()
        sanitize = [] if SANITIZE == "none" else [f"-fsanitize={SANITIZE}"]
        code, said = run(*compiler, "-std=c++20", *sanitize, BOOST_IN_A_TASK, "-o", program, *flags.split())
        self.assertEqual(code, 0, said)
        self.assertEqual(self.call(program), (0, "ended, 2 fibers\n"))
        libraries = self.prefix / LIBDIR
        for file in [program, *map(str, libraries.glob("libreprise.so"))]:
            with self.subTest(file=file):
                code, needs = run("ldd", file, env=self.env)
                self.assertEqual(code, 0, needs)
                self.assertEqual(len(re.findall(r"^\s*lib\w*boost_fiber\.so", needs, re.M)), 1, needs)
                code, defined = run("nm", "-C", "--defined-only", file)
                self.assertEqual(code, 0, defined)
                self.assertNotIn("boost::fibers::context::active", defined)

    def test_the_program_has_some_fifty_lines(self):
        self.assertLessEqual(len(self.files()["shop.cc"].splitlines()), 65)


GUIDE, BUILD, SANITIZE, LIBDIR, BOOST_IN_A_TASK = sys.argv[1:6]
del sys.argv[1:]
cases.main()
