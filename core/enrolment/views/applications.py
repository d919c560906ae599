"""报名: the inbox, the units' places, and the links that bring people here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.enrolment import queries, services
from core.enrolment.forms import QuotaForm
from core.enrolment.models import Application
from core.enrolment.rules import APPLICATION_WORDS, ApplicationState, free_places, open_problem
from core.enrolment.services.places import taken_in
from core.enrolment.views.blueprint import (
    blueprint,
    check_all,
    chosen_ids,
    public_address,
    qr_picture,
    say,
)
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.intake import whole
from core.web import actor, go_to, needs, page

Decision = Callable[..., Any]
DECISIONS: dict[str, Decision] = {
    "approve": services.approve,
    "return": services.return_application,
    "waiting": services.put_on_waiting,
}


@blueprint.get("/applications")
@needs("enrolment.view")
def applications() -> Response:
    """Applications by state, with the places that are left."""
    found, state = this_class(), request.args.get("state", ApplicationState.PENDING.value)
    known = state if state in set(ApplicationState) else ""
    taken = taken_in(found.id)
    link = public_address("enrolment_public.class_page", token=found.public_token)
    return page(
        "console/enrolment/applications.html",
        rows=queries.applications(found.id, known),
        state=known,
        counts=queries.application_states(found.id),
        words=APPLICATION_WORDS,
        taken=taken,
        free=free_places(found.capacity, taken.total),
        link=link,
        picture=qr_picture(link),
        check_all=check_all(),
        closed=open_problem(found.state, found.apply_until, clock.now()),
    )


@blueprint.get("/applications/<int:application_id>")
@needs("enrolment.view")
def application(application_id: int) -> Response:
    """One application, and whose file it may belong to where that is a question."""
    found = queries.application_by_id(this_class().id, application_id)
    return page(
        "console/enrolment/application.html",
        application=found,
        offered=services.files_offered(found),
        words=APPLICATION_WORDS,
        link=public_address("enrolment_public.standing", token=found.token),
    )


@blueprint.post("/applications/<int:application_id>/decide")
@needs("enrolment.decide")
def decide(application_id: int) -> Response:
    """Approves one, saying whose file it is; or returns it, or puts it on the waiting list."""
    found = queries.application_by_id(this_class().id, application_id)
    decision, reason = request.form.get("decision", ""), request.form.get("reason", "")
    chosen = request.form.get("person", type=whole)
    more = {} if chosen is None or decision != "approve" else {"chosen": chosen}
    try:
        service: Decision = DECISIONS.get(decision, _nothing)
        service(found, by=actor(), at=clock.now(), reason=reason, **more)
    except Refused as refused:
        say(refused)
        return go_to(url_for(".application", application_id=found.id))
    flash(_("已处理 %(name)s 的报名。", name=found.name), "success")
    return go_to(url_for(".applications"))


@blueprint.post("/applications/decide")
@needs("enrolment.decide")
def decide_all() -> Response:
    """The same decision on each that was ticked; each stands alone, and what was refused is said."""
    rows = queries.applications_by_ids(this_class().id, chosen_ids())
    service = DECISIONS.get(request.form.get("decision", ""), _nothing)
    done = sum(_decided(service, row) for row in rows)
    if done:
        flash(_("已处理 %(count)d 人。", count=done), "success")
    if not rows:
        flash(_("没有勾选任何人。"), "warning")
    return go_to(url_for(".applications", state=request.form.get("state") or None))


def _decided(service: Callable[..., Any], row: Application) -> bool:
    name, reason = row.name, request.form.get("reason", "")
    try:
        service(row, by=actor(), at=clock.now(), reason=reason)
    except Refused as refused:
        flash(_("%(name)s 没有处理：%(why)s", name=name, why=str(refused)), "warning")
        return False
    return True


def _nothing(_application: Application, **_more: Any) -> None:
    """A button that does not exist decides nothing."""
    raise Refused(Problem("no_decision", _("请选择处理方式。")))


# -- units' places ----------------------------------------------------------------------------------


@blueprint.route("/quotas", methods=["GET", "POST"])
@needs("enrolment.decide")
def quotas() -> Response:
    """How many each unit may send, what is taken, and each unit's own link."""
    found, form = this_class(), QuotaForm()
    if form.validate_on_submit():
        wanted = quotas_written(form.quotas.data or "")
        try:
            given = services.set_quotas(found, wanted, by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("已保存 %(count)d 个单位的名额。", count=len(given)), "success")
            return go_to(url_for(".quotas"))
    rows = queries.quota_rows(found.id)
    links = {row.quota.id: _unit_link(row.quota.token) for row in rows}
    return page("console/enrolment/quotas.html", form=form, rows=rows, links=links)


@blueprint.get("/quotas/<int:quota_id>")
@needs("enrolment.decide")
def quota(quota_id: int) -> Response:
    """A unit's link large, as a QR and as text."""
    found = queries.quota_by_id(this_class().id, quota_id)
    link = _unit_link(found.token)
    return page("console/enrolment/quota.html", quota=found, link=link, picture=qr_picture(link))


@blueprint.post("/quotas/<int:quota_id>/<any(drop, renew):act>")
@needs("enrolment.decide")
def change_quota(quota_id: int, act: str) -> Response:
    """Takes a unit off the list, or gives it another link."""
    found = queries.quota_by_id(this_class().id, quota_id)
    try:
        if act == "drop":
            services.drop_quota(found, by=actor(), at=clock.now())
        else:
            services.renew_link(found, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    else:
        flash(_("已完成。原来的链接作废。"), "success")
    return go_to(url_for(".quotas"))


def _unit_link(token: str) -> str:
    return public_address("enrolment_public.unit_page", token=token)


def quotas_written(text: str) -> dict[str, int | None]:
    """Units and places from lines such as `市总工会 3`; a line without a number sets no limit."""
    found: dict[str, int | None] = {}
    for line in text.splitlines():
        match = re.fullmatch(r"\s*(.*?)[\s,，:：]*(\d{1,6})?\s*(?:人|名)?\s*", line)
        if match and match[1].strip():
            found[" ".join(match[1].split())] = int(match[2]) if match[2] else None
    return found
