"""The kinds of acts that may come from the road, and whose each is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from core import plugins
from core.contributions import OutboxAct
from core.errors import WrongStart


@dataclass(frozen=True)
class Kind:
    """A kind of act and the feature or plugin that takes it."""

    owner: str
    act: OutboxAct


def init_app(app: Flask) -> None:
    """Collects the kinds of everyone; WrongStart for a name that is not its owner's, or twice given."""
    found: dict[str, Kind] = {}
    for owner, act in plugins.gather("register_outbox_acts"):
        prefix = f"{owner.removeprefix(plugins.CORE)}."
        if not act.name.startswith(prefix) or len(act.name) > 80 or act.name in found:
            raise WrongStart(f"plugin {owner}: outbox act {act.name!r} must begin with {prefix!r}")
        found[act.name] = Kind(owner, act)
    app.extensions["jixun.outbox_acts"] = found


def kind_named(name: str) -> Kind | None:
    """The kind of this name, or None where nobody takes such acts."""
    known: dict[str, Kind] = current_app.extensions["jixun.outbox_acts"]
    return known.get(name)


def title_of(name: str) -> str:
    """What a kind is called in a list; its bare name where its plugin is gone."""
    known = kind_named(name)
    return str(known.act.title) if known else name
