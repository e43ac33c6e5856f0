"""A real PostgreSQL server from Debian's package, in a folder of its own, for the tests of one run."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import psycopg

from tests.server import free_port

# Most tests write to few of the tables, and to empty one that is empty costs as much as to empty a full one.
# A test that left a transaction open is told, not waited for.
_EMPTY = """
    SET lock_timeout = '20s';
    DO $$
    DECLARE
        one record;
        holds boolean;
        full_ones text[] := '{}';
    BEGIN
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
            EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', one.tablename);
            EXECUTE format('SELECT EXISTS (SELECT FROM %I)', one.tablename) INTO holds;
            IF holds THEN
                full_ones := full_ones || quote_ident(one.tablename);
            END IF;
        END LOOP;
        IF full_ones <> '{}' THEN
            EXECUTE 'TRUNCATE ' || array_to_string(full_ones, ', ') || ' CASCADE';
        END IF;
        FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
            EXECUTE format('ALTER SEQUENCE %I RESTART', one.sequencename);
        END LOOP;
    END $$
"""


def find_postgres() -> Path | None:
    """Find the folder of the newest PostgreSQL server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


class PostgresServer:
    """A server on a free loopback port, gone at the end."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="workbench-postgres-"))
        self.port = free_port()

    def __enter__(self) -> "PostgresServer":
        # PostgreSQL refuses to run as root; Debian's package brings the user.
        self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "workbench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            [
                self.binaries / "postgres",
                *("-D", str(data), "-p", str(self.port), "-k", str(self.folder), "-h", "127.0.0.1"),
                *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=self.log,
            user=self.user.pw_uid,
            group=self.user.pw_gid,
            extra_groups=[],
            cwd=self.folder,
        )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGINT)  # "fast": it does not wait for connections
        self.process.wait(30)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, name: str) -> str:
        """Create a database and return its address as WORKBENCH_DATABASE_URL wants it."""
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self._address(name)

    def emptied(self, name: str) -> str:
        """Empty a migrated database and return its address: a small part of the cost of a new one."""
        with psycopg.connect(self._address(name), autocommit=True) as connection:
            connection.execute(_EMPTY)
        return self._address(name)

    def _address(self, name: str) -> str:
        return f"postgresql://workbench@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.binaries / program, *arguments],
            check=True,
            capture_output=True,
            user=self.user.pw_uid,
            group=self.user.pw_gid,
            extra_groups=[],
            cwd=self.folder,
        )

    def _wait(self) -> None:
        for _ in range(300):
            try:
                psycopg.connect(self._address("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                return
        raise TimeoutError(f"PostgreSQL did not start on port {self.port}")
