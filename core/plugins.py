"""Plugins: how they come in, how they are asked and told; the only file that calls pluggy."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

import pluggy
from flask import Flask, current_app, g, has_app_context
from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from core import clock, hookspecs
from core.contributions import Panel
from core.db import WRITE, Base, Model, UtcDateTime, db
from core.errors import Problem, Refused, WrongStart
from core.events import Event
from core.i18n import gettext as _

GROUP = "jixun.plugins"
CORE = "core."
log = logging.getLogger("jixun.plugins")


class ClassPlugin(Model):
    """Whether a class uses a plugin; no row means that it does."""

    __tablename__ = "class_plugin"

    class_id: Mapped[int] = mapped_column(
        ForeignKey("training_class.id", ondelete="CASCADE"), primary_key=True
    )
    plugin: Mapped[str] = mapped_column(String(80), primary_key=True)
    on: Mapped[bool] = mapped_column("is_on", Boolean)


class PluginFault(Model):
    """A failure of a plugin that the core survived; shown on the system page."""

    __tablename__ = "plugin_fault"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[Any] = mapped_column(UtcDateTime)
    plugin: Mapped[str] = mapped_column(String(80))
    hook: Mapped[str] = mapped_column(String(80))
    error: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(String(32), default="")


@dataclass(frozen=True)
class Installed:
    """A plugin as the manager knows it: its name, and the module or object that holds its hooks."""

    name: str
    hooks: Any

    @property
    def is_core(self) -> bool:
        """True for the core's own features, which no class can switch off."""
        return self.name.startswith(CORE)


def load(
    app: Flask,
    features: Sequence[ModuleType],
    *,
    extra: Sequence[tuple[str, Any]] = (),
    disabled: Sequence[str] = (),
    safe_mode: bool = False,
) -> None:
    """Gives the app its own manager: the core's features first, then plugins from A to Z."""
    manager = pluggy.PluginManager("jixun")
    for part in hookspecs.PARTS:
        manager.add_hookspecs(part)
    found = {feature.__name__.removesuffix(".hooks"): feature for feature in features}
    outside: dict[str, Any] = dict(extra)
    if not safe_mode:
        for point in entry_points(group=GROUP):
            if point.name not in disabled:
                outside[point.name] = _loaded(point)
    installed = [Installed(name, hooks) for name, hooks in found.items()]
    installed += [Installed(name, outside[name]) for name in sorted(outside)]
    for plugin in installed:
        _register(manager, plugin)
    app.extensions["jixun.plugins"] = installed
    app.extensions["jixun.pluggy"] = manager
    app.teardown_appcontext(_write_faults)


def _loaded(point: Any) -> Any:
    try:
        return point.load()
    except Exception as error:
        raise WrongStart(f"plugin {point.name}: cannot be loaded: {error!r}") from error


def _register(manager: pluggy.PluginManager, plugin: Installed) -> None:
    try:
        manager.register(plugin.hooks, name=plugin.name)
        manager.check_pending()
    except Exception as error:
        raise WrongStart(f"plugin {plugin.name}: {error}") from error
    prefix = f"{plugin.name}_"
    name = getattr(plugin.hooks, "__name__", "")
    package = name if hasattr(plugin.hooks, "__path__") else name.rpartition(".")[0]
    if plugin.is_core or not package:
        return
    for mapper in Base.registry.mappers:
        table = getattr(mapper.local_table, "name", "")
        inside = f"{mapper.class_.__module__}.".startswith(f"{package}.")
        if inside and not table.startswith(prefix):
            raise WrongStart(f"plugin {plugin.name}: table {table!r} must begin with {prefix!r}")


def installed() -> list[Installed]:
    """Every feature and plugin of this app, in the order in which they are asked."""
    return list(current_app.extensions["jixun.plugins"])


def switchable() -> list[Installed]:
    """The plugins that a class may switch on and off."""
    return [plugin for plugin in installed() if not plugin.is_core]


def gather(hook: str) -> list[tuple[str, Any]]:
    """Calls a `register_*` hook of everyone at the start; a failure stops it and names the plugin."""
    given: list[tuple[str, Any]] = []
    for plugin, call in _callers(hook, class_id=None):
        try:
            given += [(plugin.name, item) for item in call({}) or []]
        except Exception as error:
            raise WrongStart(f"plugin {plugin.name}: {hook} failed: {error!r}") from error
    return given


def is_on(plugin: str, class_id: int) -> bool:
    """Whether a class uses this plugin."""
    return plugin.startswith(CORE) or plugin not in _off(class_id)


def forget_switches() -> None:
    """Makes the next question read the class's switches anew, after one was turned."""
    g.pop("plugins_off", None)


def _off(class_id: int) -> set[str]:
    known: dict[int, set[str]] = g.setdefault("plugins_off", {})
    if class_id not in known:
        off = select(ClassPlugin.plugin).where(
            ClassPlugin.class_id == class_id, ClassPlugin.on.is_(False)
        )
        known[class_id] = set(db.session.execute(off).scalars())
    return known[class_id]


def _callers(
    hook: str, class_id: int | None
) -> Iterator[tuple[Installed, Callable[[dict[str, Any]], Any]]]:
    """Who answers a hook for a class, in our order, each with the arguments that it takes."""
    manager: pluggy.PluginManager = current_app.extensions["jixun.pluggy"]
    by_name = {impl.plugin_name: impl for impl in getattr(manager.hook, hook).get_hookimpls()}
    for plugin in installed():
        impl = by_name.get(plugin.name)
        if impl is None or (class_id is not None and not is_on(plugin.name, class_id)):
            continue

        def call(arguments: dict[str, Any], impl: pluggy.HookImpl = impl) -> Any:
            return impl.function(*(arguments[name] for name in impl.argnames))

        yield plugin, call


def is_heard(hook: str) -> bool:
    """Whether a plugin from outside the core answers this hook, so that a fast path loads nothing for nobody."""
    manager: pluggy.PluginManager = current_app.extensions["jixun.pluggy"]
    answering = getattr(manager.hook, hook).get_hookimpls()
    return any(not impl.plugin_name.startswith(CORE) for impl in answering)


def ask(hook: str, class_id: int, **arguments: Any) -> list[Problem]:
    """Asks a `*_problems` hook inside the transaction; a plugin that fails refuses the act."""
    problems: list[Problem] = []
    for plugin, call in _callers(hook, class_id):
        try:
            problems += call(arguments) or []
        except Exception as error:
            note_fault(plugin.name, hook, error)
            problems.append(
                Problem(
                    "plugin_failed",
                    _("插件“%(name)s”出错，暂时不能进行这一操作，请联系管理员", name=plugin.name),
                )
            )
    return problems


def do(hook: str, class_id: int, **arguments: Any) -> None:
    """Calls a hook that takes part in the act itself (`copy_class`); a failure refuses the act."""
    for plugin, call in _callers(hook, class_id):
        try:
            call(arguments)
        except Refused:
            raise
        except Exception as error:
            note_fault(plugin.name, hook, error)
            message = _("插件“%(name)s”出错，操作没有进行，请联系管理员", name=plugin.name)
            raise Refused(Problem("plugin_failed", message)) from error


def tell(event: Event) -> None:
    """Tells a fact after the commit, one by one; a failure is noted and stops nobody else."""
    for plugin, call in _callers(event.hook, event.class_id):
        try:
            call({"event": event})
        except Exception as error:
            db.session.rollback()
            note_fault(plugin.name, event.hook, error)


def panels(hook: str, class_id: int, **arguments: Any) -> list[Panel]:
    """Collects the cards for a page; a card whose giver fails is left out."""
    drawn: list[Panel] = []
    for plugin, call in _callers(hook, class_id):
        try:
            drawn += call(arguments) or []
        except Exception as error:
            db.session.rollback()
            note_fault(plugin.name, hook, error)
    return sorted(drawn, key=lambda panel: panel.order)


def each(hook: str, **arguments: Any) -> list[tuple[str, Any, Exception | None]]:
    """Asks everyone, whatever class, and returns name, answer and failure of each (personal data)."""
    answers: list[tuple[str, Any, Exception | None]] = []
    for plugin, call in _callers(hook, class_id=None):
        try:
            answers.append((plugin.name, call(arguments), None))
        except Exception as error:
            note_fault(plugin.name, hook, error)
            answers.append((plugin.name, None, error))
    return answers


def answerers(hook: str) -> list[str]:
    """The names of those who answer a hook, in the order in which they are asked."""
    return [plugin.name for plugin, _call in _callers(hook, class_id=None)]


def note_fault(plugin: str, hook: str, error: Exception) -> None:
    """Logs a plugin's failure at once, and keeps it for the system page."""
    log.error("plugin %s failed in %s: %r", plugin, hook, error, exc_info=error)
    if has_app_context():
        g.setdefault("plugin_faults", []).append(
            {
                "at": clock.now(),
                "plugin": plugin,
                "hook": hook,
                "error": repr(error)[:2000],
                "request_id": g.get("request_id", ""),
            }
        )


def _write_faults(_error: BaseException | None = None) -> None:
    """Written when the request is over: the act in which a fault arose may have been rolled back."""
    faults = g.pop("plugin_faults", None)
    if not faults:
        return
    db.session.rollback()
    try:
        with (
            db.engine.connect().execution_options(**{WRITE: True}) as connection,
            connection.begin(),
        ):
            connection.execute(insert(PluginFault), faults)
    except Exception:
        log.exception("a plugin's fault could not be kept for the system page")
