"""What docs and design promise about the house, held against its files."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.config import ROOT

PYTHON = [
    file
    for folder in ("core", "plugins")
    for file in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in file.parts and "tests" not in file.parts
]
TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *(ROOT / "plugins").rglob("*.html")])
WORDLESS_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def files_that_say(pattern: str) -> set[str]:
    return {named(file) for file in PYTHON if re.search(pattern, file.read_text(encoding="utf-8"))}


def test_no_file_passes_three_hundred_lines() -> None:
    long = {
        named(file): count
        for file in PYTHON
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [named(file) for file in PYTHON if file.stem in WORDLESS_NAMES] == []


def test_only_one_file_says_commit() -> None:
    # Alembic's own step commits a migration; everything else is an act.
    assert files_that_say(r"\.commit\(\)") == {"core/transaction.py", "core/migrate.py"}


def test_only_the_plugins_file_and_the_specifications_know_pluggy() -> None:
    assert files_that_say(r"^import pluggy") | files_that_say(r"\nimport pluggy") == {
        "core/hookspecs/marks.py",
        "core/plugins.py",
    }


def test_only_the_clock_asks_for_the_time() -> None:
    assert files_that_say(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(") == {"core/clock.py"}


def functions_of(file: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def is_view(function: ast.FunctionDef) -> bool:
    return any(
        (isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "needs")
        or getattr(mark, "id", "") == "public"
        for mark in function.decorator_list
    )


def body_length(function: ast.FunctionDef) -> int:
    first = (
        function.body[1]
        if ast.get_docstring(function) and len(function.body) > 1
        else function.body[0]
    )
    return (function.end_lineno or 0) - first.lineno + 1


def test_views_stay_under_twenty_lines() -> None:
    long = [
        f"{named(file)}:{view.name} {body_length(view)}"
        for file in PYTHON
        for view in functions_of(file)
        if is_view(view) and body_length(view) >= 20
    ]
    assert long == []


def test_every_public_function_says_what_it_does() -> None:
    silent = [
        f"{named(file)}:{function.name}"
        for file in PYTHON
        for function in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and not ast.get_docstring(function)
    ]
    assert silent == []


SERVICES = [file for file in PYTHON if "services" in file.stem or "services" in file.parts]


def test_services_never_read_the_request() -> None:
    reading = [
        named(file)
        for file in SERVICES
        if re.search(
            r"from flask import .*\b(request|g|session)\b", file.read_text(encoding="utf-8")
        )
    ]
    assert reading == []


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_template_has_nothing_inline_and_nothing_foreign(template: Path) -> None:
    text = re.sub(r"{#.*?#}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    if "print" in template.parts or "certificates/certificate.html" in named(template):
        text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)  # paper has no policy
    inline = re.findall(
        r"<script(?![^>]*\b(?:src|type=\"application/json\"))[^>]*>|\sstyle=|\son[a-z]+=\"|<style|javascript:",
        text,
    )
    foreign = re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]+", text)
    assert (inline, foreign) == ([], [])


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_repository_holds_no_third_party_file_and_no_build() -> None:
    held = [
        named(file)
        for file in tracked_files()
        if {"vendor", "node_modules", "instance", ".venv"}
        & set(file.parent.parts[len(ROOT.parts) :])
        or file.suffix in {".mo", ".ttf", ".otf", ".woff", ".woff2"}
    ]
    assert held == []
