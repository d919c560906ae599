"""报到: find by surname or the last digits, tick, and see who has not arrived."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.enrolment import queries, services
from core.enrolment.queries import Filter
from core.enrolment.rules import ARRIVED
from core.enrolment.views.blueprint import blueprint, public_address, qr_picture, say
from core.errors import Refused
from core.i18n import gettext as _
from core.web import actor, go_to, is_fragment, needs, page

MOST_FOUND = 30


@blueprint.get("/reporting")
@needs("enrolment.report")
def reporting() -> Response:
    """The desk at the door; as a fragment, only those who were found."""
    found, text = this_class(), request.args.get("q", "").strip()[:40]
    rows = queries.trainees(found.id, "pinyin", Filter(search=text)) if text else []
    values = {"found": rows[:MOST_FOUND], "more": len(rows) - MOST_FOUND, "q": text}
    if is_fragment():
        return page("console/enrolment/_found.html", arrived=ARRIVED, **values)
    link = public_address("enrolment_public.class_page", token=found.public_token)
    return page(
        "console/enrolment/reporting.html",
        units=queries.arrivals_by_unit(found.id),
        arrived=ARRIVED,
        link=link,
        picture=qr_picture(link),
        **values,
    )


@blueprint.post("/<int:enrolment_id>/report-in")
@needs("enrolment.report")
def report_in(enrolment_id: int) -> Response:
    """Ticks a trainee as arrived, or takes the tick back."""
    found = queries.trainee_by_id(this_class().id, enrolment_id)
    back = request.form.get("back") == "1"
    service = services.take_back_report if back else services.report_in
    try:
        service(found, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    else:
        said = _("已取消 %(name)s 的报到。") if back else _("%(name)s 已报到。")
        flash(said % {"name": found.name}, "success")
    return go_to(_back(found.id))


def _back(enrolment_id: int) -> str:
    if request.form.get("to") == "trainee":
        return url_for("enrolment.trainee", enrolment_id=enrolment_id)
    return url_for("enrolment.reporting", q=request.form.get("q") or None)
