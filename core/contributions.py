"""What a feature or plugin gives to the whole, as plain frozen values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True)
class Permission:
    """A right that a route asks for, e.g. `attendance.mark`; `roles` are the class roles that hold it.

    `paired` says that it may also be given to a paired phone, which has no password.
    """

    name: str
    title: Any
    roles: tuple[str, ...] = ()
    paired: bool = False


@dataclass(frozen=True)
class MenuItem:
    """A place to go: in the console's `rail`, a tab of a `class`, or a tab of the `phone`.

    `count` is asked only when the entry is drawn; its number stands beside the title. A `shy` entry is
    drawn only while there is something to count, or on its own page.
    """

    endpoint: str
    title: Any
    where: str = "class"
    permission: str = ""
    order: int = 500
    icon: str = ""
    count: Callable[[], int] | None = None
    shy: bool = False


@dataclass(frozen=True)
class Setting:
    """A value that a class may set for a plugin, shown on the class's settings page."""

    name: str
    title: Any
    default: str = ""
    hint: Any = ""
    problem: Callable[[str], Any] | None = None


@dataclass(frozen=True)
class LessonKind:
    """A kind of lesson beyond the core's own; `credited` says whether it counts 学时 by default."""

    name: str
    title: Any
    credited: bool = True


@dataclass(frozen=True)
class OutboxAct:
    """A kind of act that a phone may make without a signal and send later.

    `name` is the owner's name, a dot, the act: "bus.count". `take` is called inside the act's
    transaction with a core.outbox.terms.ArrivedAct and raises Refused. `permission` is the right asked of
    staff and paired phones; without one the act is a trainee's own, and only a trainee may send it.
    """

    name: str
    title: Any
    take: Callable[[Any], None]
    permission: str = ""


@dataclass(frozen=True)
class JournalAct:
    """How an act that somebody's services write into the journal is called; `name` as `audit.note` has it."""

    name: str
    title: Any


@dataclass(frozen=True)
class Document:
    """A printed paper of a class; `endpoint` answers with the PDF."""

    endpoint: str
    title: Any
    permission: str
    order: int = 500
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A card that is drawn on somebody else's page; `body` is HTML that its giver rendered."""

    title: Any
    body: Markup
    order: int = 500


@dataclass(frozen=True)
class HeldData:
    """What is stored about a person in one place, for an access request."""

    title: Any
    rows: list[tuple[Any, str]]
