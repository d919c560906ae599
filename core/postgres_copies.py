"""A PostgreSQL database for each test: one per worker, emptied between tests.

Where a test changed the tables themselves, the next one gets a copy of the template.
"""

from __future__ import annotations

import secrets
from typing import Any, LiteralString

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal
from sqlalchemy import make_url

SHAPE = """
SELECT md5(coalesce(string_agg(c.oid || ':' || c.xmin::text || ':' || c.relname, ',' ORDER BY c.oid), ''))
    || (SELECT md5(coalesce(string_agg(a.attrelid || ':' || a.attnum || ':' || a.xmin::text, ','
                                       ORDER BY a.attrelid, a.attnum), ''))
        FROM pg_attribute a JOIN pg_class k ON k.oid = a.attrelid
        WHERE k.relnamespace = 'public'::regnamespace)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
"""
"""Another value after any change of a table, an index or a column."""
TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
OTHERS_OUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SEQUENCES_BACK = """
SELECT setval(quote_ident(schemaname) || '.' || quote_ident(sequencename), 1, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""
ROWS = SQL("SELECT * FROM {}")
PROBE = SQL("(SELECT {} FROM {} LIMIT 1)")


def named(server: str, database: str) -> str:
    """The address of one database of a server."""
    return make_url(server).set(database=database).render_as_string(hide_password=False)


def on_server(server: str, statement: LiteralString | Composed) -> None:
    """Runs a statement that stands outside of any database of ours."""
    with _connected(server, "postgres") as connection:
        connection.execute(statement)


def _connected(server: str, database: str) -> psycopg.Connection[Any]:
    plain = named(server, database).replace("postgresql+psycopg://", "postgresql://")
    return psycopg.connect(plain, autocommit=True)


class EmptyDatabase:
    """The database of one worker; a test takes it empty and gives it back as it is.

    To empty the few tables that a test wrote to takes a tenth of the time that a copy takes.
    """

    def __init__(self, server: str, template: str) -> None:
        self.server, self.template = server, template
        self.name = ""
        self.shape: tuple[Any, ...] = ()

    def taken(self) -> str:
        """The address of a migrated, empty database."""
        if not self.name:
            self._copy()
        return named(self.server, self.name)

    def given_back(self) -> None:
        """Empties the database, or throws it away where its tables are no longer those of the template."""
        with _connected(self.server, self.name) as connection:
            connection.execute(OTHERS_OUT)
            usable = self._state(connection) == self.shape and self._is_emptied(connection)
        if not usable:
            self.dropped()

    def dropped(self) -> None:
        """Throws the database away."""
        if self.name:
            on_server(
                self.server, SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(self.name))
            )
        self.name = ""

    def _copy(self) -> None:
        self.name = f"jixun_test_{secrets.token_hex(6)}"
        with _connected(self.server, "postgres") as connection:
            # Three times as fast for a small database; PostgreSQL 14 knows no other way and no word for it.
            quick = connection.info.server_version >= 150000
            how = SQL("STRATEGY file_copy") if quick else SQL("")
            copy = SQL("CREATE DATABASE {} TEMPLATE {} {}")
            names = Identifier(self.name), Identifier(self.template)
            connection.execute(copy.format(*names, how))
        with _connected(self.server, self.name) as connection:
            tables = sorted(row[0] for row in connection.execute(TABLES))
            self.filled = self._filled(connection, tables)
            self.tables = [one for one in tables if one not in self.filled]
            self.shape = self._state(connection)

    def _state(self, connection: psycopg.Connection[Any]) -> tuple[Any, ...]:
        """The shape of the tables, and what stands in those that the template itself fills."""
        held = [
            sorted(map(str, connection.execute(ROWS.format(Identifier(one))).fetchall()))
            for one in self.filled
        ]
        shape = connection.execute(SHAPE).fetchone()
        return (shape, held)

    @staticmethod
    def _filled(connection: psycopg.Connection[Any], tables: list[str]) -> list[str]:
        probes = [PROBE.format(Literal(one), Identifier(one)) for one in tables]
        return [row[0] for row in connection.execute(SQL(" UNION ALL ").join(probes))]

    def _is_emptied(self, connection: psycopg.Connection[Any]) -> bool:
        """Takes out every row; not where the server does not let us go round foreign keys."""
        written = self._filled(connection, self.tables)
        try:
            connection.execute("SET session_replication_role = replica")
        except psycopg.errors.InsufficientPrivilege:
            return False
        for one in written:
            connection.execute(SQL("DELETE FROM {}").format(Identifier(one)))
        connection.execute(SEQUENCES_BACK)
        return True
