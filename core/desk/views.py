"""The console's home, a class's overview, the journal, and the state of the installation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from flask_security import current_user

from core import clock, operations, plugins
from core.access.guard import SIGNED_IN, SYSTEM, may, this_class
from core.contributions import Document
from core.desk import queries, rules
from core.desk.terms import ACT_WORDS
from core.intake import whole
from core.jobs import Job
from core.plugins import PluginFault
from core.training.models import TrainingClass
from core.training.rules import STATE_WORDS, State
from core.web import needs, page

blueprint = Blueprint("desk", __name__, url_prefix="/console")


@blueprint.get("/")
@needs(SIGNED_IN)
def home() -> Response:
    """The classes that one works in: running as cards, the others by year."""
    classes = queries.visible_classes(current_user.id, everything=current_user.is_administrator)
    running = [one for one in classes if queries.is_running(one)]
    others: dict[int, list[object]] = {}
    for one in classes:
        if one not in running:
            others.setdefault(one.starts_on.year, []).append(one)
    cards = queries.classes_today(running, clock.now())
    return page("console/desk/home.html", cards=cards, others=others)


@blueprint.get("/classes/<class_code>/")
@needs("training.view")
def overview() -> Response:
    """What an organiser should see first in the morning."""
    found = this_class()
    card = queries.classes_today([found], clock.now())[0]
    drawn = plugins.panels("class_panels", found.id, training_class=found)
    return page(
        "console/desk/overview.html",
        card=card,
        panels=drawn,
        step=_step(found, card),
        words=STATE_WORDS,
        papers=_papers(found.id),
    )


def _papers(class_id: int) -> list[Document]:
    """Every printed paper of the class, whoever makes it, that the person who asks may have."""
    given = plugins.gather("register_documents")
    held = [
        paper
        for owner, paper in given
        if plugins.is_on(owner, class_id) and may(paper.permission, class_id)
    ]
    return sorted(held, key=lambda paper: paper.order)


@blueprint.get("/classes/<class_code>/settings/journal")
@needs("training.edit")
def journal() -> Response:
    """Who did what in this class."""
    number = max(request.args.get("page", 1, type=whole), 1)
    entries, more = queries.journal(this_class().id, number)
    return page(
        "console/desk/journal.html",
        entries=entries,
        more=more,
        number=number,
        acts=_act_words(),
        names=queries.subject_names(entries),
    )


@blueprint.get("/system")
@needs(SYSTEM)
def system() -> Response:
    """Whether the installation is well: its check, its plugins' faults, its jobs."""
    return page(
        "console/desk/system.html",
        findings=operations.findings(),
        plugins=plugins.switchable(),
        faults=queries.latest(PluginFault),
        jobs=queries.latest(Job),
    )


def _step(found: TrainingClass, card: queries.ClassToday) -> rules.NextStep | None:
    return rules.next_step(
        State(found.state),
        has_trainees=bool(card.trainees or card.not_arrived),
        has_lessons=queries.has_lessons(found.id),
        ends_on=found.ends_on,
        today=clock.local(clock.now(), found.zone).date(),
    )


def _act_words() -> dict[str, Any]:
    titles = {one.name: one.title for _owner, one in plugins.gather("register_permissions")}
    own = {one.name: one.title for _owner, one in plugins.gather("register_journal_acts")}
    return titles | own | ACT_WORDS
