"""`jixun import questions`: the report that machines read, and what it leaves in the bank."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli import cli
from core.config import Settings
from core.testing import rows_of
from plugins.quizzes.models import Question
from plugins.quizzes.tests.conftest import BLANK, ESSAY, JUDGE, SINGLE, Office

pytestmark = pytest.mark.sqlite
GIFT = """对吗？[b]{T####因为。}

哪些？{~%50%甲 ~%50%乙 ~丙}

历时{=142 =一百四十二}天。

几？{#abc}

对 吗?[b]{F}

只是说明[/]。
"""


@pytest.fixture
def said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `jixun …` on the test's own installation."""
    monkeypatch.setenv("JIXUN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("JIXUN_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    target = tmp_path / "题.gift"
    target.write_text(GIFT)
    return target


def test_dry_run_reports_all_and_writes_nothing(said, file: Path, app) -> None:
    done = said("import", "questions", file, "--dry-run", "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, rows_of(Question)) == (1, 0)
    counts = {name: value for name, value in report.items() if isinstance(value, int)}
    assert counts == {
        "read": 5,
        "taken": 4,
        "drafts": 0,
        "refused": 1,
        "skipped": 1,
        "duplicates": 1,
    }
    assert [(one["type"], one["options"], one["answer"], one["source_line"]) for one in report["items"]] == [
        ("judge", [], True, 1),
        ("multiple", ["甲", "乙", "丙"], "AB", 3),
        ("blank", [], [["142", "一百四十二"]], 5),
        ("judge", [], False, 9),
    ]  # fmt: skip
    assert [(one["line"], one["code"]) for one in report["problems"]] == [
        (7, "not_a_number"), (9, "duplicate"), (11, "skipped"),
    ]  # fmt: skip


def test_file_is_tried_out_before_anything_is_set_up_but_not_written(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXUN_INSTANCE", str(tmp_path / "new"))
    words = ["import", "questions", str(file)]
    tried = CliRunner().invoke(cli, [*words, "--dry-run", "--json"])
    assert json.loads(tried.stdout)["taken"] == 4
    written = CliRunner().invoke(cli, words)
    assert (written.exit_code, "jixun migrate" in str(written.exception)) == (1, True)


def test_import_adds_each_question_once_and_says_it_to_people(said, file: Path, app) -> None:
    first = said("import", "questions", file, "--format", "gift")
    assert (first.exit_code, rows_of(Question)) == (1, 3)
    assert "读到 5 道题：可用 4，草稿 0，拒绝 1；跳过 1 处，重复 1 道没有再加" in first.output
    assert "对 吗?[b]" in first.output
    file.write_text(GIFT.replace("几？{#abc}", "几？{#5}"))
    again = said("import", "questions", file, "--json")
    assert (again.exit_code, rows_of(Question)) == (0, 4)
    assert json.loads(again.stdout)["duplicates"] == 4


def test_hostile_file_is_one_sentence_in_either_shape(said, tmp_path: Path, app) -> None:
    bad = tmp_path / "题.xlsx"
    bad.write_bytes(b"PK\x03\x04 torn")
    told = json.loads(said("import", "questions", bad, "--json").stdout)
    assert (told["read"], [one["code"] for one in told["problems"]]) == (0, ["file_torn"])
    done = said("import", "questions", bad)
    assert (done.exit_code, "文件损坏" in done.output) == (1, True)


def test_questions_leave_by_topic_and_tag_and_come_back(
    said, office: Office, tmp_path: Path
) -> None:
    office.version(replace(SINGLE, topic="党史", tags=("必考",), source="党章", score=Decimal(2)))
    office.version(replace(JUDGE, topic="党史/二大", tags=("选考",)))
    office.version(replace(ESSAY, topic="党史新论"))
    office.version(BLANK, state="retired")
    target = tmp_path / "出.gift"
    done = said("export", "questions", target, "--topic", "党史", "--tag", "必考")
    assert (done.exit_code, done.output.splitlines()[-2:]) == (
        0, ["没有带上：分值（1 道题）", "没有带上：来源（1 道题）"],
    )  # fmt: skip
    assert target.read_text().startswith(
        "$CATEGORY: 党史\n\n// [tag:必考]\n[plain]党的七届二中全会"
    )
    for form, ending in (("json", "json"), ("xlsx", "xlsx"), ("qti-3.0", "zip"), ("gift", "gift")):
        file = tmp_path / f"全.{ending}"
        done = said("export", "questions", file, "--format", form)
        assert (done.exit_code, "3 道题" in done.output) == (0, True)
        report = json.loads(said("import", "questions", file, "--dry-run", "--json").stdout)
        assert (report["taken"], report["refused"], report["drafts"]) == (3, 0, 0)
        assert [one["topic"] for one in report["items"]] == ["党史", "党史/二大", "党史新论"]


def test_export_without_a_format_that_is_known_says_which_there_are(
    said, tmp_path: Path, app
) -> None:
    done = said("export", "questions", tmp_path / "x.song")
    assert (done.exit_code, "qti-3.0" in done.output) == (2, True)
