"""Acts from the road are taken once, each in a transaction of its own; conflicts are raised and settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, plugins
from core.access.queries import holds
from core.audit import Actor
from core.db import add_once, db
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.outbox.kinds import Kind, kind_named
from core.outbox.models import Conflict, SentAct
from core.outbox.terms import ALREADY, DONE, LATER, REFUSED, Answer, ArrivedAct
from core.transaction import transaction

MET = "met_another"
"""What transaction() says where another act came between: the same act may well succeed later."""


def take_act(act: ArrivedAct) -> Answer:
    """Does what a phone sent, once: a repeat is answered as before, a fault leaves nothing behind."""
    before = _answered_before(act)
    if before is not None:
        return before
    kind = kind_named(act.kind)
    if kind is None:
        return _refuse(act, Problem("unknown_kind", _("系统不认识这种操作，没有记录。")))
    problem = _admission_problem(kind, act)
    return _refuse(act, problem) if problem else _take(kind, act)


def _take(kind: Kind, act: ArrivedAct) -> Answer:
    try:
        with transaction() as session:
            if not _write_receipt(session, act, DONE):
                return _repeated(act)
            kind.act.take(act)
    except Refused as refused:
        if MET in refused.codes:
            return Answer(act.id, LATER)
        return _refuse(act, *refused.problems)
    except Exception as error:  # noqa: BLE001 - whatever a plugin raises, the phone keeps its act
        db.session.rollback()
        plugins.note_fault(kind.owner, f"take {act.kind}"[:80], error)
        return Answer(act.id, LATER, str(_("系统暂时出错，稍后会自动重发。")))
    return Answer(act.id, DONE)


def _admission_problem(kind: Kind, act: ArrivedAct) -> Problem | None:
    if not plugins.is_on(kind.owner, act.class_id):
        return Problem("plugin_off", _("本班没有启用这项功能，没有记录。"))
    if not kind.act.permission:
        if act.enrolment_id is None:
            return Problem("not_a_trainee", _("这项操作只能由学员本人的手机发送。"))
        return None
    if not holds(act.by, kind.act.permission, act.class_id):
        return Problem("no_right", _("没有进行这项操作的权限，没有记录。请找本班管理人员。"))
    return None


def _write_receipt(
    session: Session, act: ArrivedAct, state: str, problem: str = "", why: str = ""
) -> bool:
    values = {
        "id": act.id,
        "class_id": act.class_id,
        "kind": act.kind,
        "device": act.device,
        "seq": act.seq,
        "payload": act.payload,
        "happened_at": act.happened_at,
        "doubtful_time": act.doubtful_time,
        "arrived_at": act.arrived_at,
        "by": act.by.label,
        "by_name": act.by.name[:80],
        "state": state,
        "code": problem[:60],
        "message": why[:500],
        "seen_by": "",
    }
    return add_once(session, SentAct, values)


def _refuse(act: ArrivedAct, *problems: Problem) -> Answer:
    words = "；".join(str(one) for one in problems)[:500]
    try:
        with transaction() as session:
            if not _write_receipt(session, act, REFUSED, problems[0].code, words):
                return _repeated(act)
    except Refused:
        return Answer(act.id, LATER)
    return Answer(act.id, REFUSED, words)


def _repeated(act: ArrivedAct) -> Answer:
    """The answer to an act whose receipt another request wrote while this one waited."""
    return _answered_before(act) or Answer(act.id, LATER)


def _answered_before(act: ArrivedAct) -> Answer | None:
    receipt = db.session.execute(select(SentAct).where(SentAct.id == act.id)).scalar_one_or_none()
    if receipt is None:
        return None
    same = (receipt.class_id, receipt.by, receipt.kind) == (act.class_id, act.by.label, act.kind)
    if not same or receipt.payload != act.payload:
        return Answer(act.id, REFUSED, str(_("这个编号已经用于另一项操作，没有记录。")))
    return Answer(act.id, ALREADY, receipt.message if receipt.state == REFUSED else "")


def rehearse(_act: ArrivedAct) -> None:
    """Takes a rehearsal: its receipt is all that it leaves."""


# -- conflicts --------------------------------------------------------------------------------------


def raise_conflict(
    class_id: int, subject: str, title: str, words: str, link: str = "", *, at: datetime
) -> Conflict:
    """Puts before a person what two phones do not agree on; raised again, it is the same conflict.

    A settled one opens again only where there is something new to say. `link` is a path of ours.
    """
    with transaction() as session:
        held = _conflict(session, class_id, subject)
        if held is None:
            held = Conflict(class_id=class_id, subject=subject, title="", words="", raised_at=at)
            session.add(held)
        elif held.settled_at is not None and held.words == words[:500]:
            return held
        elif held.settled_at is not None:
            held.settled_at, held.settled_by, held.outcome, held.raised_at = None, "", "", at
        held.title, held.words, held.link = title[:120], words[:500], link[:255]
        session.flush()
    return held


def clear_conflict(class_id: int, subject: str, *, at: datetime) -> None:
    """Takes back a conflict that later acts dissolved; one that a person settled stays as it is."""
    with transaction() as session:
        held = _conflict(session, class_id, subject)
        if held is not None and held.settled_at is None:
            held.settled_at, held.settled_by = at, audit.SYSTEM.label
            held.outcome = str(_("后来的记录已经一致"))


def settle_conflict(conflict: Conflict, outcome: str, *, by: Actor, at: datetime) -> None:
    """Writes down how a person settled a conflict; Refused without a word of outcome."""
    words = outcome.strip()
    if not 1 <= len(words) <= 200:
        problem = Problem("outcome_missing", _("请写一句处理结果，最多 200 个字。"), "outcome")
        raise Refused(problem)
    with transaction():
        if conflict.settled_at is not None:
            raise Refused(Problem("settled", _("这条已经处理过了。")))
        conflict.settled_at, conflict.settled_by, conflict.outcome = at, by.label, words
        subject = f"conflict:{conflict.id}"
        audit.note(
            "outbox.settle", subject, by=by, at=at, class_id=conflict.class_id, outcome=words
        )


def tick_off(act: SentAct, *, by: Actor, at: datetime) -> None:
    """Notes that a person saw a refused act; a second tick changes nothing."""
    with transaction():
        if act.state != REFUSED:
            raise NotFound
        if act.seen_at is None:
            act.seen_at, act.seen_by = at, by.label


def _conflict(session: Session, class_id: int, subject: str) -> Conflict | None:
    wanted = select(Conflict).where(Conflict.class_id == class_id, Conflict.subject == subject)
    return session.execute(wanted).scalar_one_or_none()


def erase_acts(person_id: int, before: datetime) -> int:
    """Erases the receipts of what a trainee sent before `before`, inside the retention run's act."""
    with transaction() as session:
        by = Actor("trainee", person_id, "").label
        old = (
            session.execute(select(SentAct).where(SentAct.by == by, SentAct.arrived_at < before))
            .scalars()
            .all()
        )
        for row in old:
            session.delete(row)
    return len(old)
