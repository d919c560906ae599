"""Spreadsheets in and out by the terminal: the shape that machines read, and nothing half written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core import config
from core.cli import cli
from core.config import Settings
from core.enrolment.models import Enrolment
from core.spreadsheets import read_sheets
from core.testing import Maker, rows_of
from core.timetable.models import Lesson
from core.training.models import TrainingClass
from core.workbooks import write_xlsx

pytestmark = pytest.mark.sqlite
ROSTER_HEAD = ["姓名", "性别", "单位", "职务", "手机"]
ZHANG = ["张伟", "男", "市总工会", "干事", "13800000001"]
LI = ["李丽", "女", "县总工会", "科员", "13800000002"]
NAMELESS = ["", "女", "县总工会", "科员", "13800000003"]
LESSON_HEAD = ["日期", "时间", "课程内容", "地点", "授课人"]
LECTURE = ["2026-11-24", "8:30-11:30", "习近平新时代中国特色社会主义思想", "第一报告厅", "王教授"]
UNTIMED = ["2026-11-24", "早餐后", "现场教学：纪念馆", "", ""]
KEYS = ["read", "taken", "refused", "skipped", "items", "problems"]
PROBLEM_KEYS = ["row", "field", "code", "message", "severity"]


@pytest.fixture
def found(make: Maker) -> TrainingClass:
    return make.training_class(code="XBP3")


@pytest.fixture
def said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `jixun …` on the test's own installation."""
    monkeypatch.setenv("JIXUN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("JIXUN_SECRET_KEY", settings.secret_key)
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    def made(head: list[str], *rows: list[str]) -> Path:
        file = tmp_path / "list.xlsx"
        file.write_bytes(write_xlsx("Sheet1", head, rows))
        return file

    return made


def test_roster_report_has_exactly_the_keys_that_machines_read(said, sheet, found) -> None:
    file = sheet(ROSTER_HEAD, ZHANG, NAMELESS)
    done = said("import", "roster", file, "--class", "XBP3", "--dry-run", "--json")
    report = json.loads(done.stdout)
    assert list(report) == KEYS
    assert [report[key] for key in KEYS[:4]] == [2, 1, 1, 0]
    assert report["items"] == [
        dict(zip(("name", "gender", "unit", "position", "phone"), ZHANG, strict=True))
    ]
    assert [list(one) for one in report["problems"]] == [PROBLEM_KEYS]
    problem = report["problems"][0]
    assert (problem["row"], problem["field"], problem["severity"]) == (3, "name", "error")
    assert done.exit_code == 1


def test_timetable_report_has_local_times_and_null_where_there_is_none(said, sheet, found) -> None:
    file = sheet(LESSON_HEAD, LECTURE, UNTIMED)
    done = said("import", "timetable", file, "--class", "XBP3", "--json")
    report = json.loads(done.stdout)
    assert list(report) == KEYS
    assert report["items"] == [
        {
            "title": LECTURE[2],
            "kind": "lecture",
            "starts_at": "2026-11-24T08:30",
            "ends_at": "2026-11-24T11:30",
            "place": "第一报告厅",
            "teacher": "王教授",
        },
        {
            "title": UNTIMED[2],
            "kind": "field",
            "starts_at": None,
            "ends_at": None,
            "place": "",
            "teacher": "",
        },
    ]
    assert (done.exit_code, rows_of(Lesson)) == (0, 2)


@pytest.mark.parametrize("flag", [[], ["--json"]])
def test_list_with_a_refused_row_is_not_written_and_says_so(said, sheet, found, flag) -> None:
    file = sheet(ROSTER_HEAD, ZHANG, NAMELESS)
    done = said("import", "roster", file, "--class", "XBP3", *flag)
    assert (done.exit_code, rows_of(Enrolment)) == (1, 0)
    assert "没有写入任何内容" in done.stderr


def test_refusal_of_the_whole_list_stands_in_the_report(said, sheet, make) -> None:
    make.training_class(code="SMALL", capacity=1)
    file = sheet(ROSTER_HEAD, ZHANG, LI)
    done = said("import", "roster", file, "--class", "SMALL", "--json")
    report = json.loads(done.stdout)
    assert [report[key] for key in KEYS[:4]] == [2, 2, 0, 0]
    assert [(one["code"], one["severity"]) for one in report["problems"]] == [("no_place", "error")]
    assert (done.exit_code, rows_of(Enrolment)) == (1, 0)


def test_file_that_is_no_table_is_refused_in_the_report_too(said, found, tmp_path) -> None:
    file = tmp_path / "picture.xlsx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 99)
    done = said("import", "timetable", file, "--class", "XBP3", "--json")
    report = json.loads(done.stdout)
    assert [report[key] for key in KEYS[:5]] == [0, 0, 0, 0, []]
    assert (done.exit_code, len(report["problems"])) == (1, 1)


def test_same_list_twice_adds_nobody(said, sheet, found) -> None:
    file = sheet(ROSTER_HEAD, ZHANG, LI)
    for _time in range(2):
        assert said("import", "roster", file, "--class", "XBP3").exit_code == 0
    assert rows_of(Enrolment) == 2


def test_standard_output_is_json_alone_in_a_process_of_its_own(settings, sheet, found) -> None:
    file = sheet(ROSTER_HEAD, ZHANG, NAMELESS)
    environment = {
        "JIXUN_INSTANCE": str(settings.instance),
        "JIXUN_SECRET_KEY": settings.secret_key,
        "JIXUN_LOG_LEVEL": "DEBUG",
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "-m", "core.cli", "import", "roster", file, "--class", "XBP3", "--json"],
        cwd=config.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)["refused"]) == (1, 1)
    assert "没有写入任何内容" in done.stderr


def test_register_of_attendance_is_written_as_a_sheet(said, found, make, tmp_path) -> None:
    make.trainee(found, "张伟")
    make.lesson(found)
    target = tmp_path / "out.xlsx"
    assert said("export", "attendance", target, "--class", "XBP3").exit_code == 0
    cells = [
        cell for row in read_sheets(target.read_bytes(), "out.xlsx")[0].rows for cell in row.cells
    ]
    assert "张伟" in cells


def test_export_of_an_unknown_class_writes_no_file(said, found, tmp_path) -> None:
    target = tmp_path / "out.xlsx"
    assert said("export", "roster", target, "--class", "NOWHERE").exit_code == 1
    assert not target.exists()
