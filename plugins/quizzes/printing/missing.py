"""未作答名单: who has not written a sitting, on paper and as a sheet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.printing import head_of
from core.workbooks import write_xlsx
from plugins.quizzes.models import Sitting
from plugins.quizzes.printing.press import printed
from plugins.quizzes.queries.progress import Seat, Writer, progress_of
from plugins.quizzes.texts import when_words


def missing_pdf(training_class: TrainingClass, sitting: Sitting, *, at: datetime) -> bytes:
    """The list for a notice board or a phone call."""
    progress = progress_of(sitting, at)
    rows = [_row(one) for one in progress.writers if one.seat is Seat.WAITING]
    return printed(
        "missing.html",
        **head_of(training_class, _("未作答名单")),
        sitting=sitting.title,
        when=when_words(sitting.opens_at, sitting.closes_at, training_class.zone),
        due=progress.due,
        rows=rows,
    )


def missing_xlsx(sitting: Sitting, *, at: datetime) -> bytes:
    """The same list, to filter and to send round."""
    found = [one for one in progress_of(sitting, at).writers if one.seat is Seat.WAITING]
    headers = [_("学号"), _("姓名"), _("单位"), _("组别"), _("手机号码")]
    return write_xlsx(_("未作答名单"), headers, [_cells(one) for one in found])


def _cells(writer: Writer) -> list[Any]:
    row = _row(writer)
    return [writer.enrolment.number, *(row[name] for name in ("name", "unit", "group", "phone"))]


def _row(writer: Writer) -> dict[str, str]:
    one = writer.enrolment
    return {
        "number": str(one.number),
        "name": one.name,
        "unit": one.unit_name,
        "group": one.group.name if one.group else "",
        "phone": one.person.phone or "",
    }
