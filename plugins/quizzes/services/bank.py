"""题库: questions are added, changed and retired; every wording that ever stood is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core import audit
from core.audit import Actor
from core.errors import NotFound, Problem, Refused
from core.i18n import lazy_gettext as _
from core.training.models import TrainingClass
from core.training.services import require_open
from core.transaction import transaction
from plugins.quizzes.models import Question, QuestionVersion
from plugins.quizzes.rules.fingerprint import fingerprint
from plugins.quizzes.rules.items import Item, as_json, item_of
from plugins.quizzes.rules.labels import Labels
from plugins.quizzes.rules.quality import in_words, problems_of
from plugins.quizzes.rules.typed import LONGEST
from plugins.quizzes.terms import NAME, QuestionState

LONGEST_WHY = 200


@dataclass(frozen=True)
class Origin:
    """Where a question comes from: the text it was read from and its line, the group that wrote it.

    `draft` keeps it a draft though nothing is lacking; `warnings` say what is doubtful.
    """

    text: str = ""
    line: int | None = None
    group_id: int | None = None
    warnings: tuple[dict[str, str], ...] = ()
    draft: bool = False


def add_question(
    training_class: TrainingClass,
    item: Item,
    origin: Origin | None = None,
    *,
    by: Actor,
    at: datetime,
) -> Question:
    """Takes a question into the bank, as a draft where it lacks something."""
    with transaction() as session:
        require_open(training_class)
        (made,) = add_rows(session, training_class.id, [(item, origin or Origin())], by=by, at=at)
        _note("question_added", made, training_class, by=by, at=at)
    return made


def add_rows(
    session: Session,
    class_id: int | None,
    questions: Sequence[tuple[Item, Origin]],
    *,
    by: Actor,
    at: datetime,
) -> list[Question]:
    """Writes questions with their first versions inside the running act, however many in a few statements."""
    made = []
    for item, origin in questions:
        row = Question(class_id=class_id, group_id=origin.group_id, added_at=at, added_by=by.name)
        _describe(row, item)
        row.state = QuestionState.DRAFT.value if origin.draft else _state_of(item).value
        made.append(row)
    session.add_all(made)
    session.flush()
    versions = [
        _version(row, item, "", by=by, at=at) | _origin(item, origin)
        for row, (item, origin) in zip(made, questions, strict=True)
    ]
    if versions:
        session.execute(insert(QuestionVersion), versions)
    return made


def _origin(item: Item, origin: Origin) -> dict[str, Any]:
    warnings = list(origin.warnings) or in_words(problems_of(item))
    return {"origin": origin.text, "line": origin.line, "warnings": warnings}


def change_question(
    training_class: TrainingClass,
    question_id: int,
    item: Item,
    seen: int,
    why: str = "",
    *,
    by: Actor,
    at: datetime,
) -> Question:
    """Writes a new version of a question; papers keep the one they have. The same again changes nothing.

    `seen` is the number of the version that was being changed: Refused (`changed_meanwhile`) where another
    came in between, and where a question in use would lack something.
    """
    with transaction() as session:
        require_open(training_class)
        question = _question(session, question_id)
        version = _current(session, [question])[question.id]
        if as_json(item) == version.content:
            _look_through(question, item, training_class, by=by, at=at)
            return question
        if question.current != seen:
            raise Refused(_met(version))
        lacking = problems_of(item)
        if lacking and question.state == QuestionState.ACTIVE.value:
            raise Refused(lacking)
        _add_versions(session, [(question, item)], why, by=by, at=at)
        if question.state != QuestionState.RETIRED.value:
            question.state = _state_of(item).value
        _note("question_changed", question, training_class, by=by, at=at)
    return question


def _look_through(
    question: Question, item: Item, training_class: TrainingClass, *, by: Actor, at: datetime
) -> None:
    """A draft that only seemed doubtful may be used once a person has saved it as it is."""
    if question.state == QuestionState.DRAFT.value and not problems_of(item):
        question.state = QuestionState.ACTIVE.value
        _note("question_looked_through", question, training_class, by=by, at=at)


def _met(version: QuestionVersion) -> Problem:
    words = _(
        "%(name)s 刚才改过这道题（现在是第 %(number)d 版）。您写的还在下面，请对照后再保存。",
        name=version.made_by,
        number=version.number,
    )
    return Problem("changed_meanwhile", words)


def label_questions(
    training_class: TrainingClass,
    question_ids: Collection[int],
    labels: Labels,
    *,
    by: Actor,
    at: datetime,
) -> int:
    """Sets topic, level or tags of several questions; says how many were changed by it."""
    with transaction() as session:
        require_open(training_class)
        questions = _questions(session, question_ids)
        versions = _current(session, questions)
        items = [(one, item_of(versions[one.id].content)) for one in questions]
        changed = [(one, labels.on(item)) for one, item in items if labels.on(item) != item]
        _add_versions(session, changed, str(_("批量设置")), by=by, at=at)
        if changed:
            _note_all("questions_labelled", len(changed), training_class, by=by, at=at)
    return len(changed)


def retire_questions(
    training_class: TrainingClass, question_ids: Collection[int], *, by: Actor, at: datetime
) -> int:
    """Takes questions out of use: papers keep them, new papers are not offered them; says how many."""
    with transaction() as session:
        require_open(training_class)
        questions = _questions(session, question_ids)
        used = [one for one in questions if one.state != QuestionState.RETIRED.value]
        for question in used:
            question.state = QuestionState.RETIRED.value
        if used:
            _note_all("questions_retired", len(used), training_class, by=by, at=at)
    return len(used)


def restore_questions(
    training_class: TrainingClass, question_ids: Collection[int], *, by: Actor, at: datetime
) -> int:
    """Brings questions back into use, or among the drafts where they lack something; says how many."""
    with transaction() as session:
        require_open(training_class)
        questions = _questions(session, question_ids)
        retired = [one for one in questions if one.state == QuestionState.RETIRED.value]
        versions = _current(session, retired)
        for question in retired:
            question.state = _state_of(item_of(versions[question.id].content)).value
        if retired:
            _note_all("questions_restored", len(retired), training_class, by=by, at=at)
    return len(retired)


def _question(session: Session, question_id: int) -> Question:
    found = session.get(Question, question_id)
    if found is None:
        raise NotFound
    return found


def _questions(session: Session, question_ids: Collection[int]) -> Sequence[Question]:
    wanted = select(Question).where(Question.id.in_(question_ids)).order_by(Question.id)
    return session.execute(wanted).scalars().all()


def _current(session: Session, questions: Sequence[Question]) -> dict[int, QuestionVersion]:
    wanted = (
        select(QuestionVersion)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(
            Question.id.in_([one.id for one in questions]),
            QuestionVersion.number == Question.current,
        )
    )
    return {one.question_id: one for one in session.execute(wanted).scalars()}


def _add_versions(
    session: Session,
    changed: Sequence[tuple[Question, Item]],
    why: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Writes the next version of each, however many in one statement."""
    versions = []
    for question, item in changed:
        question.current += 1
        _describe(question, item)
        versions.append(_version(question, item, why, by=by, at=at))
    if versions:
        session.execute(insert(QuestionVersion), versions)


def _version(
    question: Question, item: Item, why: str, *, by: Actor, at: datetime
) -> dict[str, Any]:
    return {
        "question_id": question.id,
        "number": question.current,
        "content": as_json(item),
        "warnings": in_words(problems_of(item)),
        "why": " ".join(why.split())[:LONGEST_WHY],
        "made_at": at,
        "made_by": by.name,
    }


def _describe(question: Question, item: Item) -> None:
    question.kind, question.level = item.kind.value, item.level.value
    question.topic = item.topic[: LONGEST["topic"]]  # readers take longer ones, the form does not
    question.tags, question.fingerprint = list(item.tags), fingerprint(item)
    question.current = question.current or 1


def _state_of(item: Item) -> QuestionState:
    return QuestionState.DRAFT if problems_of(item) else QuestionState.ACTIVE


def _note(
    act: str, question: Question, training_class: TrainingClass, *, by: Actor, at: datetime
) -> None:
    audit.note(
        f"{NAME}.{act}",
        f"question:{question.id}",
        by=by,
        at=at,
        class_id=training_class.id,
        version=question.current,
    )


def _note_all(
    act: str, count: int, training_class: TrainingClass, *, by: Actor, at: datetime
) -> None:
    values: dict[str, Any] = {"class_id": training_class.id, "count": count}
    audit.note(f"{NAME}.{act}", f"class:{training_class.id}", by=by, at=at, **values)
