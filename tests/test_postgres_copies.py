"""What a test finds on PostgreSQL: nothing of the test before it, whatever that did."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from core.postgres_copies import EmptyDatabase


@pytest.fixture
def ours(database: str, request: pytest.FixtureRequest) -> EmptyDatabase:
    if database != "postgresql":
        pytest.skip("says something of PostgreSQL alone")
    found: EmptyDatabase = request.getfixturevalue("postgres_database")
    return found


def said(ours: EmptyDatabase, *statements: str) -> list[object]:
    engine = create_engine(ours.taken(), poolclass=NullPool)
    with engine.begin() as connection:
        answers = [connection.execute(text(one)) for one in statements]
        return list(answers[-1].scalars()) if answers[-1].returns_rows else []


PARENT = "INSERT INTO unit (name, created_at) VALUES ('市总工会', now())"
COUNT = "SELECT count(*) FROM unit"


def test_rows_and_numbers_of_one_test_are_gone_for_the_next(ours: EmptyDatabase) -> None:
    columns = said(
        ours, "SELECT column_name FROM information_schema.columns WHERE table_name = 'unit'"
    )
    assert "id" in columns
    said(ours, PARENT)
    before, was = said(ours, "SELECT id FROM unit"), ours.name
    ours.given_back()
    assert (said(ours, COUNT), ours.name) == ([0], was)
    said(ours, PARENT)
    assert said(ours, "SELECT id FROM unit") == before == [1]
    ours.given_back()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE unit ADD COLUMN extra integer",
        "ALTER TABLE unit ALTER COLUMN name DROP NOT NULL",
        "DELETE FROM alembic_version_core",
        "CREATE TABLE left_behind (id integer)",
    ],
)
def test_changed_tables_of_one_test_are_whole_for_the_next(
    ours: EmptyDatabase, change: str
) -> None:
    said(ours, change)
    was = ours.name
    ours.given_back()
    ours.taken()
    assert ours.name != was
    assert said(ours, "SELECT count(*) FROM alembic_version_core", COUNT) == [0]
    ours.given_back()


def test_connection_that_a_test_left_open_holds_nobody_up(ours: EmptyDatabase) -> None:
    engine = create_engine(ours.taken())
    holding = engine.connect()
    holding.execute(text("LOCK TABLE unit IN ACCESS EXCLUSIVE MODE"))
    ours.given_back()
    assert said(ours, COUNT) == [0]
    holding.invalidate()
    holding.close()
    engine.dispose()
    ours.given_back()
