"""The types of the installed package: strict, complete, and those of what runs."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import tempfile
import tomllib
import unittest
from importlib import resources
from pathlib import Path

import advisor_engine
from advisor_engine import Engine, Pinned, Tenant, _native

PACKAGE = Path(str(resources.files(advisor_engine)))
TESTS = Path(__file__).parent


def run(*arguments):
    with tempfile.TemporaryDirectory() as folder:
        # Away from the checkout, so that it is the installed package that is checked.
        return subprocess.run(
            [sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=folder, check=False
        )


class Types(unittest.TestCase):
    def test_package_and_its_use_are_strict(self):
        strict = ["mypy", "--strict", "--disallow-any-explicit", "--disallow-any-unimported", "--cache-dir=.cache"]
        for what in (["-p", "advisor_engine"], [str(TESTS / "typing" / "usage.py")]):
            done = run(*strict, *what)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_stubs_say_what_the_native_part_has(self):
        done = run("mypy.stubtest", "advisor_engine._native")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_nothing_is_any(self):
        files = [*PACKAGE.glob("*.py"), *PACKAGE.glob("*.pyi")]
        self.assertIn("_native.pyi", {file.name for file in files})
        self.assertTrue((PACKAGE / "py.typed").exists())
        for file in files:
            names = {
                node.id if isinstance(node, ast.Name) else node.attr
                for node in ast.walk(ast.parse(file.read_text()))
                if isinstance(node, (ast.Name, ast.Attribute))
            }
            self.assertNotIn("Any", names, file.name)

    def test_every_operation_has_its_methods_and_every_method_its_words(self):
        handles = (Engine, Pinned, Tenant)
        for name in _native.operation_names():
            owners = [handle for handle in handles if hasattr(handle, name)]
            self.assertTrue(owners, name)
            for owner in owners:
                method = getattr(owner, name)
                self.assertTrue(inspect.getdoc(method), name)
                parameters = inspect.signature(method).parameters
                self.assertTrue({"timeout_ms", "cancel"} <= set(parameters), name)
                self.assertEqual("progress" in parameters, hasattr(owner, f"async_{name}"), name)

    def test_versions_agree(self):
        checkout = TESTS.parents[1]
        version = tomllib.loads((checkout / "Cargo.toml").read_text())["workspace"]["package"]["version"]
        self.assertEqual(advisor_engine.__version__, version)


if __name__ == "__main__":
    unittest.main()
