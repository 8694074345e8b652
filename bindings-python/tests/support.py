"""What several tests need: a filled engine, the snapshot to load, and programs run in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import cast

from advisor_engine import Engine
from advisor_engine.types import Change

CHECKOUT = Path(__file__).resolve().parents[2]
CASES = CHECKOUT / "tests" / "cases"


def practice_changes() -> list[Change]:
    """The rows that the language-neutral cases use, too."""
    world = (CASES / "worlds" / "practice.json").read_text()
    return cast("list[Change]", json.loads(world))


def practice() -> Engine:
    """An engine that holds them."""
    engine = Engine.in_memory()
    engine.apply(practice_changes())
    return engine


def snapshot() -> Path:
    """The snapshot folder that whoever starts the tests has made: large enough that a load takes a while."""
    return Path(os.environ["ADVISOR_ENGINE_TEST_SNAPSHOT"])


def run_program(source: str, *, hooks: bool = False) -> str:
    """Runs a program in a process of its own and returns what it printed."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent), "PYTHONFAULTHANDLER": "1"}
    if hooks:
        environment["ADVISOR_ENGINE_TEST_HOOKS"] = "1"
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(source)],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout.strip()
