"""A PostgreSQL server of our own for one run of the tests, from the programs that are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
# Nothing here must outlive the run, so nothing waits for the disk.
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


@dataclass
class PostgreSQL:
    """A running server that only this machine's socket reaches."""

    programs: Path
    folder: Path
    owner: str | None

    @classmethod
    def started(cls) -> PostgreSQL:
        """Makes a cluster in a throw-away folder and starts it; fails the run where it cannot."""
        folder = Path(
            tempfile.mkdtemp(prefix="jixun-pg-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
        )
        server = cls(_programs(), folder, _owner())
        if server.owner:
            shutil.chown(folder, server.owner)
        server._run("initdb", "-U", "jixun", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"{QUICK} -c listen_addresses='' -k {folder}"
        server._run("pg_ctl", "start", "-w", "-o", options, "-l", str(folder / "log"))
        return server

    @property
    def url(self) -> str:
        """The server without a database, as JIXUN_TEST_POSTGRES takes it."""
        return f"postgresql+psycopg://jixun@/?host={self.folder}"

    def stop(self) -> None:
        """Stops the server and takes its folder away."""
        self._run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *words]
        done = subprocess.run(
            command, user=self.owner, cwd=self.folder, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            pytest.exit(f"PostgreSQL: {program} failed with code {done.returncode}", 3)


def _programs() -> Path:
    on_path = shutil.which("pg_ctl")
    if on_path and shutil.which("initdb"):
        return Path(on_path).parent
    found = [
        one for place in PLACES for one in Path("/").glob(place[1:]) if (one / "initdb").exists()
    ]
    if not found:
        pytest.exit("PostgreSQL's programs are not installed: run `bin/setup --tests`", 3)
    return max(
        found,
        key=lambda one: [
            int(part) for part in one.parent.name.split("-")[-1].split(".") if part.isdigit()
        ],
    )


def _owner() -> str | None:
    """PostgreSQL refuses to run as root; its package brings a user of its own."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
