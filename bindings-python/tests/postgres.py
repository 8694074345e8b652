"""A PostgreSQL server that tests start for themselves, with the backend's tables."""

from __future__ import annotations

import ctypes
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from support import CHECKOUT, practice_changes

OLDEST_MAJOR = 15
HOST_OWNED = ("advisor_embeddings", "scoring_profiles")
PRACTICE = [change for change in practice_changes() if change["table"] not in HOST_OWNED]
"""The rows of the language-neutral cases, without those that no backend has."""

# Only one user needs a password.
ACCESS = """
local all all trust
host all guarded 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
host replication all 127.0.0.1/32 trust
"""

SETTINGS = (
    "fsync=off full_page_writes=off wal_level=logical autovacuum=off timezone=UTC lc_messages=C logging_collector=off "
    "log_destination=stderr max_replication_slots=50 max_wal_senders=50"
).split()


def printed(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def programs():
    """The folder of the server's programs: in `PATH`, of `pg_config`, or Debian's, the newest first."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("[0-9]*"), key=lambda folder: -int(folder.name)
    )
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    folders += [Path(printed("pg_config", "--bindir") or "/nowhere"), *(folder / "bin" for folder in debian)]
    for folder in folders:
        version = re.search(r"\d+", printed(str(folder / "postgres"), "--version"))
        if (folder / "initdb").is_file() and version and int(version[0]) >= OLDEST_MAJOR:
            return folder
    raise RuntimeError(
        f"this test needs PostgreSQL {OLDEST_MAJOR} or newer; install it with `apt-get install postgresql` "
        "(Debian, Ubuntu) or `brew install postgresql@16` (macOS)"
    )


def unprivileged():
    """Whom the server runs as: nobody else, unless this is root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root; add a user with `useradd --system postgres`")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Cluster:
    """A server on a free port of the loopback, until it is removed."""

    def __init__(self):
        self.programs = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="advisor-engine-postgres-"))
        self.data = self.folder / "data"
        self.server = None
        self.database_count = 0
        user = unprivileged()
        self.run = {"cwd": self.folder, "env": os.environ | {"LC_ALL": "C"}}
        if user is not None:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.run |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        initdb = [self.programs / "initdb", "--username=test", "--auth=trust", "--no-sync", "--encoding=UTF8"]
        subprocess.run(
            [*initdb, "--locale=C", "--pgdata", self.data], check=True, capture_output=True, **self.run
        )
        (self.data / "pg_hba.conf").write_text(ACCESS)
        # Another process may take the port between its choice and its use.
        for attempt in range(10):
            self.port = free_port()
            try:
                self.serve()
                break
            except RuntimeError as error:
                if attempt == 9 or "Address already in use" not in str(error):
                    raise
        self.query("postgres", "CREATE ROLE guarded LOGIN PASSWORD 'right'")

    def serve(self):
        """Starts the server on the cluster's port."""
        settings = [word for setting in SETTINGS for word in ("-c", setting)]
        self.server = subprocess.Popen(
            [self.programs / "postgres", "-D", self.data, "-k", self.folder, "-h", "127.0.0.1", "-p", str(self.port)]
            + settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            # Ctrl-C in a terminal is for the tests alone.
            start_new_session=True,
            preexec_fn=_die_with_parent,
            **self.run,
        )
        log = ""
        for line in self.server.stderr:
            log += line
            if "database system is ready to accept connections" in line:
                return
        raise RuntimeError(f"PostgreSQL did not start:\n{log}")

    def stop(self):
        """Ends the server at once; its sessions with it."""
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)
            self.server.communicate()
            self.server = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def query(self, database, statements):
        """Runs statements, and returns what the last one prints."""
        # Of any version, and sometimes beside the others, sometimes not.
        beside = self.programs / "psql"
        psql = [beside if beside.is_file() else "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(
            [*psql, "-h", "127.0.0.1", "-p", str(self.port), "-U", "test", "-d", database],
            input=statements,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout.strip()

    def database(self, changes=()):
        """A database with the backend's tables, and rows if given."""
        self.database_count += 1
        database = Database(self, f"test_{self.database_count}")
        self.query("postgres", f"CREATE DATABASE {database.name}")
        database.query((CHECKOUT / "tests" / "postgres" / "tables.sql").read_text())
        database.insert(changes)
        return database


def _die_with_parent():
    """Where the tests are killed, the kernel ends the server."""
    if os.uname().sysname == "Linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGQUIT)


class Database:
    def __init__(self, cluster, name):
        self.cluster = cluster
        self.name = name

    @property
    def source(self):
        """How an engine reaches it; every database has a slot of its own, which belongs to the whole server."""
        connection = f"postgresql://test@127.0.0.1:{self.cluster.port}/{self.name}"
        return {"connection": connection, "slot": f"slot_{self.name}"}

    def query(self, statements):
        return self.cluster.query(self.name, statements)

    def insert(self, changes=()):
        """Writes rows as the engine's own changes say them, and returns the position to wait for."""
        statements = []
        for change in changes:
            table = change["table"]
            row = json.dumps(change["upsert"]).replace("'", "''")
            statements.append(f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, '{row}');")
        return self.query(f"BEGIN; {' '.join(statements)} COMMIT; SELECT pg_current_wal_insert_lsn()")
