"""现场投票 on the phone: the question on the screen, answered by one tap."""

from __future__ import annotations

from flask import Response, flash, jsonify, request, url_for

from core import clock, files
from core.access.guard import TRAINEE, this_class
from core.enrolment.current import this_trainee
from core.errors import Refused
from core.i18n import gettext as _
from core.web import download, go_to, needs, page
from plugins.quizzes.phone.blueprint import blueprint
from plugins.quizzes.queries import polls as queries
from plugins.quizzes.rules.polls import choices_of, given_of, values_of
from plugins.quizzes.services import polls as services


@blueprint.get("/poll")
@needs(TRAINEE)
def poll() -> Response:
    """Whatever question stands on the screen now."""
    standing = queries.latest_poll(this_class().id)
    trainee = this_trainee()
    own = queries.own_vote(standing.poll.id, trainee.id) if standing else None
    seen = standing and standing.poll.shows_bars and (own is not None or not standing.is_open)
    return page(
        "quizzes/hall/phone_poll.html",
        standing=queries.counted(standing) if standing and seen else standing,
        seen=seen,
        choices=choices_of(standing.item) if standing else [],
        own=values_of(own),
        mark=standing.mark if standing else "",
    )


@blueprint.get("/poll/state")
@needs(TRAINEE)
def poll_state() -> Response:
    """Whether the phone should draw its page anew; says nothing of the question."""
    standing = queries.latest_poll(this_class().id)
    answer: Response = jsonify(mark=standing.mark if standing else "")
    return answer


@blueprint.post("/polls/<int:poll_id>")
@needs(TRAINEE)
def vote(poll_id: int) -> Response:
    """Keeps what was tapped; until the poll is closed another tap takes its place."""
    standing = queries.poll_by_id(this_class().id, poll_id)
    try:
        given = given_of(standing.item, request.form.getlist("given"))
        services.vote(standing.poll, this_trainee(), given, at=clock.now())
        flash(_("已收到您的选择，投票结束前可以改。"), "success")
    except Refused as refused:
        flash(str(refused.problems[0]), "warning")
    return go_to(url_for("quizzes_phone.poll"))


@blueprint.get("/polls/<int:poll_id>/pictures/<name>")
@needs(TRAINEE)
def poll_picture(poll_id: int, name: str) -> Response:
    """A picture of the question."""
    item = queries.poll_by_id(this_class().id, poll_id).item
    file, media_type = queries.picture_file(item, name)
    return download(files.read(file), name, media_type, inline=True)
