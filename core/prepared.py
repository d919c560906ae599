"""Statements of the fast path: said in SQLAlchemy Core, compiled once, on SQLite run by the driver itself.

What SQLAlchemy does around a statement that it knows costs five times what SQLite needs to answer it. What it
makes of a statement is kept: the same text, the same types on the way in and out, the same rows by name.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite

from core.db import db

WATCHING: list[Callable[[str], None]] = []
"""Who counts statements is told of these, as SQLAlchemy's events tell of all others."""
NAMED = sqlite.dialect(paramstyle="named")
Change = Callable[[Any], Any]


class Prepared:
    """A statement whose first row is all that is wanted; elsewhere than on SQLite it goes SQLAlchemy's way.

    Each of its columns has a name of its own. An error of SQLite comes as the driver raises it.
    """

    def __init__(self, statement: Any) -> None:
        self.statement = statement

    def first(self, connection: Connection, values: dict[str, Any]) -> Any:
        """Runs it on this connection; the first row by name, or None where it gives none."""
        if connection.dialect.name != "sqlite":
            result = connection.execute(self.statement, values)
            return result.first() if result.returns_rows else None
        return self._run(connection.connection.dbapi_connection, values)

    def ask(self, values: dict[str, Any]) -> Any:
        """Reads the first row, or None; by the session's connection where it has one: nobody holds two."""
        if db.session.registry.has() and db.session().in_transaction():
            return db.session().execute(self.statement, values).first()
        if db.engine.dialect.name != "sqlite":
            with db.engine.connect() as connection:
                return self.first(connection, values)
        lent = db.engine.raw_connection()  # on SQLite a question outside an act begins nothing
        try:
            return self._run(lent.dbapi_connection, values)
        finally:
            lent.close()

    def _run(self, driver: Any, values: dict[str, Any]) -> Any:
        known = self._compiled
        given = {**known.fixed, **values}
        for name, inward in known.inward:
            given[name] = inward(given[name])
        for watch in WATCHING:
            watch(known.text)
        cursor = driver.execute(known.text, given)
        found = cursor.fetchone()
        cursor.close()
        if found is None:
            return None
        row = list(found)
        for place, outward in known.outward:
            row[place] = outward(row[place])
        return known.row._make(row)

    @cached_property
    def _compiled(self) -> _Compiled:
        made = self.statement.compile(dialect=NAMED, compile_kwargs={"render_postcompile": True})
        inward = {name: bound.type.dialect_impl(NAMED) for name, bound in made.binds.items()}
        columns = list(self.statement.exported_columns)
        outward = [column.type.dialect_impl(NAMED) for column in columns]
        changes = [(name, kind.bind_processor(NAMED)) for name, kind in inward.items()]
        returns = [kind.result_processor(NAMED, None) for kind in outward]
        return _Compiled(
            str(made),
            dict(made.params),
            [(name, change) for name, change in changes if change],
            [(place, change) for place, change in enumerate(returns) if change],
            namedtuple("Row", [column.key for column in columns]),
        )


class _Compiled(NamedTuple):
    """What SQLite is given of a statement, and how values and columns change on the way in and out."""

    text: str
    fixed: dict[str, Any]
    inward: list[tuple[str, Change]]
    outward: list[tuple[int, Change]]
    row: Any
