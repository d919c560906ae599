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

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
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


@contextmanager
def transaction(*, beside_others: bool = False) -> Iterator[Session]:
    """Makes everything inside it one act: all of it is on disk when it ends, or none of it.

    A service that is called by another joins the outer act. What was read before is read anew, under
    the write lock, so that a guard never judges by yesterday's state. Facts announced inside are told
    after the commit. If an inner act raises, the outer one cannot be saved any more. Where somebody
    else's act came between, Refused says so.

    Acts queue: what one read, no other changes before it ends. `beside_others` is for an act whose every
    statement judges for itself (a check-in): on PostgreSQL any number of these run at the same time.
    """
    session = db.session()
    outer: _Act | None = session.info.get(_ACT)
    if outer is not None:
        try:
            yield session
        except BaseException:
            outer.broken = True
            raise
        return
    act = _begun(session)
    try:
        with _write_lock(session), _saved(session, act):
            _take_turn(session, beside_others=beside_others)
            yield session
    finally:
        session.info.pop(_ACT, None)
    for event in act.events:
        plugins.tell(event)


@contextmanager
def _saved(session: Session, act: _Act) -> Iterator[None]:
    """Commits what is done inside, or takes it all back."""
    try:
        session.connection(execution_options={WRITE: True})
        yield
        if act.broken:
            raise RuntimeError("an inner act failed: the outer one cannot be committed")
        session.commit()
    except BaseException as error:
        session.rollback()
        if isinstance(error, DBAPIError) and is_collision(error):
            log.warning("an act met another: %s", error.orig)
            raise Refused(_met()) from error
        raise


def _met() -> Problem:
    words = _("刚才有人同时改了同一内容，这次没有保存。请看一下现在的内容，再试一次。")
    return Problem("met_another", words)


def announce(event: Event) -> None:
    """Says inside an act what may be followed; told when the act is on disk, never if it fails."""
    act: _Act | None = db.session().info.get(_ACT)
    if act is None:
        raise RuntimeError("announce() outside transaction()")
    act.events.append(event)


def in_transaction() -> bool:
    """True inside an act."""
    return _ACT in db.session().info


def _begun(session: Session) -> _Act:
    if session.new or session.deleted or any(session.is_modified(one) for one in session.dirty):
        raise RuntimeError("something was changed outside transaction()")
    session.rollback()
    act = _Act()
    session.info[_ACT] = act
    return act


def _take_turn(session: Session, *, beside_others: bool) -> None:
    """On PostgreSQL, what the file's lock is on SQLite; held until the act ends, whatever ends it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(BESIDE_OTHERS if beside_others else ALONE)


@contextmanager
def _write_lock(session: Session) -> Iterator[None]:
    """On SQLite, writers queue in the kernel: fairer and faster than SQLite's own waiting."""
    path = _lock_file(session)
    if path is None:
        yield
        return
    held = getattr(_waiting, "files", None)
    if held is None:
        held = _waiting.files = {}
    if path not in held or not path.exists():
        held[path] = path.open("a")
    fcntl.flock(held[path], fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(held[path], fcntl.LOCK_UN)


def _lock_file(session: Session) -> Path | None:
    bind = session.get_bind()
    url = bind.engine.url if isinstance(bind, Connection) else bind.url
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(f"{url.database}.lock")
