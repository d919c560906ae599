"""Every hook of Jixun, in the order of a class's life; the tense of a name is its contract.

`register_*` is called once at the start. `*_problems` is asked inside the transaction of the act and
may stop it. A past participle is told after the commit and can stop nothing. `*_panels` and
`phone_cards` are asked while a page is drawn. Arguments may be added: take only those you need.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pluggy

from core.contributions import (
    Document,
    HeldData,
    LessonKind,
    MenuItem,
    OutboxAct,
    Panel,
    Permission,
    Setting,
)
from core.errors import Problem
from core.events import CheckedIn, ClassClosed, Enrolled, LeaveDecided, LessonMoved

if TYPE_CHECKING:
    import click
    from flask import Blueprint

hookspec = pluggy.HookspecMarker("jixun")
hookimpl = pluggy.HookimplMarker("jixun")

# -- at the start -----------------------------------------------------------------------------------


@hookspec
def register_blueprints() -> list[Blueprint]:  # type: ignore[empty-body]
    """Bring pages of one's own.

    What for: every page of a feature or plugin comes in here; each route names its permission.
    When: once, while the app is made.
    Answer: a list of Flask blueprints.
    If it fails: the start stops and names the plugin.
    """


@hookspec
def register_permissions() -> list[Permission]:  # type: ignore[empty-body]
    """Name the rights that one's routes ask for.

    What for: a right is given to class roles here, so that nobody has to write it down twice.
    When: once, while the app is made.
    Answer: a list of Permission.
    If it fails: the start stops and names the plugin.
    """


@hookspec
def register_menu() -> list[MenuItem]:  # type: ignore[empty-body]
    """Add entries to the console's rail or to a class's tabs.

    What for: pages are found from the menu, and only by those who may open them.
    When: once, while the app is made; drawn on every console page.
    Answer: a list of MenuItem.
    If it fails: the start stops and names the plugin.
    """


@hookspec
def register_settings() -> list[Setting]:  # type: ignore[empty-body]
    """Ask a class for values that only this plugin needs.

    What for: issuer, number prefix and the like, kept per class and edited with its other settings.
    When: once, while the app is made; drawn on the class's settings page.
    Answer: a list of Setting; names begin with the plugin's name and a dot.
    If it fails: the start stops and names the plugin.
    """


@hookspec
def register_commands() -> list[click.Command]:  # type: ignore[empty-body]
    """Add commands to the `jixun` command line.

    What for: what an operator does to a class from a terminal or a timer.
    When: once, when the command line starts.
    Answer: a list of click commands or groups.
    If it fails: the start stops and names the plugin.
    """


@hookspec
def register_lesson_kinds() -> list[LessonKind]:  # type: ignore[empty-body]
    """Add kinds of lessons to the timetable.

    What for: a plugin that teaches in its own way gives its lessons their own name.
    When: once, while the app is made.
    Answer: a list of LessonKind.
    If it fails: the start stops and names the plugin.
    """


@hookspec
def register_documents() -> list[Document]:  # type: ignore[empty-body]
    """Offer printed papers of a class.

    What for: the class's print menu lists every paper, whoever makes it.
    When: once, while the app is made; drawn on the class's pages.
    Answer: a list of Document.
    If it fails: the start stops and names the plugin.
    """


@hookspec
def register_outbox_acts() -> list[OutboxAct]:  # type: ignore[empty-body]
    """Name the acts that a phone may make without a signal.

    What for: counting a bus in a tunnel; the phone keeps the act and sends it once there is a signal.
    When: once, while the app is made; each `take` is called when its act arrives.
    Answer: a list of OutboxAct; names begin with the plugin's name and a dot.
    If it fails: the start stops and names the plugin.
    """


# -- asked inside the act ---------------------------------------------------------------------------


@hookspec
def enrolment_problems(training_class: Any, person: Any) -> list[Problem]:  # type: ignore[empty-body]
    """Say why this person may not be enrolled in this class.

    What for: conditions of admission, such as a course that must come before.
    When: inside `enrol()`, before anything is written.
    Answer: a list of Problem; empty means no objection.
    If it fails: the enrolment is refused, with a sentence that names the plugin.
    """


@hookspec
def check_in_problems(lesson: Any, enrolment: Any, place: Any) -> list[Problem]:  # type: ignore[empty-body]
    """Say why this trainee may not check in to this lesson.

    What for: conditions beyond the window and the code, such as being on the right bus.
    When: inside `check_in()` and on the page before it, after the core's own guards; `place` is None
    where none was given.
    Answer: a list of Problem; empty means no objection.
    If it fails: the check-in is refused, with a sentence that names the plugin.
    """


@hookspec
def closing_problems(training_class: Any) -> list[Problem]:  # type: ignore[empty-body]
    """Say why the class may not be closed yet.

    What for: work that must end first, such as leave that nobody has decided.
    When: inside `close_class()`, and on the closing page before it.
    Answer: a list of Problem; empty means no objection.
    If it fails: the class stays open, with a sentence that names the plugin.
    """


@hookspec
def completion_problems(enrolment: Any, tally: Any) -> list[Problem]:  # type: ignore[empty-body]
    """Give reasons against a trainee's completion.

    What for: rules beyond attendance, such as a test below its pass mark; they shape the proposal.
    When: inside `close_class()` and on the closing page, for each trainee; `tally` sums their marks.
    Answer: a list of Problem; empty means nothing stands against it.
    If it fails: the class stays open, with a sentence that names the plugin.
    """


@hookspec
def copy_class(source: Any, target: Any) -> None:
    """Carry one's own data from last year's class into the new one.

    What for: what is prepared once, such as a timetable, is not typed again.
    When: inside `copy_class()`, in the same transaction.
    Answer: nothing.
    If it fails: the copy is refused and nothing of it exists.
    """


# -- told after the commit --------------------------------------------------------------------------


@hookspec
def enrolled(event: Enrolled) -> None:
    """Hear that a person became a trainee.

    What for: a welcome, a seat, a place in a list.
    When: after the commit of `enrol()`.
    Answer: nothing.
    If it fails: logged with the plugin's name and shown on the system page; the enrolment stands.
    """


@hookspec
def checked_in(event: CheckedIn) -> None:
    """Hear that a trainee's presence was confirmed.

    What for: ending a leave early, opening a quiz, counting a bus.
    When: after the commit of `check_in()`, once for each presence; it stands on the fast path.
    Answer: nothing.
    If it fails: logged with the plugin's name and shown on the system page; the mark stands.
    """


@hookspec
def leave_decided(event: LeaveDecided) -> None:
    """Hear that a leave request was approved, refused or cancelled.

    What for: telling the trainee, freeing a seat on a bus.
    When: after the commit of the decision.
    Answer: nothing.
    If it fails: logged with the plugin's name and shown on the system page; the decision stands.
    """


@hookspec
def lesson_moved(event: LessonMoved) -> None:
    """Hear that a lesson has another time or place.

    What for: telling those who would otherwise stand before the wrong door.
    When: after the commit of the change.
    Answer: nothing.
    If it fails: logged with the plugin's name and shown on the system page; the change stands.
    """


@hookspec
def class_closed(event: ClassClosed) -> None:
    """Hear that every outcome of a class is decided.

    What for: certificates, statistics, the archive.
    When: after the commit of `close_class()`.
    Answer: nothing; long work is started as a job.
    If it fails: logged with the plugin's name and shown on the system page; the class is closed.
    """


# -- while a page is drawn --------------------------------------------------------------------------


@hookspec
def class_panels(training_class: Any) -> list[Panel]:  # type: ignore[empty-body]
    """Add cards to a class's overview in the console.

    What for: what of one's feature an organiser should see first in the morning.
    When: while the overview is drawn.
    Answer: a list of Panel.
    If it fails: the card is left out and the fault is logged.
    """


@hookspec
def lesson_panels(lesson: Any) -> list[Panel]:  # type: ignore[empty-body]
    """Add cards to a lesson's page in the console.

    What for: what of one's feature belongs to this lesson.
    When: while the lesson's page is drawn.
    Answer: a list of Panel.
    If it fails: the card is left out and the fault is logged.
    """


@hookspec
def trainee_panels(enrolment: Any) -> list[Panel]:  # type: ignore[empty-body]
    """Add cards to a trainee's page in the console.

    What for: everything known of one trainee, on one page.
    When: while the trainee's page is drawn.
    Answer: a list of Panel.
    If it fails: the card is left out and the fault is logged.
    """


@hookspec
def phone_cards(enrolment: Any) -> list[Panel]:  # type: ignore[empty-body]
    """Add cards to the trainee's page of today on the phone.

    What for: the next bus, the open quiz, the certificate that is ready.
    When: while the page is drawn.
    Answer: a list of Panel.
    If it fails: the card is left out and the fault is logged.
    """


# -- for the person's rights ------------------------------------------------------------------------


@hookspec
def personal_data(person: Any) -> list[HeldData]:  # type: ignore[empty-body]
    """Show what is held about a person.

    What for: a person may see and copy what is stored about them.
    When: on an access request, from the phone or the console.
    Answer: a list of HeldData.
    If it fails: reported on the page as missing, and logged.
    """


@hookspec
def erase_personal_data(person: Any, before: datetime) -> int:  # type: ignore[empty-body]
    """Erase what is no longer needed about a person.

    What for: the retention date of the class's notice; registers of completion stay.
    When: in the retention run, in one transaction per person, for data older than `before`.
    Answer: how many records were erased.
    If it fails: the person's data stays as it was and the fault is reported.
    """
