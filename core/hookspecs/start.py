"""What is asked once, at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.contributions import (
    Document,
    JournalAct,
    LessonKind,
    MenuItem,
    OutboxAct,
    Permission,
    Setting,
)
from core.hookspecs.marks import hookspec

if TYPE_CHECKING:
    import click
    from flask import Blueprint


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
    Answer: a list of click commands or groups. A group named like one that is there (`import`, `export`)
    adds its subcommands to it; one of a name that the group has already stops the start.
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


@hookspec
def register_journal_acts() -> list[JournalAct]:  # type: ignore[empty-body]
    """Say in words what one's acts are called in the journal.

    What for: the journal of a class is read by people; an act without words stands there by its name.
    When: each time the journal is shown.
    Answer: a list of JournalAct; what bears the name of a permission has its title already.
    If it fails: the start stops and names the plugin.
    """
