"""The database: one declarative base, UTC times, SQLite made durable, nothing said about committing."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

WRITE = "jixun_write"
"""The execution option that makes a connection begin a write transaction at once."""


class Base(DeclarativeBase):
    """Names every constraint, so that batch migrations can find it on SQLite."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:

    class Model(Base):
        """What every model derives from."""

        __abstract__ = True
else:
    Model = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in Python, UTC in the database; a naive time is a mistake and is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored: give it a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


COLLISIONS = {
    *("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_FOREIGNKEY"),
    *("23505", "23503", "40001", "40P01"),
}
"""How SQLite and PostgreSQL name it: the same key twice, a row gone meanwhile, two that wait for each other."""


def is_collision(error: DBAPIError) -> bool:
    """Whether somebody else's act came between, so that the same act may well succeed once more."""
    told = error.orig
    name = getattr(told, "sqlite_errorname", None) or getattr(told, "sqlstate", None)
    return name in COLLISIONS


def add_once(session: Session, model: type[Model], values: dict[str, Any]) -> bool:
    """Writes a row unless one with its key is there, so that two who do it at once both go on.

    Says whether this call wrote it.
    """
    dialects: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    made = dialects[session.get_bind().dialect.name](model)
    # Not by rowcount, which nobody promises for such an insert: it said 1 for a row that was there.
    written = made.values(values).on_conflict_do_nothing().returning(*inspect(model).primary_key)
    return session.execute(written).first() is not None


def init_app(app: Flask, url: str) -> None:
    """Binds the app to its database and, on SQLite, makes each commit durable and each write first."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {})
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            make_durable(db.engine)


def make_durable(engine: Engine) -> None:
    """Sets up each connection to SQLite: a commit is on disk when it returns, a write begins as one."""

    @event.listens_for(engine, "connect")
    def settings(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN, and only around writes
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=30000",
            "foreign_keys=ON",
            "wal_autocheckpoint=4000",  # 16 MB: copying back to the database is what a commit waits for
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Reads stay in autocommit; a deferred read-then-write would fail busy whatever the timeout.
        if connection.get_execution_options().get(WRITE):
            held: Any = connection.connection.dbapi_connection
            held.execute("BEGIN IMMEDIATE").close()
