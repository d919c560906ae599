"""Gives every test, of the core and of our plugins, the fixtures that plugin authors get too.

`--database=both` asks each test that meets the database a second time, on a PostgreSQL server of our own.
"""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pytest

pytest_plugins = ["core.testing"]
DATABASES = {"sqlite": ["sqlite"], "postgresql": ["postgresql"], "both": ["sqlite", "postgresql"]}
ON_SQLITE_ONLY = {"browser", "sqlite"}
"""Marks of tests that say nothing new on PostgreSQL: pages in a browser, SQLite's own ways."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=sorted(DATABASES), default="sqlite")


MEMORY = Path("/dev/shm")  # noqa: S108 - a test's files need no disk, and a commit there waits for none
ROOMY = 4 * 1024**3


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Puts the tests' files into memory where there is room, looks for garbage less often, starts a server."""
    # Each test makes an app of its own: looking for garbage in it at every turn was a quarter of a run.
    gc.set_threshold(20_000, 20, 20)
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOMY:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    _start_postgresql(config)


def _start_postgresql(config: pytest.Config) -> None:
    """Workers inherit the address of the one server."""
    if config.getoption("database") == "sqlite" or "JIXUN_TEST_POSTGRES" in os.environ:
        return
    from tests.postgresql import PostgreSQL

    server = PostgreSQL.started()
    config.add_cleanup(server.stop)
    os.environ["JIXUN_TEST_POSTGRES"] = server.url


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "settings" not in metafunc.fixturenames:
        return
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    asked = DATABASES[metafunc.config.getoption("database")]
    metafunc.parametrize("database", ["sqlite"] if marks & ON_SQLITE_ONLY else asked)
