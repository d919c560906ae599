"""The console's pages of notices: what was told, who has read it, telling something new."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from core import clock
from core.access.guard import this_class
from core.enrolment.queries import trainees
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import whole
from core.notices import queries, services
from core.notices.forms import EVERYONE, NoticeForm
from core.web import actor, go_to, needs, page

blueprint = Blueprint("notices", __name__, url_prefix="/console/classes/<class_code>/notices")


@blueprint.get("/")
@needs("notices.view")
def index() -> Response:
    """What the class was told."""
    sent = queries.notices_sent(this_class().id)
    return page("console/notices/index.html", sent=sent)


@blueprint.route("/new", methods=["GET", "POST"])
@needs("notices.publish")
def publish() -> Response:
    """Tells the class, or the trainee named by ?to=, something."""
    form, found = NoticeForm(), this_class()
    form.offer(trainees(found.id))
    if form.validate_on_submit():
        try:
            services.publish(found, **form.typed(), by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("通知已发出，学员在手机的“通知”里看到。"), "success")
            return go_to(url_for("notices.index"))
    elif request.method == "GET":
        form.to.data = request.args.get("to", EVERYONE, type=whole)
    return page("console/notices/publish.html", 422 if form.errors else 200, form=form)


@blueprint.get("/<int:notice_id>")
@needs("notices.view")
def show(notice_id: int) -> Response:
    """A notice, and who has not opened it yet."""
    notice = queries.notice_by_id(this_class().id, notice_id)
    return page("console/notices/show.html", notice=notice, readers=queries.readers(notice))


@blueprint.post("/<int:notice_id>/withdraw")
@needs("notices.publish")
def withdraw(notice_id: int) -> Response:
    """Takes a notice back."""
    notice = queries.notice_by_id(this_class().id, notice_id)
    services.withdraw(notice, by=actor(), at=clock.now())
    flash(_("通知已撤回。"), "success")
    return go_to(url_for("notices.index"))
