"""A stranger's plugin, installed by pip into an environment of its own, as docs/plugins.md teaches."""

from __future__ import annotations

import json
import os
import re
import site
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

from core import config

STRANGER = Path(__file__).parent / "stranger"
TOLD = re.compile(r"<!-- file: (?P<name>\S+) -->\n```\w+\n(?P<code>.*?)```", re.DOTALL)


def told_files() -> dict[str, str]:
    """The files of the plugin as docs/plugins.md shows them."""
    text = (config.ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    return {match["name"]: match["code"] for match in TOLD.finditer(text)}


def test_guide_shows_the_code_that_is_tested() -> None:
    told = told_files()
    assert told == {name: (STRANGER / name).read_text(encoding="utf-8") for name in told}
    assert len(told) == 4


def test_plugin_of_the_guide_stays_under_sixty_lines() -> None:
    code = [text for name, text in told_files().items() if name != "pyproject.toml"]
    assert sum(1 for text in code for line in text.splitlines() if line.strip()) <= 60


class Elsewhere:
    """An environment that has Jixun and its libraries, and into which pip may install a stranger."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder / "env", with_pip=False, symlinks=True)
        self.instance = folder / "instance"
        self.python = folder / "env" / "bin" / "python"
        packages = next((folder / "env" / "lib").glob("python*")) / "site-packages"
        ours = [*site.getsitepackages(), str(config.ROOT)]
        (packages / "jixun.pth").write_text("\n".join(ours), encoding="utf-8")

    def pip(self, *words: str) -> None:
        """Runs pip on this environment, without a network."""
        command = [sys.executable, "-m", "pip", "--python", str(self.python), *words]
        quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def visit(self) -> dict[str, Any]:
        """Starts Jixun there, uses it, and says what was seen."""
        command = [str(self.python), str(STRANGER / "visit.py"), str(self.instance)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=config.ROOT)
        assert done.returncode == 0, done.stdout + done.stderr
        seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return seen


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    return Elsewhere(tmp_path_factory.mktemp("stranger"))


def test_stranger_is_installed_used_switched_off_and_uninstalled(elsewhere: Elsewhere) -> None:
    source = elsewhere.instance.parent / "source"
    source.mkdir()
    for name, code in told_files().items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(code, encoding="utf-8")
    migrations = STRANGER / "jixun_lost_property" / "migrations"
    target = source / "jixun_lost_property" / "migrations"
    target.mkdir()
    for file in migrations.glob("*.py"):
        (target / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    elsewhere.pip("install", "--no-deps", "--no-index", "--no-build-isolation", str(source))

    there = elsewhere.visit()
    assert there["moved"] == ["core", "certificates", "field_teaching", "lost_property", "quizzes"]
    assert there["plugins"] == ["certificates", "field_teaching", "lost_property", "quizzes"]
    assert there["on"] == {
        "page": 200,
        "item": True,
        "tab": True,
        "home": 200,
        "card": True,
        "today": 200,
        "closing": ["lost_property_left"],
    }
    gone = {
        "page": 404,
        "item": False,
        "tab": False,
        "home": 200,
        "card": False,
        "today": 200,
        "closing": [],
    }
    assert there["off"] == gone

    elsewhere.pip("uninstall", "--yes", "jixun-lost-property")
    after = elsewhere.visit()
    assert (after["moved"], after["plugins"]) == ([], ["certificates", "field_teaching", "quizzes"])
    assert after["on"] == gone
    assert after["tables"] is True  # its data stays until somebody drops it
