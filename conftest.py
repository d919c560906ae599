"""Gives every test, of the core and of our plugins, the fixtures that plugin authors get too.

`--database=postgresql` runs the tests that meet the database once more, on a server of our own.
"""

from __future__ import annotations

import os

import pytest

pytest_plugins = ["core.testing"]
ELSEWHERE = {"browser", "sqlite"}
"""Marks of tests that say nothing new on PostgreSQL: pages in a browser, SQLite's own ways."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """One server for all workers; they inherit its address."""
    if config.getoption("database") != "postgresql" or "JIXUN_TEST_POSTGRES" in os.environ:
        return
    from tests.postgresql import PostgreSQL

    server = PostgreSQL.started()
    config.add_cleanup(server.stop)
    os.environ["JIXUN_TEST_POSTGRES"] = server.url


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("database") != "postgresql":
        return
    wanted = [one for one in items if meets_the_database(one)]
    config.hook.pytest_deselected(items=[one for one in items if one not in wanted])
    items[:] = wanted


def meets_the_database(item: pytest.Item) -> bool:
    """Whether a test stands on a database that the fixtures made."""
    marks = {mark.name for mark in item.iter_markers()}
    return "settings" in getattr(item, "fixturenames", ()) and not marks & ELSEWHERE
