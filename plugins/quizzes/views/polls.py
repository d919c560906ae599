"""现场投票 on the desk: choose a question, run it, and the screen in the hall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, request, url_for

from core import clock, files, qr
from core.access.guard import this_class
from core.errors import Refused
from core.i18n import gettext as _
from core.intake import wholes
from core.web import actor, download, go_to, needs, page
from plugins.quizzes.queries import polls as queries
from plugins.quizzes.rules.polls import POLLED
from plugins.quizzes.services import polls as services
from plugins.quizzes.terms import KIND_WORDS
from plugins.quizzes.views.blueprint import blueprint, say, subnav


@blueprint.get("/polls")
@needs("quizzes.poll")
def polls() -> Response:
    """Questions to choose from, the poll that runs, and those that were."""
    text, kind = request.args.get("q", ""), request.args.get("kind", "")
    found, count = queries.askable(this_class().id, text, kind)
    return page(
        "quizzes/hall/polls.html",
        found=found,
        count=count,
        text=text,
        kind=kind,
        kinds=[(one.value, KIND_WORDS[one]) for one in POLLED],
        kind_words=KIND_WORDS,
        held=queries.polls_of(this_class().id),
        pages=subnav("polls"),
    )


@blueprint.post("/polls")
@needs("quizzes.poll")
def open_poll() -> Response:
    """Puts a question on the screen."""
    version = next(iter(wholes([request.form.get("version", "")])), 0)
    try:
        poll = services.open_poll(this_class(), version, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
        return go_to(url_for("quizzes.polls"))
    return go_to(url_for("quizzes.poll", poll_id=poll.id))


@blueprint.get("/polls/<int:poll_id>")
@needs("quizzes.poll")
def poll(poll_id: int) -> Response:
    """How it stands, and what may be done next."""
    return _shown(poll_id, "poll.html")


@blueprint.get("/polls/<int:poll_id>/bars")
@needs("quizzes.poll")
def poll_bars(poll_id: int) -> Response:
    """The numbers alone, fetched again and again."""
    return _shown(poll_id, "_desk.html")


def _shown(poll_id: int, template: str) -> Response:
    standing = queries.counted(queries.poll_by_id(this_class().id, poll_id))
    return page(
        f"quizzes/hall/{template}",
        standing=standing,
        kind_words=KIND_WORDS,
        address=_address(),
        pages=subnav("polls"),
    )


def _address() -> str:
    """Where phones answer: the same for every poll of the class, so nobody scans twice."""
    known = current_app.config["JIXUN"].public_url or request.url_root.rstrip("/")
    return f"{known}{url_for('quizzes_phone.poll')}"


@blueprint.post("/polls/<int:poll_id>/close")
@needs("quizzes.poll")
def close_poll(poll_id: int) -> Response:
    """Takes no more answers."""
    return _done(poll_id, services.close_poll)


@blueprint.post("/polls/<int:poll_id>/reopen")
@needs("quizzes.poll")
def reopen_poll(poll_id: int) -> Response:
    """Takes answers again."""
    return _done(poll_id, services.reopen_poll)


@blueprint.post("/polls/<int:poll_id>/bars")
@needs("quizzes.poll")
def show_bars(poll_id: int) -> Response:
    """Shows the bars, or covers them."""
    shown = request.form.get("shown") == "1"

    def act(found: Any, **who: Any) -> None:
        services.show_bars(found, shown, **who)

    return _done(poll_id, act)


@blueprint.post("/polls/<int:poll_id>/key")
@needs("quizzes.poll")
def show_key(poll_id: int) -> Response:
    """Shows the right answer, and closes."""
    return _done(poll_id, services.show_key)


def _done(poll_id: int, act: Callable[..., None]) -> Response:
    """Does it, and back to where the button stood: the desk's page, or the screen in the hall."""
    try:
        act(queries.poll_by_id(this_class().id, poll_id).poll, by=actor(), at=clock.now())
    except Refused as refused:
        say(refused)
    if request.form.get("from") == "screen":
        return go_to(url_for("quizzes.poll_screen"))
    return go_to(url_for("quizzes.poll", poll_id=poll_id))


@blueprint.get("/polls/screen")
@needs("quizzes.poll")
def poll_screen() -> Response:
    """The projector: whatever question is put there, with a QR that stays the same."""
    return _screen("screen.html")


@blueprint.get("/polls/screen/part")
@needs("quizzes.poll")
def poll_screen_part() -> Response:
    """What of the screen changes."""
    return _screen("_screen.html")


def _screen(template: str) -> Response:
    latest, address = queries.latest_poll(this_class().id), _address()
    return page(
        f"quizzes/hall/{template}",
        standing=queries.counted(latest) if latest else None,
        kind_words=KIND_WORDS,
        address=address,
        code=qr.svg(address, title=_("投票二维码")),
    )


@blueprint.get("/polls/<int:poll_id>/pictures/<name>")
@needs("quizzes.poll")
def poll_picture(poll_id: int, name: str) -> Response:
    """A picture of the question, for the screen."""
    item = queries.poll_by_id(this_class().id, poll_id).item
    file, media_type = queries.picture_file(item, name)
    return download(files.read(file), name, media_type, inline=True)
