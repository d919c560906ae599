"""Statements of the fast path: said in SQLAlchemy Core, compiled once, on SQLite run by the driver itself.

What SQLAlchemy does around a statement that it knows costs five times what SQLite needs to answer it. What it
makes of a statement is kept: the same text, the same types on the way in and out, the same rows by name.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection
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

    It is given the same values by name each time, a write all that its table does not fill in by itself.
    Each column of its rows has a name of its own. An error of SQLite comes as the driver raises it.
    """

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self.compiled: _Compiled | None = None

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
        known = self.compiled or self._compile(values)
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

    def _compile(self, values: Collection[str]) -> _Compiled:
        spelt_out = {"render_postcompile": True}
        made = self.statement.compile(
            dialect=NAMED, column_keys=list(values), compile_kwargs=spelt_out
        )
        if unknown := [*made.insert_prefetch, *made.update_prefetch]:
            raise ValueError(f"SQLite does not know the default of {unknown[0]}: give a value")
        columns = list(self.statement.exported_columns)
        inward = {name: bound.type.dialect_impl(NAMED) for name, bound in made.binds.items()}
        changes = [(name, kind.bind_processor(NAMED)) for name, kind in inward.items()]
        outward = [column.type.dialect_impl(NAMED) for column in columns]
        returns = [kind.result_processor(NAMED, None) for kind in outward]
        self.compiled = _Compiled(
            str(made),
            dict(made.params),
            [(name, change) for name, change in changes if change],
            [(place, change) for place, change in enumerate(returns) if change],
            namedtuple("Row", [column.key for column in columns]),
        )
        return self.compiled


class _Compiled(NamedTuple):
    """What SQLite is given of a statement, and how values and columns change on the way in and out."""

    text: str
    fixed: dict[str, Any]
    inward: list[tuple[str, Change]]
    outward: list[tuple[int, Change]]
    row: Any
