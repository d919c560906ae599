"""A trainee begins a paper, and sends it: the server is the judge of who, when, and what counts."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import audit
from core.audit import SYSTEM, Actor
from core.enrolment.models import Enrolment
from core.errors import NotFound, Problem, Refused
from core.i18n import gettext as _
from core.limits import allowed
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Attempt, Sitting
from plugins.quizzes.queries.attempts import attempts_in
from plugins.quizzes.queries.doors import comer_of, published_sitting, terms_of
from plugins.quizzes.queries.versions import issued_paper
from plugins.quizzes.queries.writing import Writing, answers_at, writing_of
from plugins.quizzes.rules.answers import says
from plugins.quizzes.rules.doors import Comer, door_problems, end_of
from plugins.quizzes.rules.layout import lay_out, layout_json
from plugins.quizzes.rules.shown import given_of
from plugins.quizzes.rules.timing import judge
from plugins.quizzes.services.collecting import end
from plugins.quizzes.services.marking import mark_attempt
from plugins.quizzes.services.saving import Saying, add_answer, is_shown
from plugins.quizzes.terms import Ended, Way

GUESSES = "10 per minute"
SEED_BITS = 128


def start(
    sitting: Sitting, enrolment: Enrolment, password: str = "", *, by: Actor, at: datetime
) -> Attempt:
    """Begins an attempt, or gives back the one that is under way: however many tabs ask, there is one.

    Raises Refused with every reason of the door: `not_open`, `closed`, `no_attempt_left`, `not_present`,
    `not_invited`, `other_group`, `not_due`, `wrong_password`, `too_many_guesses`, `class_frozen`.
    """
    sitting_id, class_id = sitting.id, sitting.class_id
    with transaction() as session:
        sitting = published_sitting(sitting_id, class_id)
        made = attempts_in([sitting.id], enrolment.id)[sitting.id]
        running = _running(sitting, made, at)
        if running is not None:
            return running
        comer = comer_of(sitting, enrolment, len(made))
        _admit(session, sitting, comer, at)
        _check_password(sitting, enrolment, password)
        attempt = _begun(sitting, enrolment, comer, at)
        session.add(attempt)
        session.flush()
        _note("quizzes.start", attempt, by=by, at=at)
    return attempt


def _running(sitting: Sitting, made: Sequence[Attempt], at: datetime) -> Attempt | None:
    """The attempt under way; one whose time and grace are over is collected first."""
    for attempt in made:
        if attempt.ended_how:
            continue
        if at <= attempt.ends_at + timedelta(seconds=sitting.grace_seconds):
            return attempt
        end(attempt, Ended.TIME, attempt.ends_at, by=SYSTEM, at=at)
    return None


def _admit(session: Session, sitting: Sitting, comer: Comer, at: datetime) -> None:
    require_open(session.get_one(TrainingClass, sitting.class_id))
    problems = door_problems(terms_of(sitting), comer, at)
    if problems:
        raise Refused(problems)


def _check_password(sitting: Sitting, enrolment: Enrolment, password: str) -> None:
    if not sitting.password:
        return
    if not allowed(GUESSES, "quizzes.password", str(sitting.id), str(enrolment.id)):
        words = _("口令试得太多了，请过一分钟再试。")
        raise Refused(Problem("too_many_guesses", words, "password"))
    if not hmac.compare_digest(password.strip().encode(), sitting.password.strip().encode()):
        raise Refused(Problem("wrong_password", _("口令不对，请看现场公布的口令。"), "password"))


def _begun(sitting: Sitting, enrolment: Enrolment, comer: Comer, at: datetime) -> Attempt:
    issued = issued_paper(sitting.issued_id or 0)
    seed = secrets.randbits(SEED_BITS)
    layout = lay_out(issued.sheet, issued.items, seed, enrolment.group_id)
    return Attempt(
        class_id=sitting.class_id,
        sitting_id=sitting.id,
        enrolment_id=enrolment.id,
        number=comer.made + 1,
        layout=layout_json(layout),
        started_at=at,
        ends_at=end_of(terms_of(sitting), comer.extra, at),
    )


# -- sending ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """A whole paper as a page sent it. `answers` are the fields of each question, unread.

    `seen_at` is the proved moment whose answers the page showed, `signed_at` the proved moment of the last
    change on it; None where the page proves nothing.
    """

    answers: Mapping[int, Any]
    seen_at: datetime | None = None
    signed_at: datetime | None = None


def save(attempt: Attempt, form: Form, *, by: Actor, at: datetime) -> list[Problem]:
    """Keeps what was changed on a page; says what could not be taken."""
    with transaction() as session:
        writing = _writing(attempt)
        problems = _take(session, writing, form, at)
        if writing.row.ended_at is not None:
            mark_attempt(session.get_one(Attempt, attempt.id), by=by, at=at)
    return problems


def send(attempt: Attempt, form: Form, *, by: Actor, at: datetime) -> list[Problem]:
    """Keeps what was changed on the page and ends the attempt; says which answers could not be taken.

    One that has ended already stays ended when it did.
    """
    with transaction() as session:
        writing = _writing(attempt)
        problems = _take(session, writing, form, at)
        found = session.get_one(Attempt, attempt.id, populate_existing=True)
        if found.ended_how:
            mark_attempt(found, by=by, at=at)
            return problems
        how, ended_at = _ending(writing, form, at)
        end(found, how, ended_at, by=by, at=at)
        _note("quizzes.send", found, by=by, at=at)
    return problems


def _writing(attempt: Attempt) -> Writing:
    writing = writing_of(attempt.id, attempt.enrolment_id)
    if writing is None:
        raise NotFound
    return writing


def _ending(writing: Writing, form: Form, at: datetime) -> tuple[Ended, datetime]:
    """Sent in time, or sent in time by its signed word within the grace; else collected by time."""
    span = writing.span()
    if at <= span.ends_at:
        return Ended.SENT, at
    signed = form.signed_at
    if not form.answers and signed is not None and signed <= span.ends_at:
        return Ended.SENT, max(signed, span.started_at)
    return Ended.TIME, span.ends_at


def _take(session: Session, writing: Writing, form: Form, at: datetime) -> list[Problem]:
    """Adds the answers that this page changed; what it only shows, or what is there already, is no news."""
    seen, now = answers_at(writing.row.id, form.seen_at) if form.answers else ({}, {})
    shown, problems = is_shown(session, writing, at), dict[str, Problem]()
    for number, texts in sorted(form.answers.items()):
        question = writing.question(number)
        if question is None:
            continue
        try:
            given = given_of(*question, texts)
            if _same(given, seen.get(number)) or _same(given, now.get(number)):
                continue
            if writing.locks and number in now:
                _refuse_locked(given)
                continue
            judged = judge(writing.span(shown=shown), at, form.signed_at)
            said = Saying(secrets.token_hex(18), writing.row.id, None, number, texts, None)
            how = (Way.FORM if judged.way is Way.LIVE else judged.way, judged.said_at)
            add_answer(session, writing, said, given, how, at)
        except Refused as refused:
            problems |= {one.code: one for one in refused.problems}
    return list(problems.values())


def _refuse_locked(given: Any) -> None:
    """A page sends nothing for a question that is locked; whoever sends something means to change it."""
    if says(given):
        raise Refused(Problem("locked", _("这道题已经确认过答案，不能再改。")))


def _same(given: Any, held: Any) -> bool:
    return given == held or not (says(given) or says(held))


def _note(act: str, attempt: Attempt, *, by: Actor, at: datetime) -> None:
    subject = f"sitting:{attempt.sitting_id}"
    audit.note(act, subject, by=by, at=at, class_id=attempt.class_id, attempt=attempt.id)
