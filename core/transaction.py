"""transaction() and announce(): one service call, one commit; the only file that says commit."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from flask import g
from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.orm import Session

from core import plugins
from core.db import WRITE, db, is_collision
from core.errors import Problem, Refused
from core.events import Event
from core.i18n import gettext as _

log = logging.getLogger("jixun.transaction")
_ACT = "jixun_act"
ALONE = text("select pg_advisory_xact_lock(7410)")
BESIDE_OTHERS = text("select pg_advisory_xact_lock_shared(7410)")
_waiting = threading.local()


def _forget_locks() -> None:
    """A forked process that used its parent's open file would share the parent's lock."""
    _waiting.__dict__.clear()


os.register_at_fork(after_in_child=_forget_locks)


@dataclass
class _Act:
    events: list[Event] = field(default_factory=list)
    broken: bool = False
    brief: bool = False


@contextmanager
def transaction() -> Iterator[Session]:
    """Makes everything inside it one act: all of it is on disk when it ends, or none of it.

    A service that is called by another joins the outer act. What was read before is read anew, under
    the write lock, so that a guard never judges by yesterday's state. Facts announced inside are told
    after the commit. If an inner act raises, the outer one cannot be saved any more. Where somebody
    else's act came between, Refused says so.

    Acts queue: what one read, no other changes before it ends.
    """
    session = db.session()
    outer = _under_way()
    if outer is not None:
        if outer.brief:
            raise RuntimeError("a brief act holds nothing but its own statements")
        try:
            yield session
        except BaseException:
            outer.broken = True
            raise
        return
    act = session.info[_ACT] = _begun(session)
    try:
        with _write_lock(session.get_bind().engine), _saved(session, act):
            yield session
    finally:
        session.info.pop(_ACT, None)
    for event in act.events:
        plugins.tell(event)


@contextmanager
def _saved(session: Session, act: _Act) -> Iterator[None]:
    """Commits what is done inside, or takes it all back."""
    try:
        connection = session.connection(execution_options={WRITE: True})
        _take_turn(connection, ALONE)
        yield
        if act.broken:
            raise RuntimeError("an inner act failed: the outer one cannot be committed")
        session.commit()
    except BaseException as error:
        session.rollback()
        _say_collision(error)
        raise


@contextmanager
def brief_transaction() -> Iterator[Connection]:
    """An act of a few Core statements, each of which judges for itself (a check-in), without a session's upkeep.

    Keeps what transaction() promises, and holds one connection as it does: what was read before is let
    go. On PostgreSQL any number of these run at the same time. Inside a longer act it is a part of that.
    """
    if _under_way() is not None:
        with transaction() as session:
            session.flush()
            yield session.connection()
        return
    act = g.jixun_brief_act = _begun(_opened_session(), brief=True)
    try:
        with _committed(db.engine) as connection:
            yield connection
    finally:
        g.pop("jixun_brief_act", None)
    for event in act.events:
        plugins.tell(event)


@contextmanager
def _committed(engine: Engine) -> Iterator[Connection]:
    """A connection of its own, its work committed at the end or taken back."""
    try:
        with engine.connect() as connection:
            connection.execution_options(**{WRITE: True})
            # With the connection in hand: others wait no longer than for the act itself.
            with _write_lock(engine), connection.begin():
                _take_turn(connection, BESIDE_OTHERS)
                yield connection
    except BaseException as error:
        _say_collision(error)
        raise


def _say_collision(error: BaseException) -> None:
    """Raises Refused in the place of an error that only says that somebody else was faster."""
    if not is_collision(error):
        return
    log.warning("an act met another: %s", getattr(error, "orig", error))
    words = _("刚才有人同时改了同一内容，这次没有保存。请看一下现在的内容，再试一次。")
    raise Refused(Problem("met_another", words)) from error


def announce(event: Event) -> None:
    """Says inside an act what may be followed; told when the act is on disk, never if it fails."""
    act = _under_way()
    if act is None:
        raise RuntimeError("announce() outside transaction()")
    act.events.append(event)


def in_transaction() -> bool:
    """True inside an act."""
    return _under_way() is not None


def _under_way() -> _Act | None:
    """The act of this session, or the brief one, which needs none."""
    session = _opened_session()
    act: _Act | None = session.info.get(_ACT) if session is not None else None
    return act or g.get("jixun_brief_act")


def _opened_session() -> Session | None:
    return db.session() if db.session.registry.has() else None


def _begun(session: Session | None, *, brief: bool = False) -> _Act:
    """A new act; whatever the session has read before is let go, and its connection with it."""
    if session is not None:
        if session.new or session.deleted or any(session.is_modified(one) for one in session.dirty):
            raise RuntimeError("something was changed outside transaction()")
        session.rollback()
    return _Act(brief=brief)


def _take_turn(connection: Connection, how: TextClause) -> None:
    """On PostgreSQL, what the file's lock is on SQLite; held until the act ends, whatever ends it."""
    if connection.dialect.name == "postgresql":
        connection.execute(how)


@contextmanager
def _write_lock(engine: Engine) -> Iterator[None]:
    """On SQLite, writers queue in the kernel: fairer and faster than SQLite's own waiting."""
    path = _lock_file(engine)
    if path is None:
        yield
        return
    file = _opened(path)
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _opened(path: str) -> IO[str]:
    """The lock's file, open once in each thread; opened anew if somebody took it away."""
    held: dict[str, IO[str]] = _waiting.__dict__
    if path not in held or not os.fstat(held[path].fileno()).st_nlink:
        held[path] = Path(path).open("a")  # noqa: SIM115  (open as long as the thread lives)
    return held[path]


def _lock_file(engine: Engine) -> str | None:
    url = engine.url
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return f"{url.database}.lock"
