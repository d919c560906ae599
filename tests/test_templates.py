"""What holds for every template: no inline script or style, no icon or macro that is not there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
PRINTED = TEMPLATES / "print"
MACRO = re.compile(r"{%-? macro (\w+)\(")
IMPORT = re.compile(r'import "(macros/\w+\.html)" as (\w+)')
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(?:src=|application/json))", re.IGNORECASE
)


def on_screen() -> dict[str, str]:
    """Every template that a browser gets, by its path in the project."""
    found = [path for path in TEMPLATES.rglob("*.html") if PRINTED not in path.parents]
    found += ROOT.glob("plugins/*/templates/*/*/**/*.html")
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}


def macros() -> dict[str, list[str]]:
    """The macros of each file in templates/macros/."""
    return {
        f"macros/{path.name}": MACRO.findall(path.read_text(encoding="utf-8"))
        for path in (TEMPLATES / "macros").glob("*.html")
    }


def aliases(text: str) -> dict[str, str]:
    """Under which names a template knows the macro files; the bases bring ui and ph along."""
    brought = {"ui": "macros/console.html", "ph": "macros/phone.html"}
    return brought | {alias: source for source, alias in IMPORT.findall(text)}


def test_templates_hold_no_inline_script_or_style() -> None:
    found = {
        name: INLINE.findall(text) for name, text in on_screen().items() if INLINE.search(text)
    }
    assert found == {}


def test_macros_called_by_templates_exist() -> None:
    known = macros()
    missing = [
        (name, f"{alias}.{called}")
        for name, text in on_screen().items()
        for alias, source in aliases(text).items()
        for called in re.findall(rf"\b{alias}\.(\w+)\(", text)
        if called not in known[source]
    ]
    assert missing == []


def test_icons_named_by_templates_are_drawn() -> None:
    drawn = set(
        re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons/sprite.svg").read_text("utf-8"))
    )
    named = {
        (name, icon)
        for name, text in on_screen().items()
        for icon in re.findall(r'\bicon\("([\w-]+)"', text)
    }
    assert [pair for pair in sorted(named) if pair[1] not in drawn] == []


def test_macros_are_all_written_down() -> None:
    page = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
    unsaid = [
        (source, name)
        for source, names in sorted(macros().items())
        for name in names
        if not re.search(rf"\b{name}\b", page)
    ]
    assert unsaid == []
