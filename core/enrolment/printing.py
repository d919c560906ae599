"""学员名册, 分组名单 and 报到单 on paper, and the list as a sheet that can be imported again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from core.documents import pdf_of_template
from core.enrolment.models import Enrolment
from core.enrolment.queries import groups_of, trainees
from core.enrolment.rules import ENROLMENT_WORDS, EnrolmentState
from core.i18n import gettext as _
from core.people.rules import GENDER_WORDS, Gender
from core.training.models import TrainingClass
from core.training.printing import head_of
from core.workbooks import write_xlsx


def roster(training_class: TrainingClass, order: str) -> bytes:
    """学员名册 as a PDF."""
    rows = [_row(one) for one in trainees(training_class.id, order)]
    head = head_of(training_class, _("学员名册"))
    return pdf_of_template("print/roster.html", **head, rows=rows)


def groups(training_class: TrainingClass) -> bytes:
    """分组名单 as a PDF, group after group, those without one at the end."""
    by_group: dict[int | None, list[dict[str, str]]] = {}
    for one in trainees(training_class.id, "strokes"):
        by_group.setdefault(one.group_id, []).append(_row(one))
    listed: list[dict[str, Any]] = [
        {"name": group.name, "leader": "", "rows": by_group.get(group.id, [])}
        for group in groups_of(training_class.id)
    ]
    if None in by_group:
        listed.append({"name": _("未编组"), "leader": "", "rows": by_group[None]})
    head = head_of(training_class, _("分组名单"))
    return pdf_of_template("print/groups.html", **head, groups=listed)


def slips(
    training_class: TrainingClass,
    enrolments: Sequence[Enrolment],
    url_of: Callable[[Enrolment], str],
) -> bytes:
    """报到单 to be cut, six a page; `url_of` says what the QR of each opens."""
    made = [
        {**_row(one), "room": "", "code": one.activation_code, "url": url_of(one)}
        for one in enrolments
    ]
    head = head_of(training_class, _("报到单"))
    return pdf_of_template("print/reporting_slip.html", **head, slips=made)


def sheet(rows: Sequence[Enrolment]) -> bytes:
    """The list as an .xlsx whose headers the import understands."""
    headers = [
        *(_("学号"), _("姓名"), _("性别"), _("单位"), _("职务"), _("手机号码")),
        *(_("组别"), _("民族"), _("身份证号码"), _("状态"), _("备注")),
    ]
    values = [_cells(one) for one in rows]
    return write_xlsx(_("学员名册"), headers, values)


def _cells(one: Enrolment) -> list[Any]:
    row, person = _row(one), one.person
    return [
        *(one.number, row["name"], row["gender"], row["unit"], row["position"], row["phone"]),
        *(row["group"], person.ethnicity, person.id_number or ""),
        *(str(ENROLMENT_WORDS[EnrolmentState(one.state)]), one.note),
    ]


def _row(one: Enrolment) -> dict[str, str]:
    gender = Gender(one.person.gender)
    known = gender in (Gender.MALE, Gender.FEMALE)
    return {
        "number": str(one.number),
        "name": one.name,
        "gender": str(GENDER_WORDS[gender]) if known else "",
        "unit": one.unit_name,
        "position": one.position,
        "group": one.group.name if one.group else "",
        "phone": one.person.phone or "",
    }
