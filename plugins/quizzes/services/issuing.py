"""Giving a paper out: a sitting is published with its paper frozen, or taken back while nobody has begun."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from core.audit import Actor
from core.db import db
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.notices.rules import TITLE_LONGEST, Text
from core.notices.services import tell
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import Attempt, IssuedPaper, Paper, Sitting, SittingGuest
from plugins.quizzes.queries.papers import laid_out
from plugins.quizzes.queries.versions import issued_paper
from plugins.quizzes.rules.sheets import sheet_json
from plugins.quizzes.rules.sittings import pass_mark_problem
from plugins.quizzes.services.papers import open_class
from plugins.quizzes.services.sittings import note_sitting
from plugins.quizzes.texts import when_words


def publish_sitting(sitting: Sitting, *, by: Actor, at: datetime) -> None:
    """Freezes the paper and lets trainees see the sitting; a second press changes nothing.

    A sitting whose paper was changed since is given the new one, while nobody has begun.
    """
    with transaction():
        training_class = open_class(sitting)
        first = sitting.published_at is None
        if not first and not differs(sitting):
            return
        if not first and begun_by(sitting.id):
            words = _("已经有人开始作答，这场测验只能用发布时的试卷。")
            raise Refused(Problem("begun", words))
        _freeze(sitting, at=at)
        if first:
            sitting.published_at = at
            _tell(training_class, sitting, by=by, at=at)
        sitting.version += 1
        act = "publish_sitting" if first else "issue_again"
        note_sitting(act, sitting, by=by, at=at, issued=sitting.issued_id)


def _freeze(sitting: Sitting, *, at: datetime) -> None:
    """Keeps the paper as it stands now, if it may be given out."""
    laid = laid_out(db.session.get_one(Paper, sitting.paper_id))
    sheet, problems = laid.sheet, laid.problems
    high = pass_mark_problem(sitting.pass_mark, sheet.points) if not problems else None
    if sitting.closes_at <= at:
        words = _("结束时间已经过了，请先改时间再发布。")
        problems.append(Problem("over", words, "closes"))
    if problems or high is not None:
        raise Refused(problems or [high])
    issued = IssuedPaper(class_id=sitting.class_id, content=sheet_json(sheet), issued_at=at)
    db.session.add(issued)
    db.session.flush()
    sitting.issued_id = issued.id


def unpublish_sitting(sitting: Sitting, *, by: Actor, at: datetime) -> None:
    """Takes a sitting back from the phones; Refused once somebody has begun."""
    with transaction():
        open_class(sitting)
        if sitting.published_at is None:
            return
        if begun_by(sitting.id):
            words = _("已经有人开始作答，不能撤回；需要停下来，请提前收卷。")
            raise Refused(Problem("begun", words))
        # The frozen paper stays: its number, used again, would mean another paper to whoever has read it.
        sitting.published_at = sitting.closed_at = sitting.issued_id = None
        sitting.version += 1
        note_sitting("unpublish_sitting", sitting, by=by, at=at)


def differs(sitting: Sitting) -> bool:
    """Whether the paper was changed after it was given out in this sitting."""
    if sitting.issued_id is None:
        return False
    now = laid_out(db.session.get_one(Paper, sitting.paper_id)).sheet
    return now != issued_paper(sitting.issued_id).sheet


def begun_by(sitting_id: int) -> int:
    """How many trainees have begun."""
    rows = select(func.count(func.distinct(Attempt.enrolment_id)))
    return db.session.execute(rows.where(Attempt.sitting_id == sitting_id)).scalar_one()


def _tell(training_class: TrainingClass, sitting: Sitting, *, by: Actor, at: datetime) -> None:
    """A notice to the class; of a make-up sitting, to those who may write it."""
    when = when_words(sitting.opens_at, sitting.closes_at, training_class.zone)
    text = Text(
        title=_("测验：%(title)s", title=sitting.title)[:TITLE_LONGEST],
        body=_body(sitting, when),
        link=f"/m/{training_class.code}/quizzes/{sitting.id}",
        occasion=f"quizzes.sitting:{sitting.id}:{at.isoformat()}",
    )
    if sitting.make_up_of is None:
        tell(training_class.id, text, by=by, at=at)
        return
    guests = select(SittingGuest.enrolment_id).where(SittingGuest.sitting_id == sitting.id)
    for guest in db.session.execute(guests.order_by(SittingGuest.enrolment_id)).scalars().all():
        own = Text(text.title, text.body, text.link, f"{text.occasion}:{guest}")
        tell(training_class.id, own, by=by, at=at, enrolment_id=guest)


def _body(sitting: Sitting, when: str) -> str:
    lines = [_("时间：%(when)s", when=when)]
    if sitting.minutes is not None:
        lines.append(_("答题时间 %(n)d 分钟", n=sitting.minutes))
    if sitting.needs_presence:
        lines.append(_("签到后才能作答"))
    return "\n".join(lines)
