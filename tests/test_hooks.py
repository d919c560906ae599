"""The hooks are a contract: each is written down, used, and survived when a plugin breaks it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, g, session
from sqlalchemy import select

from core import config, demo, events, hook_book, plugins
from core.app import create_app
from core.attendance.rules import Tally
from core.audit import Actor
from core.clock import now
from core.contributions import Panel
from core.db import db
from core.enrolment.queries import trainees
from core.errors import Problem, WrongStart
from core.hookspecs import hookimpl
from core.people import models as people_models
from core.plugins import PluginFault
from core.testing import Maker, rows_of
from core.transaction import transaction

ENTRIES = {entry.name: entry for entry in hook_book.entries()}
AT_THE_START = [name for name in ENTRIES if name.startswith("register_")]
QUESTIONS = [name for name in ENTRIES if name.endswith("_problems")]
FACTS = ["enrolled", "checked_in", "leave_decided", "lesson_moved", "class_closed"]
DRAWN = [name for name in ENTRIES if name.endswith(("_panels", "_cards"))]
RIGHTS = ["personal_data", "erase_personal_data"]


def broken_plugin(hook: str) -> Any:
    """A plugin whose one hook raises."""
    names = hook_book.arguments_of(hook)
    source = f"def {hook}({', '.join(names)}):\n    raise ZeroDivisionError('{hook}')"
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102
    return SimpleNamespace(**{hook: hookimpl(space[hook])})


def test_every_hook_belongs_to_one_kind() -> None:
    known = [*AT_THE_START, *QUESTIONS, *FACTS, *DRAWN, *RIGHTS, "copy_class", "fill_demonstration"]
    assert sorted(known) == sorted(ENTRIES)


def test_hook_book_on_disk_is_what_the_specifications_say() -> None:
    written = (config.ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
    assert written == hook_book.book(), "run: jixun hooks --markdown > docs/hooks.md"


@pytest.mark.parametrize("name", ENTRIES)
def test_hook_is_documented_with_its_four_labels(name: str) -> None:
    entry = ENTRIES[name]
    assert list(entry.labels) == list(hook_book.LABELS)
    assert all(entry.labels.values())
    assert entry.summary.endswith(".")


@pytest.mark.parametrize("name", ENTRIES)
def test_hook_has_a_real_user(app: Flask, name: str) -> None:
    assert plugins.answerers(name) != []


@pytest.mark.parametrize("name", AT_THE_START)
def test_broken_registration_stops_the_start_and_names_the_plugin(
    settings: config.Settings, name: str
) -> None:
    def start() -> None:
        made = create_app(
            settings=settings, testing=True, extra_plugins=[("cracked", broken_plugin(name))]
        )
        with made.app_context():
            plugins.gather(name)

    with pytest.raises(WrongStart, match="cracked"):
        start()


def test_misspelt_hook_stops_the_start(settings: config.Settings) -> None:
    misspelt = SimpleNamespace(check_in_problem=hookimpl(lambda: [Problem("x", "x")]))
    with pytest.raises(WrongStart, match="speller"):
        create_app(settings=settings, testing=True, extra_plugins=[("speller", misspelt)])


def test_table_without_the_plugins_name_stops_the_start(settings: config.Settings) -> None:
    with pytest.raises(WrongStart, match="must begin with 'thief_'"):
        create_app(settings=settings, testing=True, extra_plugins=[("thief", people_models)])


@pytest.fixture
def with_broken(settings: config.Settings) -> Callable[[str], Flask]:
    def made(hook: str) -> Flask:
        return create_app(
            settings=settings, testing=True, extra_plugins=[("cracked", broken_plugin(hook))]
        )

    return made


def _arguments(hook: str, make: Maker) -> tuple[int, dict[str, Any]]:
    training_class = make.training_class()
    trainee, lesson = make.trainee(training_class), make.lesson(training_class)
    g.class_code = training_class.code  # as on a page of this class
    known = {
        "training_class": training_class,
        "person": trainee.person,
        "lesson": lesson,
        "enrolment": trainee,
        "place": None,
        "tally": Tally(),
    }
    return training_class.id, {name: known[name] for name in hook_book.arguments_of(hook)}


@pytest.mark.parametrize("name", QUESTIONS)
def test_broken_question_refuses_and_names_the_plugin(with_broken: Any, name: str) -> None:
    with with_broken(name).app_context() as context:
        class_id, arguments = _arguments(name, Maker(context.app))
        problems = plugins.ask(name, class_id, **arguments)
        assert "plugin_failed" in [problem.code for problem in problems]
        assert any("cracked" in str(problem) for problem in problems)


@pytest.mark.parametrize("name", DRAWN)
def test_broken_panel_is_left_out_and_noted(with_broken: Any, name: str) -> None:
    app = with_broken(name)
    with app.test_request_context("/console/"):
        make = Maker(app)
        staff = make.account(administrator=True)
        session.update(_user_id=staff.fs_uniquifier, _fresh=True)
        g.actor = Actor("staff", staff.id, staff.name)
        class_id, arguments = _arguments(name, make)
        assert all(isinstance(one, Panel) for one in plugins.panels(name, class_id, **arguments))
    with app.app_context():
        faults = db.session.execute(select(PluginFault.plugin, PluginFault.hook)).all()
        assert list(faults) == [("cracked", name)]


def _fact(hook: str, make: Maker) -> events.Event:
    training_class = make.training_class()
    trainee, lesson = make.trainee(training_class), make.lesson(training_class)
    base = {"class_id": training_class.id, "at": now()}
    made: dict[str, events.Event] = {
        "enrolled": events.Enrolled(**base, enrolment_id=trainee.id),
        "checked_in": events.CheckedIn(
            **base, lesson_id=lesson.id, enrolment_id=trainee.id, mark="present"
        ),
        "leave_decided": events.LeaveDecided(
            **base, leave_id=0, enrolment_id=trainee.id, state="refused"
        ),
        "lesson_moved": events.LessonMoved(**base, lesson_id=lesson.id, was="08:30 第一报告厅"),
        "class_closed": events.ClassClosed(**base),
    }
    return made[hook]


@pytest.mark.parametrize("name", FACTS)
def test_broken_listener_stops_nobody_and_is_noted(settings: config.Settings, name: str) -> None:
    heard: list[events.Event] = []
    space: dict[str, Any] = {"heard": heard}
    exec(f"def {name}(event):\n    heard.append(event)", space)  # noqa: S102
    last = SimpleNamespace(**{name: hookimpl(space[name])})
    app = create_app(
        settings=settings,
        testing=True,
        extra_plugins=[("cracked", broken_plugin(name)), ("zealous", last)],
    )
    with app.app_context():
        fact = _fact(name, Maker(app))
        plugins.tell(fact)
    assert heard == [fact]
    with app.app_context():
        faults = db.session.execute(select(PluginFault.plugin, PluginFault.hook)).all()
        assert ("cracked", name) in list(faults)


@pytest.mark.parametrize("name", RIGHTS)
def test_broken_right_is_reported_with_the_plugins_name(with_broken: Any, name: str) -> None:
    with with_broken(name).app_context() as context:
        person = Maker(context.app).person()
        given = {"person": person, "before": now() - timedelta(days=365)}
        asked = {key: given[key] for key in hook_book.arguments_of(name)}
        failed = [who for who, _answer, error in plugins.each(name, **asked) if error is not None]
        assert failed == ["cracked"]


@pytest.mark.slow
def test_broken_part_of_the_demonstration_leaves_the_class_and_the_other_parts(
    with_broken: Any,
) -> None:
    app = with_broken("fill_demonstration")
    with app.app_context():
        found = demo.prepare(at=now()).training_class
        assert (found.code, len(trainees(found.id))) == ("DEMO", 120)
    with app.app_context():
        faults = db.session.execute(select(PluginFault.plugin, PluginFault.hook)).all()
        assert list(faults) == [("cracked", "fill_demonstration")]


def test_plugins_are_asked_core_first_then_by_name(settings: config.Settings) -> None:
    def saying(word: str) -> Any:
        return SimpleNamespace(closing_problems=hookimpl(lambda: [Problem(word, word)]))

    app = create_app(
        settings=settings,
        testing=True,
        extra_plugins=[("zeta", saying("z")), ("alpha", saying("a"))],
    )
    with app.app_context():
        training_class = Maker(app).training_class()
        codes = [
            one.code
            for one in plugins.ask(
                "closing_problems", training_class.id, training_class=training_class
            )
        ]
        assert codes[-2:] == ["a", "z"]


def test_safe_mode_starts_with_no_plugin(settings: config.Settings) -> None:
    app = create_app(settings=replace(settings, safe_mode=True), testing=True)
    with app.app_context():
        assert plugins.switchable() == []


def test_disabled_plugin_is_not_there(settings: config.Settings) -> None:
    app = create_app(
        settings=replace(settings, plugins_disabled=("certificates", "field_teaching", "quizzes")),
        testing=True,
    )
    with app.app_context():
        assert [plugin.name for plugin in plugins.switchable()] == []


def test_fault_is_kept_though_the_act_was_rolled_back(with_broken: Any) -> None:
    app = with_broken("closing_problems")
    with app.app_context():
        training_class = Maker(app).training_class()
        with suppress(ZeroDivisionError), transaction():
            plugins.ask("closing_problems", training_class.id, training_class=training_class)
            raise ZeroDivisionError
    with app.app_context():
        assert rows_of(PluginFault) == 1
