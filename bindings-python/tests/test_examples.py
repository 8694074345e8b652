"""The code that documents the package, run."""

from __future__ import annotations

import doctest
import re
import unittest
from pathlib import Path

import advisor_engine
from support import CHECKOUT, run_program

README = Path(__file__).parents[1] / "README.md"


class Examples(unittest.TestCase):
    def test_the_module_shows_what_it_does(self):
        results = doctest.testmod(advisor_engine)
        self.assertEqual(results.failed, 0)
        self.assertGreater(results.attempted, 1)

    def test_the_readme_runs_as_it_stands(self):
        blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
        self.assertGreater(len(blocks), 1)
        # As a notebook: one block after the other, in one namespace.
        printed = run_program("\n".join(blocks))
        self.assertIn("First Practice", printed)
        self.assertIn("adv-1", printed)

    def test_the_examples_of_the_project_run_as_they_stand(self):
        project = (CHECKOUT / "README.md").read_text()
        [short, sql] = re.findall(r"```python\n(.*?)```", project, re.DOTALL)
        self.assertIn("client_dashboard", short)
        self.assertIn("query_batches", sql)
        # Each is a program of its own.
        run_program(short)
        run_program(sql)


if __name__ == "__main__":
    unittest.main()
