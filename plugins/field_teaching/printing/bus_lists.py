"""乘车名单: who sits where in which bus, with room to tick at every boarding; and the QR for the door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.documents import pdf_of_template
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.printing import head_of
from core.workbooks import write_xlsx
from plugins.field_teaching.models import Outing, Vehicle
from plugins.field_teaching.queries.outings import halts_of, way_in
from plugins.field_teaching.queries.vehicles import Rider, SeatPlan, seat_plan
from plugins.field_teaching.terms import COMPANION_WORDS, CompanionKind

TICKS = 5
"""Columns to tick where no outing says how many boardings there are."""


def as_pdf(training_class: TrainingClass, outing: Outing | None) -> bytes:
    """The lists as a PDF, a sheet for each vehicle; leaders need whole phone numbers."""
    plan = seat_plan(training_class.id, outing)
    halts = halts_of(outing.id) if outing else []
    sheets = []
    for one in plan.vehicles:
        way = way_in(halts, outing.variant, one.id) if outing else []
        ticks = [halt.stop.title for halt in way if halt.stop.boards][:8] or [""] * TICKS
        sheets.append({"vehicle": one, "rows": _rows(plan.riders[one.id]), "ticks": ticks})
    head = head_of(training_class, _("乘车名单"))
    return pdf_of_template(
        "field_teaching/vehicles/print_lists.html", **head, sheets=sheets, outing=outing,
        unplaced=_rows(plan.unplaced),
    )  # fmt: skip


def as_xlsx(training_class: TrainingClass, outing: Outing | None) -> bytes:
    """The lists as one sheet, those without a place at the end."""
    plan = seat_plan(training_class.id, outing)
    headers = [_("车"), _("座位"), _("姓名"), _("身份"), _("组"), _("单位"), _("手机")]
    return write_xlsx(_("乘车名单"), headers, _cells(plan))


def codes_as_pdf(training_class: TrainingClass, url_of: Callable[[Vehicle], str]) -> bytes:
    """A sheet for the door of each vehicle; `url_of` says what its QR opens."""
    plan = seat_plan(training_class.id)
    head = head_of(training_class, _("上车扫码"))
    sheets = [{"vehicle": one, "url": url_of(one)} for one in plan.vehicles]
    return pdf_of_template("field_teaching/vehicles/print_codes.html", **head, sheets=sheets)


def _cells(plan: SeatPlan) -> list[list[Any]]:
    named = [(one.name, rider) for one in plan.vehicles for rider in plan.riders[one.id]]
    named += [(_("未排座"), rider) for rider in plan.unplaced]
    return [
        [name, one.seat or "", one.name, _kind(one), one.group, one.unit, one.phone]
        for name, one in named
    ]


def _rows(riders: list[Rider]) -> list[dict[str, Any]]:
    return [
        {
            "seat": one.seat or "",
            "name": one.name,
            "group": one.group or _kind(one),
            "unit": one.unit or one.note,
            "phone": one.phone,
        }
        for one in riders
    ]


def _kind(one: Rider) -> str:
    return "" if one.kind == "trainee" else str(COMPANION_WORDS[CompanionKind(one.kind)])
