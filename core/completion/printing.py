"""结业审核表 on paper and as a sheet: before closing what is proposed, afterwards what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.completion.queries import ProposalRow, RecordRow, proposals, records
from core.completion.rules import OUTCOME_WORDS, Outcome, hours_text
from core.documents import pdf_of_template
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.printing import head_of
from core.workbooks import write_xlsx


@dataclass(frozen=True)
class ReviewLine:
    """One printed line, all in words."""

    number: str
    name: str
    unit: str
    group: str
    hours: tuple[str, str, str, str]
    proposal: str
    outcome: str
    grounds: str


def review_lines(training_class: TrainingClass) -> list[ReviewLine]:
    """The lines of the form, by number."""
    if training_class.is_frozen:
        return [_decided(row) for row in records(training_class.id)]
    return [_proposed(row) for row in proposals(training_class)]


def review_pdf(training_class: TrainingClass) -> bytes:
    """结业审核表 with room for signatures."""
    return pdf_of_template(
        "print/completion.html",
        **head_of(training_class, _("结业审核表")),
        decided=training_class.is_frozen,
        rows=review_lines(training_class),
    )


def review_xlsx(training_class: TrainingClass) -> bytes:
    """The same as a sheet."""
    heads = [
        _("学号"), _("姓名"), _("单位"), _("组"), _("总学时"), _("出勤"), _("请假"), _("缺勤"),
        _("建议"), _("结果"), _("说明"),
    ]  # fmt: skip
    rows = [
        (
            line.number, line.name, line.unit, line.group, *(Decimal(one) for one in line.hours),
            line.proposal, line.outcome, line.grounds,
        )
        for line in review_lines(training_class)
    ]  # fmt: skip
    return write_xlsx(_("结业审核表"), heads, rows)


def _proposed(row: ProposalRow) -> ReviewLine:
    told = [str(one.message) for one in (*row.proposal.reasons, *row.proposal.notes)]
    tally = row.tally
    return ReviewLine(
        str(row.enrolment.number),
        row.enrolment.name,
        row.enrolment.unit_name,
        row.enrolment.group.name if row.enrolment.group else "",
        _texts(tally.total, tally.attended, tally.on_leave, tally.absent),
        str(row.word),
        "",
        "".join(told),
    )


def _decided(row: RecordRow) -> ReviewLine:
    record = row.record
    return ReviewLine(
        str(row.enrolment.number),
        row.enrolment.name,
        row.enrolment.unit_name,
        row.enrolment.group.name if row.enrolment.group else "",
        _texts(
            record.hours_total, record.hours_attended, record.hours_on_leave, record.hours_absent
        ),
        str(OUTCOME_WORDS[Outcome(record.proposal)]),
        str(row.word),
        "".join(row.grounds),
    )


def _texts(
    total: Decimal, attended: Decimal, leave: Decimal, absent: Decimal
) -> tuple[str, str, str, str]:
    return hours_text(total), hours_text(attended), hours_text(leave), hours_text(absent)
