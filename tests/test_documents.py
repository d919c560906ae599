"""Printed matter is looked at as paper: its pages, its text, and what it must never fetch."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from PIL import Image

from core import documents, fonts, i18n
from core.config import ROOT

LONG_UNIT = "中国铁路北京局集团有限公司石家庄货运中心工会（石家庄南直属站）"
LONG_NAME = "阿不都热依木·买买提吐尔逊江"
NAMES = ["张伟", LONG_NAME, "𠮷㛃䶮", "李"]
HEAD = {
    "class_name": "2026年全市工会干部培训班（第3期）",
    "dates": "2026年11月24日至11月28日",
    "place": "西柏坡干部学院",
}


def text_of(pdf: bytes, page: int | None = None) -> str:
    """What a reader copies from the paper, without the spaces that only lay it out."""
    chosen = ["-f", str(page), "-l", str(page)] if page else []
    done = subprocess.run(
        ["pdftotext", "-raw", *chosen, "-", "-"], input=pdf, capture_output=True, check=True
    )
    return "".join(done.stdout.decode().split())


def pictures_of(pdf: bytes, dpi: int = 100) -> list[Image.Image]:
    """The pages as they come out of the printer."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        count = len(opened.pages)
    done = [
        subprocess.run(
            ["pdftoppm", "-r", str(dpi), "-png", "-f", str(n), "-l", str(n), "-"],
            input=pdf,
            capture_output=True,
            check=True,
        ).stdout
        for n in range(1, count + 1)
    ]
    return [Image.open(BytesIO(page)) for page in done]


def pages_in(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def people(count: int) -> list[dict[str, str]]:
    return [
        {
            "number": f"2026{n:04d}",
            "name": NAMES[n % 4],
            "gender": "男女"[n % 2],
            "unit": LONG_UNIT if n % 3 else "市总工会",
            "position": "组织部副部长、四级调研员",
            "group": f"第{n % 8 + 1}组",
            "phone": f"138001380{n % 100:02d}",
            "room": "3号楼305",
            "code": "7K3M-92QD",
            "url": f"https://jixun.example.cn/b/{n:05d}",
        }
        for n in range(count)
    ]


def context_of(form: str, count: int) -> dict[str, Any]:
    rows = people(count)
    lesson = {
        "time": "08:30–11:30",
        "title": "新时代工会工作实务",
        "kind": "讲座",
        "teacher": "王教授",
        "place": "报告厅",
    }
    slip = {
        "kind": "事假",
        "starts": "11月25日 上午",
        "ends": "11月25日 下午",
        "reason": "单位有任务",
        "hours": "7",
        "used": "0",
        "after": "7",
        "limit": "5.7",
        "lessons": ["11月25日 08:30 党课（3.5 学时）"],
        "steps": [
            {"title": "组织员", "decision": "同意", "comment": "", "who": "刘敏", "at": "20:15"}
        ],
    }
    day = {
        "date": "11月24日",
        "weekday": "周二",
        "morning": [lesson],
        "afternoon": [],
        "evening": [],
    }
    own: dict[str, dict[str, Any]] = {
        "roster": {"title": "学员名册", "rows": rows},
        "groups": {
            "title": "分组名单",
            "groups": [{"name": "第1组", "leader": "张伟", "rows": rows}] if rows else [],
        },
        "sign_in_sheet": {"title": "签到表", "columns": ["上午", "下午"], "rows": rows},
        "timetable": {"title": "课程表", "days": [day] * min(count, 5)},
        "attendance": {
            "title": "考勤表",
            "days": [{"date": "11月24日 周二", "halves": ["上午", "下午"]}],
            "totals": ["学时"],
            "rows": [{**row, "marks": ["√", "△▽"], "totals": ["37.5"]} for row in rows],
        },
        "leave_slip": {"title": "请假条", "slips": [{**row, **slip} for row in rows]},
        "reporting_slip": {"title": "报到单", "slips": rows},
        "badges": {"title": "胸牌", "badges": rows},
    }
    return {**HEAD, **own[form]}


FORMS = [
    "roster",
    "groups",
    "sign_in_sheet",
    "timetable",
    "attendance",
    "leave_slip",
    "reporting_slip",
    "badges",
]


@pytest.fixture(autouse=True)
def templates() -> Any:
    """The templates alone; no database, no routes."""
    app = Flask("printing", template_folder=str(ROOT / "templates"))
    i18n.init_app(app, [])
    with app.app_context():
        yield


def printed(form: str, count: int) -> bytes:
    return documents.pdf_of_template(f"print/{form}.html", **context_of(form, count))


def test_importing_documents_loads_no_drawing_library() -> None:
    code = (
        "import sys; from core import documents; "
        "print([m for m in ('weasyprint', 'uharfbuzz', 'fontTools') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [0, 1, 26])
def test_form_with_few_or_many_rows_names_everyone_in_full(form: str, count: int) -> None:
    text = text_of(printed(form, count))
    if form != "timetable" and count:
        assert [name for name in NAMES[:count] if name not in text] == []
        assert LONG_UNIT in text or count == 1
    if count == 0 and form != "sign_in_sheet":
        assert "没有" in text


def test_sign_in_sheet_holds_25_lines_a_page_and_signatures() -> None:
    assert [pages_in(printed("sign_in_sheet", n)) for n in (0, 25, 26, 50)] == [1, 1, 2, 2]
    second = text_of(printed("sign_in_sheet", 26), page=2)
    assert [word in second for word in ("签到表", "签名上午", "应到26人", "第2页共2页")] == [
        True
    ] * 4


def test_roster_of_300_repeats_its_header_on_every_page() -> None:
    pdf = printed("roster", 300)
    pages = pages_in(pdf)
    heads = [text_of(pdf, page=n).count("序号学号姓名性别单位职务组手机") for n in (1, 2, pages)]
    assert heads == [1, 1, 1]
    assert f"第{pages}页共{pages}页" in text_of(pdf, page=pages)
    assert "制表：审核：日期：" in text_of(pdf, page=1)


def test_timetable_of_five_days_is_one_sheet() -> None:
    assert pages_in(printed("timetable", 5)) == 1


def test_attendance_register_explains_its_marks() -> None:
    text = text_of(printed("attendance", 3))
    assert "√正常△迟到▽早退×缺勤病病假事事假公公假○未到" in text


def test_same_page_twice_gives_the_same_bytes() -> None:
    assert printed("roster", 3) == printed("roster", 3)


def test_document_fetches_no_file_and_no_host(tmp_path: Path) -> None:
    picture = tmp_path / "secret.png"
    Image.new("RGB", (4, 4), "red").save(picture)
    sources = [
        picture.as_uri(),
        "http://127.0.0.1:9/a.png",
        "asset:../../secret",
        "asset:base.html",
    ]
    html = "".join(f'<img src="{source}" alt="none">' for source in sources)
    with pikepdf.open(BytesIO(documents.pdf(html))) as opened:
        assert list(opened.pages[0].get_images()) == []


def test_document_shows_assets_it_was_given() -> None:
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    pdf = documents.pdf('<img src="asset:dot.png">', assets={"dot.png": out.getvalue()})
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages[0].get_images()) == 1


def test_printing_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/own/fonts.conf")
    documents.pdf("<p>张伟</p>")
    assert os.environ["FONTCONFIG_FILE"] == "/own/fonts.conf"


def test_this_machine_lacks_nothing_for_printing() -> None:
    assert [str(problem) for problem in documents.problems_at_start()] == []


def test_typeface_that_is_not_installed_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = fonts.Cut("Jixun Kai", "Regular", "LXGW WenKai", ("No.ttf",), "fonts-lxgw-wenkai")
    monkeypatch.setattr(fonts, "CUTS", (missing,))
    assert [str(problem) for problem in documents.problems_at_start()] == [
        "打印缺字体 LXGW WenKai：请安装系统软件包 fonts-lxgw-wenkai。"
    ]


@pytest.mark.parametrize("name", ["张伟", "𠮷㛃䶮", "〇堃喆翀玥祎", LONG_NAME, "𰻞 A．b\t"])
def test_peer_20_rare_name_is_printed_by_a_font_that_holds_it(name: str) -> None:
    assert documents.missing_characters(name) == []
    assert text_of(documents.pdf(f"<p>{name}</p>")) == "".join(name.split())


def test_peer_20_character_in_no_font_is_reported_once() -> None:
    assert documents.missing_characters("王𪚥\ue863伟𪚥😀") == ["𪚥", "\ue863", "😀"]


def test_peer_20_rare_characters_differ_on_paper_from_a_box() -> None:
    def drawn(character: str) -> bytes:
        html = f'<style>body {{ font: 40pt "Jixun Kai", "Jixun Song" }}</style>{character}'
        return pictures_of(documents.pdf(html), dpi=40)[0].tobytes()

    box = drawn("\U0002fffd")
    assert [character for character in "𠮷㛃䶮堃" if drawn(character) == box] == []


def test_torn_picture_is_still_refused_after_something_was_printed() -> None:
    whole = BytesIO()
    Image.effect_noise((64, 64), 80).save(whole, "PNG")
    torn = whole.getvalue()[: len(whole.getvalue()) // 2]
    documents.pdf("<p>先打印一份</p>")
    with pytest.raises(OSError, match="truncated"):
        Image.open(BytesIO(torn)).load()
