"""The language-neutral cases, through the typed methods."""

from __future__ import annotations

import inspect
import json
import keyword
import re
import struct
import tempfile
import unittest

from advisor_engine import Engine, EngineError, _native
from support import CASES

CASE_KEYS = {"summary", "config", "world", "steps"}
STEP_KEYS = {"call", "tenant", "pinned", "request", "ignored", "answer", "error"}
VOLATILE = {"revision", "as_of", "last_refreshed", "elapsed_ms", "mean_load_us"}


def snake(name):
    return re.sub("[A-Z]", lambda letter: "_" + letter.group().lower(), name)


def in_python(value):
    """A value of the wire with its keys as Python spells them; within the columns of a row they are the data's."""
    if isinstance(value, dict):
        return {
            snake(key): spelled_row(item) if key == "upsert" else [spelled_row(row) for row in item]
            if key == "rows"
            else in_python(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [in_python(item) for item in value]
    return value


def spelled_row(row):
    if isinstance(row, list):
        # Of SQL, whose columns are named once.
        return row
    return row and {snake(column): value for column, value in row.items()}


def with_folder(value, folder):
    return json.loads(json.dumps(value).replace("{temporary}", folder))


def stripped(value):
    if isinstance(value, dict):
        return {key: stripped(item) for key, item in value.items() if key not in VOLATILE}
    if isinstance(value, list):
        return [stripped(item) for item in value]
    return value


def exact(value):
    """A value that equals another only if types and the bits of floats do."""
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return ("float", struct.pack("<d", value)) if isinstance(value, float) else (type(value), value)


class Cases(unittest.TestCase):
    maxDiff = None

    def test_every_case_is_answered_as_written(self):
        called = set()
        files = sorted(CASES.glob("*.json"))
        self.assertTrue(files)
        for file in files:
            case = json.loads(file.read_text())
            self.assertLessEqual(set(case), CASE_KEYS, file.name)
            with (
                tempfile.TemporaryDirectory() as folder,
                Engine.in_memory(in_python(case.get("config") or {})) as engine,
            ):
                if "world" in case:
                    engine.apply(json.loads((CASES / "worlds" / f"{case['world']}.json").read_text()))
                for index, step in enumerate(case["steps"]):
                    with self.subTest(file=file.name, step=index, call=step["call"]):
                        self.run_step(engine, step, folder)
                    called.add(step["call"])
        self.assertEqual(called, set(_native.operation_names()))

    def run_step(self, engine, step, folder):
        self.assertLessEqual(set(step), STEP_KEYS)
        self.assertEqual("answer" in step, "error" not in step)
        handle = engine.pin() if step.get("pinned") else engine
        if "tenant" in step:
            handle = handle.tenant(step["tenant"])
        method = getattr(handle, step["call"])
        request = in_python(with_folder(step["request"], folder))
        # A name that is a word of the language has an underscore behind it, as PEP 8 wants.
        request = {f"{name}_" if keyword.iskeyword(name) else name: value for name, value in request.items()}
        error = step.get("error")
        try:
            inspect.signature(method).bind(**request)
        except TypeError:
            # Python itself refuses an argument that is missing or too many.
            self.assertEqual(error, {"code": "InvalidArgument", "message": None})
            self.assertRaises(TypeError, method, **request)
            return
        if error is None:
            answer = method(**request)
            if isinstance(answer, dict):
                ignored = {snake(key) for key in step.get("ignored", [])}
                answer = {key: value for key, value in answer.items() if key not in ignored}
            self.assertEqual(exact(stripped(answer)), exact(in_python(step["answer"])))
            return
        self.assertEqual(set(error), {"code", "message"})
        with self.assertRaises(EngineError) as raised:
            method(**request)
        self.assertEqual(raised.exception.code, error["code"])
        self.assertEqual(raised.exception.operation, step["call"])
        if error["message"] is not None:
            found = raised.exception.message.replace(folder, "{temporary}")
            self.assertEqual(found, error["message"])


if __name__ == "__main__":
    unittest.main()
