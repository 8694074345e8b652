"""Worker processes that follow the store which this one writes, as those of a web server do."""

from __future__ import annotations

import multiprocessing
import tempfile
import unittest

from advisor_engine import Engine, EngineError, EngineTimeoutError, NotFoundError, UnsupportedError
from support import practice_changes, run_program


def follow(folder, pipe):
    """In a spawned process: answers once it has come to the revision that it is given."""
    with Engine.open_follower(folder) as follower:
        pipe.send("ready")
        while (revision := pipe.recv()) is not None:
            reached = follower.wait_for_revision(revision, timeout_ms=60_000)
            try:
                code = follower.fold()
            except EngineError as error:
                code = error.code
            dashboard = follower.tenant("org-1").organization_dashboard()
            pipe.send((reached["revision"], code, follower.stats()["follower"]["last_error"], dashboard))


class Followers(unittest.TestCase):
    def compare(self, engine, pipes):
        """Every worker comes to the writer's newest revision, and answers as the writer does."""
        revision = engine.stats()["revision"]
        dashboard = engine.tenant("org-1").organization_dashboard()
        for pipe in pipes:
            pipe.send(revision)
        for pipe in pipes:
            self.assertEqual(pipe.recv(), (revision, "Unsupported", None, dashboard))

    def test_spawned_processes_follow_batches_and_folds_and_outlive_each_other_and_the_writer(self):
        context = multiprocessing.get_context("spawn")
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaises(NotFoundError):
                Engine.open_follower(folder)
            changes = practice_changes()
            engine = Engine.open(folder)
            engine.apply(changes)
            processes, pipes = [], []
            for _ in range(3):
                ours, theirs = context.Pipe()
                process = context.Process(target=follow, args=(folder, theirs), daemon=True)
                process.start()
                theirs.close()
                self.assertEqual(ours.recv(), "ready")
                processes.append(process)
                pipes.append(ours)
            self.compare(engine, pipes)
            for change in changes:
                engine.apply([change])
            engine.fold()
            engine.apply([{"table": "clients", "delete": "client-1"}])
            self.compare(engine, pipes)

            processes[1].kill()
            processes.pop(1).join()
            pipes.pop(1)
            engine.fold()
            engine.apply(changes)
            self.compare(engine, pipes)
            engine.close()
            with Engine.open(folder) as engine:
                engine.apply([{"table": "clients", "delete": "client-1"}])
                self.compare(engine, pipes)
            for process, pipe in zip(processes, pipes, strict=True):
                pipe.send(None)
                process.join()
                self.assertEqual(process.exitcode, 0)

    def test_a_wait_ends_at_its_deadline_and_a_follower_takes_no_writes(self):
        with tempfile.TemporaryDirectory() as folder, Engine.open(folder) as engine:
            with Engine.open_follower(folder) as follower:
                with self.assertRaises(EngineTimeoutError):
                    follower.wait_for_revision(1, timeout_ms=20)
                engine.apply(practice_changes())
                self.assertEqual(follower.wait_for_revision(1)["revision"], 1)
                with self.assertRaises(UnsupportedError):
                    follower.apply([])
            self.assertNotIn("follower", engine.stats())

    def test_a_process_exits_with_an_open_follower(self):
        with tempfile.TemporaryDirectory() as folder, Engine.open(folder):
            printed = run_program(
                f"""
                import threading
                from advisor_engine import Engine
                follower = Engine.open_follower({folder!r})
                threading.Thread(target=lambda: follower.wait_for_revision(9), daemon=True).start()
                print(follower.stats()["revision"])
                """
            )
            self.assertEqual(printed, "0")


if __name__ == "__main__":
    unittest.main()
