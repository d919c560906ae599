"""Issuing: a number to each under the lock, the drawing outside it, then PDF and message in one act.

A number is given to a named trainee before anything is drawn, and stays theirs: a run that is killed
leaves no gap, because the next one draws what lies there. Two runs at once draw the same bytes, and
the second finds the first one's PDF in place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from core import audit, files, plugins
from core.audit import SYSTEM, Actor
from core.completion.queries import Completed, completed
from core.errors import Problem, Refused
from core.fonts import missing_characters
from core.i18n import gettext as _
from core.notices.rules import Text
from core.notices.services import tell
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.certificates.models import Certificate
from plugins.certificates.queries import prefix_of
from plugins.certificates.rendering import CertificateFace, render, unprintable
from plugins.certificates.rules import NAME, file_name, number_text, unprintable_problem
from plugins.certificates.services.faces import Links
from plugins.certificates.services.numbering import (
    Drawn,
    Run,
    face_today,
    holders_of_numbers,
    reserve,
    reserve_again,
)
from plugins.certificates.services.seals import seal_of

Tell = Callable[[int, int], None]


@dataclass
class Issued:
    """What came of a run: how many were issued now, and who was left out and why."""

    count: int = 0
    left_out: list[Problem] = field(default_factory=list)


def issue(
    training_class: TrainingClass,
    *,
    links: Links,
    by: Actor,
    at: datetime,
    progress: Tell | None = None,
) -> Issued:
    """Issues a certificate to each who completed and never had one, for organisers and for jobs.

    It may be run any number of times: who has one, or had one that was voided, is passed over.
    `progress` is told (done, whole). Refused while the class is open or does not use certificates.
    """
    run = Run(training_class, links, by, at)
    _require_ready(run)
    wanted, left_out = _wanted(run)
    seal = seal_of(training_class)
    _try_out(run, wanted, seal)
    issued, done = Issued(left_out=left_out), 0
    while batch := reserve(run, wanted):
        issued.count += _finish(run, batch, seal)
        done += len(batch)
        if progress is not None:
            progress(done, max(done, len(wanted)))
    return issued


def reissue(
    voided: Certificate, training_class: TrainingClass, *, links: Links, by: Actor, at: datetime
) -> None:
    """Gives the holder of a void certificate a new one, under a new number; the old one stays void."""
    run = Run(training_class, links, by, at)
    _require_ready(run)
    holder = [
        one for one in completed(training_class.id) if one.enrolment_id == voided.enrolment_id
    ]
    problems = [
        unprintable_problem(one.name, signs)
        for one in holder
        if (signs := unprintable(face_today(run, one)))
    ]
    if not voided.is_void or not holder:
        problems.append(Problem("not_void", _("只能给作废的证书补发。")))
    if problems:
        raise Refused(problems)
    seal = seal_of(training_class)
    _try_out(run, holder, seal)
    _finish(run, reserve_again(run, holder[0]), seal)


def _require_ready(run: Run) -> None:
    problems = []
    if not run.training_class.is_frozen:
        problems.append(Problem("class_open", _("核定结业以后才能发证书。")))
    if not plugins.is_on(NAME, run.training_class.id):
        problems.append(Problem("plugin_off", _("本班没有启用“证书”。")))
    if not run.links.base:
        words = _("不知道证书二维码应指向哪个网址：请在 config.toml 里写 public_url。")
        problems.append(Problem("no_address", words))
    if problems:
        raise Refused(problems)


def _wanted(run: Run) -> tuple[list[Completed], list[Problem]]:
    """Who should have a certificate and can be printed, by number; and who cannot, with the reason."""
    had = holders_of_numbers(run.training_class.id)
    due = [one for one in completed(run.training_class.id) if one.enrolment_id not in had]
    shared = unprintable(_specimen(run, Completed(0, 0, "", Decimal(0))))
    if due and shared:
        raise Refused(unprintable_problem(run.training_class.name, shared))
    left_out = {
        one.enrolment_id: unprintable_problem(one.name, signs)
        for one in due
        if (signs := missing_characters(one.name))
    }
    return [one for one in due if one.enrolment_id not in left_out], list(left_out.values())


def _try_out(run: Run, wanted: Sequence[Completed], seal: bytes | None) -> None:
    """Draws the longest name once: wording or a seal that cannot be printed must cost no number."""
    if not wanted:
        return
    render([_specimen(run, max(wanted, key=lambda one: len(one.name)))], seal)


def _specimen(run: Run, one: Completed) -> CertificateFace:
    """A face with a number that counts for nothing."""
    number = number_text(prefix_of(run.training_class), run.day.year, 0)
    return replace(face_today(run, one), number=number, verify_url=run.links.url("try"))


def _finish(run: Run, batch: Sequence[Drawn], seal: bytes | None) -> int:
    """Draws outside the lock; then PDF, hash and message in one act. What is there is left alone."""
    pdfs = render([face for _id, face in batch], seal)
    drawn = {row_id: pdf for (row_id, _face), pdf in zip(batch, pdfs, strict=True)}
    with transaction() as session:
        open_rows = (
            select(Certificate)
            .where(Certificate.id.in_(list(drawn)), Certificate.issued_at.is_(None))
            .order_by(Certificate.id)
            .with_for_update()
        )
        rows = list(session.execute(open_rows).scalars())
        for row in rows:
            _store(run, row, drawn[row.id])
    return len(rows)


def _store(run: Run, row: Certificate, pdf: bytes) -> None:
    name = file_name(row.number, row.name)
    stored = files.store(pdf, name, "application/pdf", by=run.by, at=run.at, class_id=row.class_id)
    row.file_id, row.sha256 = stored.id, stored.sha256
    row.issued_at, row.issued_by = run.at, run.by.name
    text = Text(
        _("您的结业证书已发放"),
        _("编号 %(number)s。点开可以查看和下载。", number=row.number),
        f"/m/{run.training_class.code}/certificate",
        f"certificate:{row.number}",
    )
    tell(row.class_id, text, by=SYSTEM, at=run.at, enrolment_id=row.enrolment_id)
    audit.note(
        "certificates.issue",
        f"certificate:{row.id}",
        by=run.by,
        at=run.at,
        class_id=row.class_id,
        number=row.number,
        sha256=row.sha256,
    )
