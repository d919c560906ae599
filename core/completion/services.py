"""Closing a class: a person decides for every trainee, and all of it stands or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core import audit, plugins
from core.audit import Actor
from core.completion.models import CompletionRecord
from core.completion.queries import ProposalRow, proposals
from core.completion.rules import Outcome, certified_hours, decision_problems
from core.enrolment.rules import EnrolmentState
from core.errors import Problem, Refused
from core.events import ClassClosed
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.rules import State
from core.transaction import announce, transaction

STATES = {
    Outcome.COMPLETED: EnrolmentState.COMPLETED,
    Outcome.NOT_COMPLETED: EnrolmentState.NOT_COMPLETED,
    Outcome.WITHDRAWN: EnrolmentState.WITHDRAWN,
    Outcome.MAKE_UP: EnrolmentState.MAKE_UP,
}
NAMED = 5


@dataclass(frozen=True)
class Decision:
    """What a person decided for one trainee, and why where it is not what was proposed."""

    outcome: Outcome
    reason: str = ""


def close_class(
    training_class: TrainingClass,
    decisions: Mapping[int, Decision],
    *,
    by: Actor,
    at: datetime,
) -> list[CompletionRecord]:
    """Writes down every outcome with its figures and closes the class, for who is responsible.

    `decisions` holds one for each trainee by enrolment id. Refused with every reason at once: what
    stands against closing, who is undecided, and decisions that lack their reason (`reason-<id>`).
    """
    with transaction() as session:
        session.refresh(training_class, with_for_update=True)
        _refuse_closed(training_class)
        rows = proposals(training_class)
        problems = plugins.ask("closing_problems", training_class.id, training_class=training_class)
        problems += _problems(rows, decisions)
        if problems:
            raise Refused(problems)
        kept = [_record(row, decisions[row.enrolment.id], by=by, at=at) for row in rows]
        session.add_all(kept)
        training_class.state, training_class.closed_at = State.CLOSED.value, at
        _journal(training_class, kept, by=by, at=at)
        announce(ClassClosed(training_class.id, at))
    return kept


def _refuse_closed(training_class: TrainingClass) -> None:
    if training_class.is_frozen:
        words = _("本班已经核定结业，结果不能再改。")
        raise Refused(Problem("already_closed", words))


def _problems(rows: Sequence[ProposalRow], decisions: Mapping[int, Decision]) -> Iterator[Problem]:
    yield from _incomplete(rows, decisions)
    for row in rows:
        failed = [one for one in row.proposal.reasons if one.code == "plugin_failed"]
        if failed:
            yield failed[0]
            return
    for row in rows:
        made = decisions.get(row.enrolment.id)
        if made is None:
            continue
        for problem in decision_problems(row.proposal.outcome, made.outcome, made.reason):
            words = _("%(name)s：%(problem)s", name=row.enrolment.name, problem=problem.message)
            yield Problem(problem.code, words, f"reason-{row.enrolment.id}")


def _incomplete(
    rows: Sequence[ProposalRow], decisions: Mapping[int, Decision]
) -> Iterator[Problem]:
    if not rows:
        yield Problem("no_trainees", _("本班没有学员，不能核定结业。"))
    undecided = [row.enrolment.name for row in rows if row.enrolment.id not in decisions]
    if undecided:
        names = "、".join(undecided[:NAMED]) + (" …" if len(undecided) > NAMED else "")
        words = _("还有 %(count)d 名学员没有确认：%(names)s。", count=len(undecided), names=names)
        yield Problem("undecided", words)
    if set(decisions) - {row.enrolment.id for row in rows}:
        words = _("名单里有人已不在本班，请刷新页面后再核定。")
        yield Problem("not_of_this_class", words)


def _record(row: ProposalRow, made: Decision, *, by: Actor, at: datetime) -> CompletionRecord:
    """The figures as they are now, and the trainee's state; nothing later changes them."""
    enrolment, tally = row.enrolment, row.tally
    enrolment.state = STATES[made.outcome].value
    if made.outcome is Outcome.WITHDRAWN:
        enrolment.left_at = at
    told = [*row.proposal.reasons, *row.proposal.notes]
    overridden = made.outcome is not row.proposal.outcome
    return CompletionRecord(
        class_id=enrolment.class_id,
        enrolment_id=enrolment.id,
        proposal=row.proposal.outcome.value,
        reasons=[{"code": one.code, "message": str(one.message)} for one in told],
        outcome=made.outcome.value,
        override_reason=made.reason.strip()[:400] if overridden else "",
        hours=certified_hours(tally),
        hours_total=tally.total,
        hours_attended=tally.attended,
        hours_on_leave=tally.on_leave,
        hours_absent=tally.absent,
        decided_at=at,
        decided_by=by.label,
        decided_by_name=by.name,
    )


def _journal(
    training_class: TrainingClass, kept: Sequence[CompletionRecord], *, by: Actor, at: datetime
) -> None:
    for record in kept:
        if record.outcome != record.proposal:
            audit.note(
                "completion.override",
                f"enrolment:{record.enrolment_id}",
                by=by,
                at=at,
                class_id=training_class.id,
                proposed=record.proposal,
                decided=record.outcome,
                reason=record.override_reason,
            )
    audit.note(
        "completion.close",
        f"class:{training_class.id}",
        by=by,
        at=at,
        class_id=training_class.id,
        outcomes=dict(Counter(record.outcome for record in kept)),
    )
