"""互学互考: a round is called, trainees write, the jury accepts or sends back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.audit import Actor, note
from core.db import db
from core.enrolment.models import Enrolment
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Exchange, ExchangeQuestion, Question
from plugins.quizzes.queries.exchanges import accepted_in
from plugins.quizzes.rules import exchanging as rules
from plugins.quizzes.rules.exchanging import Verdict
from plugins.quizzes.rules.fingerprint import fingerprint
from plugins.quizzes.rules.items import Item, as_json, item_of
from plugins.quizzes.rules.quality import problems_of
from plugins.quizzes.services.bank import Origin, add_question
from plugins.quizzes.terms import QuestionState

NO_GROUP = Problem("no_group", _("您还没有分组，分组以后才能出题。"))
OVER = Problem("exchange_over", _("出题时间已经过了，这道题没有交上。"))
ACCEPTED = Problem("already_accepted", _("这道题已经采用，不能再改。"))
KIND = Problem("kind_not_written", _("互学互考只出单选、多选、判断、填空题。"))
TOO_MANY = Problem("too_many", _("您这一轮已经交了 20 道题，请改已有的题。"))
CHANGED = Problem("changed_meanwhile", _("这道题刚才有人改过，请看一下现在的内容再决定。"))
NO_NOTE = Problem("note_missing", _("请写一句退回的原因，出题人看得到。"), "note")
NOTE_LONG = Problem("note_long", _("最多 200 个字。"), "note")
SAME = Problem("same_question", _("题库里已经有同样的题，请退回请出题人换一道。"))
NAMED = Problem("title_in_use", _("已经采用了题目，名称不能再改。"), "title")
DUE = Problem("due_missing", _("请填写截止时间，要晚于现在。"), "due_at")


@dataclass(frozen=True)
class RoundDetails:
    """A round as an organiser calls it; `due_at` is aware."""

    title: str
    due_at: datetime | None
    topic: str = ""
    per_group: int | None = 3


def start_exchange(
    training_class: TrainingClass, details: RoundDetails, *, by: Actor, at: datetime
) -> Exchange:
    """Calls a round: from now on trainees may write until it is due."""
    with transaction() as session:
        require_open(training_class)
        values = _settled(details, at=at)
        made = Exchange(class_id=training_class.id, made_at=at, made_by=by.name, **values)
        session.add(made)
        session.flush()
        note_round("start_exchange", made, by=by, at=at, title=made.title)
    return made


def change_exchange(exchange: Exchange, details: RoundDetails, *, by: Actor, at: datetime) -> None:
    """Another title, more time; a due time that is past already may stay as it is."""
    with transaction():
        require_open(class_of(exchange))
        stays = details.due_at == exchange.due_at
        renamed = " ".join(details.title.split()) != exchange.title
        if renamed and accepted_in(exchange):
            raise Refused(NAMED)
        values = _settled(details, at=None if stays else at)
        changed = {k: str(v) for k, v in values.items() if getattr(exchange, k) != v}
        for name in changed:
            setattr(exchange, name, values[name])
        if changed:
            note_round("change_exchange", exchange, by=by, at=at, changed=changed)


def _settled(details: RoundDetails, *, at: datetime | None) -> dict[str, Any]:
    title, topic = " ".join(details.title.split()), " ".join(details.topic.split())
    problems = rules.round_problems(title, topic, details.per_group)
    if details.due_at is None or (at is not None and details.due_at <= at):
        problems.append(DUE)
    if problems:
        raise Refused(problems)
    return {
        "title": title,
        "topic": topic,
        "per_group": details.per_group,
        "due_at": details.due_at,
    }


def write_question(
    exchange: Exchange, trainee: Enrolment, item: Item, act: str, *, by: Actor, at: datetime
) -> ExchangeQuestion:
    """Hands in a question for the other groups; the same act again answers the same."""
    with transaction() as session:
        known = select(ExchangeQuestion).where(
            ExchangeQuestion.exchange_id == exchange.id, ExchangeQuestion.act == act
        )
        there = session.execute(known).scalar_one_or_none()
        if there is not None and there.enrolment_id == trainee.id:
            return there
        _require_writing(exchange, trainee, at=at)
        _require_good(item)
        made = ExchangeQuestion(
            class_id=exchange.class_id,
            exchange_id=exchange.id,
            act=act if there is None else f"{act[:40]}-{trainee.id}",
            group_id=trainee.group_id,
            enrolment_id=trainee.id,
            content=as_json(item),
            state=Verdict.SENT.value,
            written_at=at,
        )
        session.add(made)
        session.flush()
        note_round("write_question", exchange, by=by, at=at, question=made.id)
    return made


def _require_writing(exchange: Exchange, trainee: Enrolment, *, at: datetime) -> None:
    if exchange.class_id != trainee.class_id:
        raise NotFound(gettext("这个班没有这一轮互学互考"))
    require_open(class_of(exchange))
    if at >= exchange.due_at:
        raise Refused(OVER)
    if trainee.group_id is None:
        raise Refused(NO_GROUP)
    rows = select(func.count()).where(
        ExchangeQuestion.exchange_id == exchange.id, ExchangeQuestion.enrolment_id == trainee.id
    )
    if (db.session.scalar(rows) or 0) >= rules.MOST_PER_PERSON:
        raise Refused(TOO_MANY)


def _require_good(item: Item) -> None:
    if item.kind not in rules.WRITTEN:
        raise Refused(KIND)
    lacking = problems_of(item)
    if lacking:
        raise Refused(lacking)


def mend_question(
    row: ExchangeQuestion, trainee: Enrolment, item: Item, *, by: Actor, at: datetime
) -> None:
    """The author sends it again; one that the jury sent back even after the round is due."""
    with transaction():
        exchange = _exchange_of(row)
        require_open(class_of(exchange))
        if row.enrolment_id != trainee.id:
            raise NotFound(gettext("只有出题人能改这道题"))
        if row.state == Verdict.ACCEPTED:
            raise Refused(ACCEPTED)
        if row.state == Verdict.SENT and at >= exchange.due_at:
            raise Refused(OVER)
        _require_good(item)
        row.content, row.state, row.written_at = as_json(item), Verdict.SENT.value, at
        note_round("mend_question", exchange, by=by, at=at, question=row.id)


def edit_question(row: ExchangeQuestion, item: Item, seen: str, *, by: Actor, at: datetime) -> None:
    """The jury mends something small before it decides."""
    with transaction():
        exchange = _exchange_of(row)
        require_open(class_of(exchange))
        if row.state == Verdict.ACCEPTED:
            raise Refused(ACCEPTED)
        _require_seen(row, seen)
        _require_good(item)
        if as_json(item) != row.content:
            row.content = as_json(item)
            note_round("edit_question", exchange, by=by, at=at, question=row.id)


def accept_question(
    row: ExchangeQuestion, seen: str, *, by: Actor, at: datetime
) -> Question | None:
    """Takes a question into the bank as the group's; a second press changes nothing."""
    with transaction() as session:
        if row.state == Verdict.ACCEPTED:
            return session.get(Question, row.question_id) if row.question_id else None
        exchange = _exchange_of(row)
        found = class_of(exchange)
        require_open(found)
        _require_seen(row, seen)
        item = _of_round(item_of(row.content), exchange)
        _require_good(item)
        if is_known(item):
            raise Refused(SAME)
        origin = Origin(group_id=row.group_id)
        made = add_question(found, item, origin, by=by, at=at)
        row.state, row.question_id = Verdict.ACCEPTED.value, made.id
        row.decided_at, row.decided_by, row.note = at, by.name, ""
        note_round("accept_question", exchange, by=by, at=at, question=row.id, made=made.id)
    return made


def _of_round(item: Item, exchange: Exchange) -> Item:
    tags = (exchange.topic,) if exchange.topic else ()
    return replace(item, topic=rules.topic_of(exchange.id, exchange.title), tags=tags)


def is_known(item: Item) -> bool:
    """Whether a question in use says the same already."""
    same = select(Question.id).where(
        Question.fingerprint == fingerprint(item), Question.state == QuestionState.ACTIVE.value
    )
    return db.session.execute(same).first() is not None


def return_question(
    row: ExchangeQuestion, words: str, seen: str, *, by: Actor, at: datetime
) -> None:
    """Sends a question back to its author with what should be mended."""
    words = " ".join(words.split())
    with transaction():
        exchange = _exchange_of(row)
        require_open(class_of(exchange))
        if row.state == Verdict.ACCEPTED:
            raise Refused(ACCEPTED)
        if not words:
            raise Refused(NO_NOTE)
        if len(words) > rules.LONGEST_NOTE:
            raise Refused(NOTE_LONG)
        _require_seen(row, seen)
        row.state, row.note = Verdict.RETURNED.value, words
        row.decided_at, row.decided_by = at, by.name
        note_round("return_question", exchange, by=by, at=at, question=row.id)


def _require_seen(row: ExchangeQuestion, seen: str) -> None:
    if rules.mark_of(row.content) != seen:
        raise Refused(CHANGED)


def _exchange_of(row: ExchangeQuestion) -> Exchange:
    return db.session.get_one(Exchange, row.exchange_id)


def class_of(exchange: Exchange) -> TrainingClass:
    """The class of a round."""
    return db.session.get_one(TrainingClass, exchange.class_id)


def note_round(act: str, exchange: Exchange, *, by: Actor, at: datetime, **detail: Any) -> None:
    """One line in the journal about a round."""
    subject = f"exchange:{exchange.id}"
    note(f"quizzes.{act}", subject, by=by, at=at, class_id=exchange.class_id, **detail)
