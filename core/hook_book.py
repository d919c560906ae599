"""docs/hooks.md, written from the hook specifications themselves, and who answers each."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core import hookspecs, plugins

LABELS = ("What for", "When", "Answer", "If it fails")
CHAPTERS = {
    "register_blueprints": "At the start",
    "enrolment_problems": "Asked inside the act",
    "enrolled": "Told after the commit",
    "class_panels": "While a page is drawn",
    "personal_data": "For the person's rights",
}


@dataclass(frozen=True)
class Entry:
    """One hook as the book shows it."""

    name: str
    signature: str
    summary: str
    labels: dict[str, str]


def entries() -> Iterator[Entry]:
    """Every hook, in the order in which the specifications stand."""
    for name, spec in _specs():
        if not getattr(spec, "jixun_spec", None):
            continue
        lines = (inspect.getdoc(spec) or "").splitlines()
        labels: dict[str, str] = {}
        current = ""
        for line in lines[1:]:
            head, colon, rest = line.partition(": ")
            if colon and head in LABELS:
                current, labels[head] = head, rest.strip()
            elif current and line.strip():
                labels[current] += f" {line.strip()}"
        yield Entry(name, f"{name}{inspect.signature(spec)}", lines[0] if lines else "", labels)


def _specs() -> Iterator[tuple[str, Any]]:
    for part in hookspecs.PARTS:
        yield from vars(part).items()


def arguments_of(hook: str) -> list[str]:
    """The names of what a hook is given."""
    return list(inspect.signature(dict(_specs())[hook]).parameters)


def book() -> str:
    """The text of docs/hooks.md."""
    parts = [
        "# Hooks",
        "Made from `core/hookspecs/` by `jixun hooks --markdown`; do not edit by hand.",
        (inspect.getdoc(hookspecs) or "").partition("\n\n")[2],
    ]
    for entry in entries():
        if entry.name in CHAPTERS:
            parts.append(f"## {CHAPTERS[entry.name]}")
        listed = "\n".join(f"- **{label}** — {words}" for label, words in entry.labels.items())
        parts.append(f"### `{entry.signature}`\n\n{entry.summary}\n\n{listed}")
    return "\n\n".join(part.strip() for part in parts) + "\n"


def table() -> str:
    """The same for a terminal: each hook and who answers it."""
    return "\n".join(
        f"{entry.name:<24} {', '.join(plugins.answerers(entry.name)) or '—'}" for entry in entries()
    )
