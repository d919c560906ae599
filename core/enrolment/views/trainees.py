"""The list of trainees: filter, sort, find, and what is done to several at once."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.enrolment import queries, services
from core.enrolment.printing import sheet
from core.enrolment.queries import Filter
from core.enrolment.rules import ENROLMENT_WORDS, GONE, HOLDS_PLACE, EnrolmentState
from core.enrolment.views.blueprint import blueprint, check_all, chosen_ids, say
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import lazy_gettext
from core.intake import whole, wholes
from core.web import actor, download, go_to, needs, page
from core.workbooks import XLSX

ORDERS = [
    ("number", lazy_gettext("学号")),
    ("strokes", lazy_gettext("姓氏笔画")),
    ("pinyin", lazy_gettext("拼音")),
    ("unit", lazy_gettext("单位")),
    ("group", lazy_gettext("组")),
]
TONES = {
    EnrolmentState.REPORTED: "ok",
    EnrolmentState.TRAINING: "ok",
    EnrolmentState.COMPLETED: "ok",
    EnrolmentState.APPROVED: "leave",
    EnrolmentState.ENROLLED: "leave",
    EnrolmentState.NOT_COMPLETED: "late",
    EnrolmentState.MAKE_UP: "late",
}


@blueprint.get("/")
@needs("enrolment.view")
def trainees() -> Response:
    """Everybody in the class, by group, unit and state."""
    class_id, asked = this_class().id, _asked()
    shown = queries.trainee_page(
        class_id, asked["order"], _filter(asked), request.args.get("page", 1, whole)
    )
    return page(
        "console/enrolment/trainees.html",
        shown=shown,
        asked=asked,
        orders=ORDERS,
        **_options(class_id),
        words=ENROLMENT_WORDS,
        tones=TONES,
        waiting=queries.application_states(class_id),
        check_all=check_all(),
    )


def _options(class_id: int) -> dict[str, Any]:
    """What the list may be filtered by: only what there is."""
    groups, counts = queries.groups_of(class_id), queries.states_of(class_id)
    states = [
        (state.value, f"{ENROLMENT_WORDS[state]} {counts[state]}")
        for state in EnrolmentState
        if state in counts
    ]
    return {
        "group_options": [(one.id, one.name) for one in groups] + [("none", _("未编组"))],
        "group_names": [(one.name, one.name) for one in groups],
        "unit_options": [(one.id, one.name) for one in queries.units_of(class_id)],
        "state_options": [*states, ("gone", _("已离开")), ("all", _("全部"))],
    }


def _asked() -> dict[str, Any]:
    """What the address asks for; what it does not say is left out of links."""
    order = request.args.get("order", "number")
    return {
        "order": order if order in queries.ORDERS else "number",
        "group": request.args.get("group", ""),
        "unit": request.args.get("unit", ""),
        "state": request.args.get("state", ""),
        "q": request.args.get("q", "").strip()[:40],
    }


def _filter(asked: dict[str, Any]) -> Filter:
    states: dict[str, Any] = {"": HOLDS_PLACE, "gone": GONE, "all": ()}
    known = {state.value for state in EnrolmentState}
    wanted = states.get(asked["state"], (asked["state"],) if asked["state"] in known else ())
    return Filter(
        states=[str(state) for state in wanted],
        group_id=next(iter(wholes([asked["group"]])), None),
        unit_id=next(iter(wholes([asked["unit"]])), None),
        search=asked["q"],
        ungrouped=asked["group"] == "none",
    )


@blueprint.post("/group")
@needs("enrolment.edit")
def group() -> Response:
    """Puts the ticked trainees into a group, new or not, or takes them out of theirs."""
    found = this_class()
    chosen = queries.trainees_by_ids(found.id, chosen_ids())
    name = request.form.get("new_group", "").strip() or request.form.get("group", "")
    try:
        count = services.change_groups(found, chosen, name, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    else:
        put = _("已把 %(count)d 人编入%(name)s。", count=count, name=name)
        flash(put if name else _("已把 %(count)d 人移出原组。", count=count), "success")
    return go_to(_back())


@blueprint.post("/divide")
@needs("enrolment.edit")
def divide() -> Response:
    """Divides the class into so many groups, units and sexes spread evenly."""
    count = request.form.get("count", "")
    number = int(count) if count.isdecimal() and len(count) < 5 else 0
    try:
        made = services.group_automatically(this_class(), number, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    else:
        flash(_("已按单位和性别均衡分成 %(count)d 组。", count=len(made)), "success")
    return go_to(url_for("enrolment.trainees", order="group"))


@blueprint.get("/export.xlsx")
@needs("enrolment.edit")
def export() -> Response:
    """The list as it is filtered, as a sheet that can be imported again."""
    found, asked = this_class(), _asked()
    rows = queries.trainees(found.id, asked["order"], _filter(asked))
    name = _("%(name)s学员名册.xlsx", name=found.name)
    return download(sheet(rows), name, XLSX)


def _back() -> str:
    """The list as it was filtered before."""
    keep: dict[str, Any] = {
        name: request.form[name] for name in ("order", "q", "state") if request.form.get(name)
    }
    return url_for("enrolment.trainees", **keep)
