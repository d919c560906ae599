"""Time in a sitting: more for a person, a group or all, while they write; closed early, opened again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from core.audit import Actor
from core.db import db
from core.enrolment.models import Enrolment, Group
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Sitting, SittingExtra
from plugins.quizzes.queries.attempts import closed_ones
from plugins.quizzes.queries.progress import extra_of, extras_of
from plugins.quizzes.rules.sittings import MOST_EXTRA, minutes_problem
from plugins.quizzes.services.collecting import collect_overdue
from plugins.quizzes.services.marking import mark_attempts
from plugins.quizzes.services.papers import open_class
from plugins.quizzes.services.sittings import note_sitting
from plugins.quizzes.terms import Ended, Phase


@dataclass(frozen=True)
class Extra:
    """So many minutes more than they have, for a person or a group, and why."""

    minutes: int | None
    enrolment_id: int | None = None
    group_id: int | None = None
    why: str = ""


def give_extra(sitting: Sitting, extra: Extra, *, by: Actor, at: datetime) -> int:
    """Gives a person or a group more time; whoever writes has it at once. Says how many those are."""
    with transaction():
        open_class(sitting)
        minutes, people = _minutes(extra.minutes), _people(sitting, extra)
        before = extras_of(sitting.id)
        for row in _rows_for(sitting, extra, people, before):
            if row.minutes + minutes > MOST_EXTRA:
                words = _("加起来最多 %(most)d 分钟。", most=MOST_EXTRA)
                raise Refused(Problem("extra_long", words, "minutes"))
            row.minutes += minutes
            row.why = " ".join(extra.why.split())[:200] or row.why
            db.session.add(row)
        moved = move_ends(_running(sitting, [one.id for one in people]), minutes)
        sitting.version += 1
        whom = (
            f"enrolment:{extra.enrolment_id}" if extra.enrolment_id else f"group:{extra.group_id}"
        )
        note_sitting(
            "give_extra", sitting, by=by, at=at, whom=whom, minutes=minutes, why=extra.why[:200]
        )
    return moved


def _rows_for(
    sitting: Sitting, extra: Extra, people: list[Enrolment], before: list[SittingExtra]
) -> list[SittingExtra]:
    """The rows that grow: a person's own begins with what their group has; a group's takes its members' own along."""
    ids = {one.id for one in people}
    if extra.enrolment_id is not None:
        own = [one for one in before if one.enrolment_id == extra.enrolment_id]
        had = extra_of(people[0], before)
        made = SittingExtra(
            sitting_id=sitting.id, enrolment_id=extra.enrolment_id, minutes=had, why=""
        )
        return own or [made]
    shared = [one for one in before if one.group_id == extra.group_id]
    made = SittingExtra(sitting_id=sitting.id, group_id=extra.group_id, minutes=0, why="")
    return [*(shared or [made]), *(one for one in before if one.enrolment_id in ids)]


def take_extra(sitting: Sitting, extra_id: int, *, by: Actor, at: datetime) -> None:
    """Takes extra time back; who writes keeps at least this moment."""
    with transaction() as session:
        open_class(sitting)
        row = session.get(SittingExtra, extra_id)
        if row is None or row.sitting_id != sitting.id:
            return
        people = _people(sitting, Extra(1, row.enrolment_id, row.group_id))
        before = extras_of(sitting.id)
        after = [one for one in before if one.id != row.id]
        for attempt in _running(sitting, [one.id for one in people]):
            one = next(who for who in people if who.id == attempt.enrolment_id)
            less = timedelta(minutes=extra_of(one, before) - extra_of(one, after))
            attempt.ends_at = max(attempt.ends_at - less, min(at, attempt.ends_at))
        session.delete(row)
        sitting.version += 1
        note_sitting("take_extra", sitting, by=by, at=at, minutes=row.minutes)


def _people(sitting: Sitting, extra: Extra) -> list[Enrolment]:
    """Whom it is for; Refused where that is nobody of this class."""
    rows = select(Enrolment).where(Enrolment.class_id == sitting.class_id)
    if extra.enrolment_id is not None:
        found = list(db.session.execute(rows.where(Enrolment.id == extra.enrolment_id)).scalars())
        there = bool(found)
    else:
        group = db.session.get(Group, extra.group_id) if extra.group_id is not None else None
        there = group is not None and group.class_id == sitting.class_id
        found = list(db.session.execute(rows.where(Enrolment.group_id == extra.group_id)).scalars())
    if not there:
        raise Refused(Problem("nobody", _("请选择本班的一位学员或一个组。"), "whom"))
    return found


def extend_all(sitting: Sitting, minutes: int | None, *, by: Actor, at: datetime) -> int:
    """Lets a sitting close later, and everybody who writes go on as much longer; says how many those are."""
    with transaction():
        open_class(sitting)
        more = _minutes(minutes)
        over = sitting.closed_at is not None or sitting.closes_at <= at
        if sitting.published_at is None or over:
            words = _("这场测验没有在进行，不用延长；要再开放，请按“重新开放”。")
            raise Refused(Problem("not_running", words))
        collect_overdue(sitting, at=at)
        sitting.closes_at += timedelta(minutes=more)
        moved = move_ends(_running(sitting), more)
        sitting.version += 1
        note_sitting("extend_sitting", sitting, by=by, at=at, minutes=more, writing=moved)
    return moved


def close_early(sitting: Sitting, *, by: Actor, at: datetime) -> int:
    """Closes a sitting now and collects what is being written; says how many papers. A second press changes nothing."""
    with transaction():
        open_class(sitting)
        if sitting.published_at is None:
            raise Refused(Problem("not_published", _("这场测验还没有发布。")))
        if sitting.closed_at is not None:
            return 0
        collect_overdue(sitting, at=at)
        running = _running(sitting)
        for attempt in running:
            attempt.ended_how, attempt.ended_at = Ended.STAFF.value, at
        mark_attempts(sitting, running, by=by, at=at)
        sitting.closed_at = at
        sitting.version += 1
        note_sitting("close_sitting", sitting, by=by, at=at, collected=len(running))
    return len(running)


def reopen_sitting(sitting: Sitting, minutes: int | None, *, by: Actor, at: datetime) -> int:
    """Opens a sitting again for some minutes; papers collected by closing it early go on. Says how many those are."""
    with transaction():
        open_class(sitting)
        more = timedelta(minutes=_minutes(minutes))
        if sitting.published_at is None:
            raise Refused(Problem("not_published", _("这场测验还没有发布。")))
        if sitting.closed_at is None and sitting.closes_at > at:
            raise Refused(Problem("open", _("这场测验还开着。")))
        if problems := keys_problems(sitting, at):
            raise Refused(problems)
        for attempt in _running(sitting):  # its time is over, but nobody has collected it yet
            attempt.ends_at = max(attempt.ends_at, at + more)
        taken_back = _collected_at(sitting, sitting.closed_at)
        for attempt in taken_back:
            attempt.ends_at = at + max(more, attempt.ends_at - (attempt.ended_at or at))
            attempt.ended_how, attempt.ended_at, attempt.points = "", None, None
        sitting.closed_at, sitting.closes_at = None, max(sitting.closes_at, at + more)
        sitting.version += 1
        note_sitting(
            "reopen_sitting", sitting, by=by, at=at, minutes=minutes, papers=len(taken_back)
        )
    return len(taken_back)


def keys_problems(sitting: Sitting, at: datetime) -> list[Problem]:
    """Whoever may have seen the keys writes no more: why nothing that has ended may be opened again."""
    phase = Phase(sitting.keys_from)
    if phase in (Phase.ANSWERED, Phase.SENT):
        words = _("这场测验交卷后就公布答案，不能再打开；需要时请安排补考。")
        return [Problem("keys_told", words)]
    if phase is Phase.CLOSED and closed_ones([sitting], at):
        words = _("测验结束后答案已经公布，不能再打开；需要时请安排补考。")
        return [Problem("keys_told", words)]
    return []


def _collected_at(sitting: Sitting, moment: datetime | None) -> list[Attempt]:
    """The papers that the early closing itself collected."""
    if moment is None:
        return []
    rows = select(Attempt).where(
        Attempt.sitting_id == sitting.id,
        Attempt.ended_how == Ended.STAFF.value,
        Attempt.ended_at == moment,
    )
    return list(db.session.execute(rows).scalars())


def move_ends(attempts: Iterable[Attempt], minutes: int) -> int:
    """Moves the ends of attempts that are being written, inside the running act."""
    count = 0
    for attempt in attempts:
        attempt.ends_at += timedelta(minutes=minutes)
        count += 1
    return count


def _running(sitting: Sitting, people: list[int] | None = None) -> list[Attempt]:
    rows = select(Attempt).where(Attempt.sitting_id == sitting.id, Attempt.ended_how == "")
    if people is not None:
        rows = rows.where(Attempt.enrolment_id.in_(people))
    return list(db.session.execute(rows).scalars())


def _minutes(minutes: int | None) -> int:
    problem = minutes_problem(minutes)
    if problem is not None or minutes is None:
        raise Refused([problem] if problem else [])
    return minutes
