"""What 测验 gives to the whole and hears from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from flask import Blueprint

from core import clock
from core.audit import SYSTEM
from core.contributions import (
    Document,
    HeldData,
    JournalAct,
    MenuItem,
    OutboxAct,
    Panel,
    Permission,
)
from core.errors import Problem
from core.hookspecs import hookimpl
from core.i18n import lazy_gettext as _
from core.training.terms import Role
from plugins.quizzes import acts, assets, journal, phone, views
from plugins.quizzes import models as models
from plugins.quizzes.panels import hall, sittings
from plugins.quizzes.panels import marking as marking_panels
from plugins.quizzes.panels.hall_data import held_in_hall
from plugins.quizzes.panels.own_data import held_of
from plugins.quizzes.panels.phone import on_phone
from plugins.quizzes.queries.completing import closing_problems_of, completion_problems_of
from plugins.quizzes.services.closing import still_open
from plugins.quizzes.services.collecting import collect_class
from plugins.quizzes.services.copying import copy_quizzes
from plugins.quizzes.services.erasing import erase_writing
from plugins.quizzes.services.erasing_hall import erase_hall

TITLE = _("测验")
PLANNERS = (Role.HOST.value, Role.ORGANISER.value, Role.HEAD_TEACHER.value)
TEACHERS = (*PLANNERS, Role.COUNSELLOR.value)


@hookimpl
def register_blueprints() -> list[Blueprint]:
    """The console's pages, the trainees', and the plugin's own files."""
    return [views.blueprint, phone.blueprint, assets.blueprint]


@hookimpl
def register_permissions() -> list[Permission]:
    """Who sees keys, sets papers and sittings, marks, and who only watches a test and its results."""
    return [
        Permission("quizzes.view", _("查看测验和成绩"), TEACHERS),
        Permission("quizzes.bank", _("维护题库（含答案）"), PLANNERS),
        Permission("quizzes.plan", _("组卷、安排测验"), PLANNERS),
        Permission("quizzes.mark", _("阅卷、更正答案、处理复核"), TEACHERS),
        Permission("quizzes.jury", _("评审互学互考的题目"), TEACHERS),
        Permission("quizzes.poll", _("发起现场投票"), TEACHERS),
    ]


@hookimpl
def register_menu() -> list[MenuItem]:
    """The tab 测验."""
    return [MenuItem("quizzes.index", TITLE, "class", "quizzes.view", 45, "question")]


@hookimpl
def register_outbox_acts() -> list[OutboxAct]:
    """Answers, and what else a trainee's phone keeps until there is a signal."""
    return acts.acts()


@hookimpl
def register_journal_acts() -> list[JournalAct]:
    """The acts of tests in words."""
    return journal.journal_acts()


@hookimpl
def register_documents() -> list[Document]:
    """The paper of the sitting that is next, 成绩单 of every test that counts."""
    return [
        Document("quizzes.print_latest", _("测验试卷"), "quizzes.plan", order=44),
        Document("quizzes.print_results", _("成绩单"), "quizzes.view", order=45),
    ]


@hookimpl
def completion_problems(enrolment: Any) -> list[Problem]:
    """A required test that was missed, failed or is not marked."""
    return completion_problems_of(enrolment)


@hookimpl
def closing_problems(training_class: Any) -> list[Problem]:
    """Tests that are still open, and papers of required ones that wait to be marked; what is over is collected."""
    if not training_class.is_frozen:
        collect_class(training_class.id, at=clock.now())
    return still_open(training_class.id, clock.now()) + closing_problems_of(training_class.id)


@hookimpl
def trainee_panels(enrolment: Any) -> list[Panel]:
    """A trainee's tests and their results."""
    return marking_panels.of_trainee(enrolment)


@hookimpl
def register_commands() -> list[click.Command]:
    """`jixun import questions FILE` and `jixun export questions FILE`."""
    from plugins.quizzes import commands  # readers and writers: the server does without

    return [commands.import_group, commands.export_group]


@hookimpl
def phone_cards(enrolment: Any) -> list[Panel]:
    """A question put to the hall, the test that is open, one that comes, results that came out."""
    return hall.on_phone(enrolment) + on_phone(enrolment)


@hookimpl
def personal_data(person: Any) -> list[HeldData]:
    """The tests that a person took, polls that they answered, questions that they wrote."""
    return held_of(person.id) + held_in_hall(person.id)


@hookimpl
def erase_personal_data(person: Any, before: datetime) -> int:
    """Votes, and what was written in one's own words, go; marks and points stay."""
    return erase_writing(person.id, before) + erase_hall(person.id, before)


@hookimpl
def class_panels(training_class: Any) -> list[Panel]:
    """What is written now, what comes today, and what waits for markers."""
    return sittings.of_class(training_class, TITLE) + marking_panels.of_class(training_class)


@hookimpl
def lesson_panels(lesson: Any) -> list[Panel]:
    """The tests of a lesson."""
    return sittings.of_lesson(lesson, TITLE)


@hookimpl
def copy_class(source: Any, target: Any) -> None:
    """Last year's papers, and the sittings on this year's days."""
    copy_quizzes(source, target, by=SYSTEM, at=clock.now())


@hookimpl
def fill_demonstration(training_class: Any, at: datetime) -> None:
    """A bank, four tests, a poll that is open, and a round of questions from the groups."""
    from plugins.quizzes import demonstration  # once in a class's life

    demonstration.fill(training_class, at)
