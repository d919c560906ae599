"""The pages of the sites: what stands there, who may change it, what is said when it cannot be."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from core import clock
from core.db import db
from core.tabular import write_xlsx
from core.testing import STAFF, Maker, counted_queries, rows_of
from core.training.models import TrainingClass
from core.training.services import switch_plugin
from core.training.terms import Role
from core.transaction import transaction
from plugins.field_teaching.models import Site, SiteNote, SitePhoto, StopScore
from plugins.field_teaching.queries.sites import all_sites, details_of, site_by_id
from plugins.field_teaching.rules.coordinates import Place, Point
from plugins.field_teaching.rules.sites import SiteDetails
from plugins.field_teaching.services.sites import add_site, change_site, retire, version_of
from plugins.field_teaching.terms import CoordinateSystem
from plugins.field_teaching.tests.conftest import Road


@pytest.fixture
def found(make: Maker, stand) -> TrainingClass:
    return make.training_class(code="F1")


@pytest.fixture
def planner(found, make: Maker):
    return make.staff_browser(found, "organiser")


SITES = "/console/classes/F1/field/sites"
THERE = SiteDetails(
    name="西柏坡纪念馆",
    address="平山县西柏坡镇",
    place=Place(Point(38.345163, 113.925856), CoordinateSystem.WGS84),
    hours=({"days": [2, 3, 4, 5, 6, 7], "from": "09:00", "to": "17:00"},),
    contact="王主任",
    contact_phone="0311 828",
    hospital="平山县人民医院",
    hospital_phone="120",
    themes=({"title": "西柏坡精神", "minutes": 90, "hours": "2"},),
)


@pytest.fixture
def site(found) -> Site:
    return add_site(found, THERE, by=STAFF, at=clock.now())


def kept(site: Site) -> Site:
    """The site as it is on disk."""
    db.session.expire_all()
    return site_by_id(site.id)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "JPEG")
    return out.getvalue()


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def form_of(browser: Any, address: str) -> dict[str, str]:
    """What a browser would send of a form as it stands."""
    page = browser.get(address).text
    sent = dict(re.findall(r'<input[^>]*? name="(\w+)"[^>]*? value="([^"]*)"', page))
    areas = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    chosen = re.search(r'<option selected value="(\w*)"', page)
    return {**sent, **dict(areas), "system": chosen[1] if chosen else ""}


def test_empty_list_says_what_to_do(found, planner, make: Maker) -> None:
    page = planner.get(SITES)
    assert "还没有教学点" in page.text
    assert page.text.count("btn-primary") == 1
    seen = make.staff_browser(found, "leader").get(SITES)
    assert ("还没有教学点" in seen.text, "btn-primary" in seen.text) == (True, False)


def test_list_says_when_it_is_open_and_folds_the_retired_away(found, planner, site) -> None:
    old = add_site(found, SiteDetails("旧展厅"), by=STAFF, at=clock.now())
    retire(found, old.id, by=STAFF, at=clock.now())
    page = text_of(planner.get(SITES))
    assert "西柏坡纪念馆 西柏坡精神 平山县西柏坡镇 今天闭馆 下次闭馆 11月30日 周一" in page
    assert "已停用 1 个" in page
    assert planner.get(SITES).text.count("btn-primary") == 1


def test_site_page_says_everything_to_whoever_plans_or_stands_there(
    found, planner, site, road: Road
) -> None:
    with transaction() as session:
        session.add(StopScore(site_id=site.id, aspect="guide", score=4, times=3))
    road.stop(road.outing(found), "teach", "参观", site_id=site.id)
    page = planner.get(f"{SITES}/{site.id}")
    words = text_of(page)
    for said in (
        "周二至周日 09:00–17:00；周一闭馆",
        "平山县人民医院 120",
        "西柏坡精神 90 分钟 2 学时",
        "讲解 4.0 3 人打分",
        "2026-11-23 第3期工会干部培训班",
        "WGS-84 38.345163, 113.925856",
    ):
        assert said in words
    assert 'href="geo:38.345163,113.925856?q=38.345163,113.925856(' in page.text
    assert 'href="tel:0311828"' in page.text
    assert re.findall(r'(?:src|href)="(https?://[^"]+)"', page.text) == []


def test_form_adds_a_site_with_its_hours_in_words(planner) -> None:
    sent = {
        "name": "西柏坡纪念馆",
        "coordinates": "１１３．９３２１，３８．３４５６",
        "system": "gcj02",
        "opening": "周二至周日 9:00-17:00，16:30停止入馆",
        "closed_on": "2026-11-24",
        "themes": "西柏坡精神 | 90 | 2",
        "capacity": "300",
    }
    answer = planner.post(f"{SITES}/new", data=sent)
    assert answer.status_code == 303
    (site,) = all_sites()
    there = details_of(site)
    assert (there.hours, there.hours_note, there.capacity) == (THERE.hours, "16:30停止入馆", 300)
    assert (site.given_longitude, site.coordinate_system) == (113.9321, "gcj02")
    assert round(site.longitude, 4) == 113.9259
    page = text_of(planner.get(f"{SITES}/{site.id}"))
    assert "“16:30停止入馆”没有看懂，已原样记作说明" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "请填写教学点的名称。"),
        ({"name": "长" * 121}, "名称不能超过 120 字。"),
        ({"coordinates": "98, 200", "system": "wgs84"}, "地图上没有这样的位置，请核对坐标。"),
        ({"coordinates": "38.3, 113.9"}, "请选择坐标系，不然位置会偏几百米。"),
        ({"coordinates": "山上", "system": "wgs84"}, "坐标没有看懂。"),
        ({"coordinates": "38.3, 113.9", "system": "mars"}, "请选择坐标系"),
        ({"closed_on": "下周一"}, "“下周一”不是日期，请写成 2026-11-24。"),
        ({"themes": "题 | 很久"}, "“题 | 很久”没有看懂。请一行写一个"),
        ({"opening": "预约" * 101}, "开放时间说明不能超过 200 字。"),
        ({"capacity": "-5"}, "容量请填 0 到 100000。"),
        ({"capacity": "很多"}, "capacity"),
        ({"capacity": "99999999999999"}, "这个数字太大，请核对。"),
    ],
)
def test_form_that_cannot_be_so_says_why_and_keeps_nothing(planner, values, said) -> None:
    answer = planner.post(f"{SITES}/new", data={"name": "甲馆", **values})
    assert (answer.status_code, said in answer.text, rows_of(Site)) == (422, True, 0)


def test_form_unchanged_changes_nothing(found, planner, site) -> None:
    before = version_of(site)
    answer = planner.post(
        f"{SITES}/{site.id}/edit", data=form_of(planner, f"{SITES}/{site.id}/edit")
    )
    assert (answer.status_code, version_of(kept(site))) == (303, before)


def test_place_set_on_the_spot_survives_the_form(planner, site) -> None:
    here = {"latitude": "38.3449", "longitude": "113.9261"}
    assert planner.post(f"{SITES}/{site.id}/here", data=here).status_code == 303
    sent = {**form_of(planner, f"{SITES}/{site.id}/edit"), "dress": "正装"}
    planner.post(f"{SITES}/{site.id}/edit", data=sent)
    there = details_of(kept(site))
    spot = Place(Point(38.3449, 113.9261), CoordinateSystem.WGS84, on_the_spot=True)
    assert (there.dress, there.place) == ("正装", spot)
    for wrong in ({}, {"latitude": "nan", "longitude": "1"}, {"latitude": "91", "longitude": "1"}):
        planner.post(f"{SITES}/{site.id}/here", data=wrong)
        assert "手机给出的位置不能用" in planner.get(f"{SITES}/{site.id}").text
    assert details_of(kept(site)).place == spot


def test_later_of_two_is_told_and_decides(found, planner, site) -> None:
    late = {**form_of(planner, f"{SITES}/{site.id}/edit"), "capacity": "250"}
    change_site(
        found,
        site.id,
        replace(THERE, dress="正装"),
        seen=version_of(site),
        by=STAFF,
        at=clock.now(),
    )
    answer = planner.post(f"{SITES}/{site.id}/edit", data=late)
    assert answer.status_code == 409
    words = text_of(answer)
    assert "李组织员 刚刚改过这个教学点，您填写的还没有保存。" in words
    assert "容量（人） （空） 着装 正装" in words or "着装 正装 容量（人） （空）" in words
    assert details_of(kept(site)) == replace(THERE, dress="正装")
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', answer.text)
    assert seen is not None
    again = planner.post(f"{SITES}/{site.id}/edit", data={**late, "seen": seen[1]})
    assert again.status_code == 303
    assert details_of(kept(site)) == replace(THERE, capacity=250)


def test_words_are_read_while_somebody_types(planner) -> None:
    sent = {"opening": "周二至周日 8:00-16:00；需预约"}
    read = text_of(planner.post(f"{SITES}/words?part=opening", data=sent))
    assert "读成：周二至周日 08:00–16:00；周一闭馆 没有看懂：“需预约”" in read
    sent = {"coordinates": "38.3456, 113.9321", "system": "gcj02"}
    read = text_of(planner.post(f"{SITES}/words?part=place", data=sent))
    assert read == "换算成 WGS-84：38.345163, 113.9258561"
    assert text_of(planner.post(f"{SITES}/words?part=place", data={"coordinates": "x"})) == ""


def test_note_photo_retirement_and_deletion_from_the_page(found, planner, site) -> None:
    one = f"{SITES}/{site.id}"
    planner.post(f"{one}/notes", data={"body": "<b>北门修路</b>"})
    assert "&lt;b&gt;北门修路&lt;/b&gt;" in planner.get(one).text
    assert "请写 1 到 2000 个字。" in planner.post(f"{one}/notes", data={"body": ""}).text
    planner.post(
        f"{one}/photos", data={"photo": (io.BytesIO(picture()), "a.jpg"), "caption": "东门"}
    )
    answer = planner.get(f"{one}/photos/1.jpg")
    assert (answer.status_code, answer.mimetype, answer.data[:3]) == (
        200,
        "image/jpeg",
        b"\xff\xd8\xff",
    )
    planner.post(f"{one}/photos/1/caption", data={"caption": "南门"})
    assert 'value="南门"' in planner.get(one).text
    wrong = planner.post(f"{one}/photos", data={"photo": (io.BytesIO(b"MZ"), "a.jpg")})
    assert (wrong.status_code, "这不是能读的照片" in wrong.text) == (422, True)
    assert "请先选择照片。" in planner.post(f"{one}/photos", data={}).text
    planner.post(f"{one}/photos/1/remove")
    assert (rows_of(SitePhoto), planner.get(f"{one}/photos/1.jpg").status_code) == (0, 404)
    planner.post(f"{one}/retire")
    assert "这个教学点已停用" in planner.get(one).text
    planner.post(f"{one}/take-up")
    assert "这个教学点已停用" not in planner.get(one).text
    planner.post(f"{one}/delete")
    assert (rows_of(Site), rows_of(SiteNote), planner.get(one).status_code) == (0, 0, 404)


CHANGES = (
    *("new", "{id}/edit", "{id}/here", "{id}/retire", "{id}/take-up", "{id}/delete"),
    *(
        "{id}/notes",
        "{id}/photos",
        "{id}/photos/1/remove",
        "{id}/photos/1/caption",
        "import",
        "words",
    ),
)
PLANNERS = {Role.HOST, Role.ORGANISER, Role.HEAD_TEACHER}


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_and_only_planners_change(found, make: Maker, site, role: Role) -> None:
    browser = make.staff_browser(found, role.value)
    for seen in ("", f"/{site.id}", "/all.xlsx"):
        assert browser.get(SITES + seen).status_code == 200
    refused = {
        browser.post(f"{SITES}/{change.format(id=site.id)}", data={}).status_code == 403
        for change in CHANGES
        if role not in PLANNERS
    }
    assert refused == (set() if role in PLANNERS else {True})
    assert ("编辑" in browser.get(f"{SITES}/{site.id}").text) == (role in PLANNERS)


def test_strangers_and_classes_without_the_plugin_get_nothing(found, make: Maker, site) -> None:
    stranger = make.staff_browser(make.training_class(), "organiser")
    trainee = make.phone_of(make.trainee(found))
    for browser in (stranger, trainee, make.app.test_client()):
        assert browser.get(f"{SITES}/{site.id}").status_code in (302, 303, 403, 404)
    planner = make.staff_browser(found, "organiser")
    switch_plugin(found, "field_teaching", on=False, by=STAFF, at=clock.now())
    assert planner.get(SITES).status_code == 404
    assert planner.post(f"{SITES}/new", data={"name": "甲"}).status_code == 404
    assert rows_of(Site) == 1


def test_closed_class_reads_and_is_told_that_it_changes_nothing(make: Maker, stand, road) -> None:
    closed, site = make.training_class(code="F2", state="closed"), road.site()
    planner = make.staff_browser(closed, "organiser")
    there = "/console/classes/F2/field/sites"
    answer = planner.post(f"{there}/new", data={"name": "甲"})
    assert (answer.status_code, "不能再修改" in answer.text) == (422, True)
    answer = planner.post(
        f"{there}/{site.id}/photos", data={"photo": (io.BytesIO(picture()), "a.jpg")}
    )
    assert (answer.status_code, "不能再修改" in answer.text) == (422, True)
    for act in ("retire", "delete", "here"):
        planner.post(f"{there}/{site.id}/{act}", data={"latitude": "1", "longitude": "1"})
        assert "不能再修改" in planner.get(f"{there}/{site.id}").text
    assert rows_of(Site) == 1


def test_address_that_names_nothing_is_not_found(planner, site) -> None:
    for wrong in ("99", "0", "99999999999", "1/photos/7.jpg", "import/7"):
        assert planner.get(f"{SITES}/{wrong}").status_code == 404
    assert planner.post(f"{SITES}/99/photos", data={}).status_code == 404
    assert planner.post(f"{SITES}/{site.id}/photos/7/remove").status_code == 404


def many(found: TrainingClass, road: Road, count: int) -> None:
    outing = road.outing(found)
    for number in range(count):
        site = road.site(f"第{number}馆{found.code}", hours=list(THERE.hours))
        stop = road.stop(outing, "teach", "参观", site_id=site.id)
        with transaction() as session:
            session.add(
                StopScore(stop_id=stop.id, site_id=site.id, aspect="site", score=5, times=2)
            )
            session.add(
                SiteNote(
                    site_id=1, class_id=found.id, body="甲", written_at=clock.now(), written_by="乙"
                )
            )


@pytest.mark.parametrize("address", ["", "/1"])
def test_questions_to_the_database_do_not_grow_with_sites(
    found, planner, road: Road, address: str
) -> None:
    counts = []
    for more in (1, 30):
        many(found if more == 1 else road.make.training_class(), road, more)
        planner.get(SITES + address)
        with counted_queries() as seen:
            assert planner.get(SITES + address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def sent(*rows: tuple[Any, ...], name: str = "点.xlsx") -> dict[str, Any]:
    return {"file": (io.BytesIO(write_xlsx("点", rows[0], rows[1:])), name)}


def test_import_in_three_steps(planner, site) -> None:
    file = sent(
        ("教学点", "容量", "经纬度", "坐标系"),
        ("西柏坡纪念馆", 350, "", ""),
        ("乙馆", "很多", "38.3, 113.9", ""),
        ("丙馆", "", "98, 200", "百度"),
    )
    step = planner.post(f"{SITES}/import", data=file).headers["Location"]
    words = text_of(planner.get(step))
    assert "读到 3 可取用 2 拒绝 1 跳过 0" in words
    assert "更新 改动：容量" in words
    assert "容量“很多”不是一个数，没有取用。" in words
    assert "地图上没有这样的位置，请核对坐标。" in words
    assert rows_of(Site) == 1
    assert planner.get(f"{step}/marked.xlsx").status_code == 200
    seen = dict(re.findall(r'name="(seen)" value="(\w+)"', planner.get(step).text))
    stale = planner.post(step, data={"seen": "0"})
    assert (stale.status_code, "请再核对一遍" in stale.text, rows_of(Site)) == (422, True, 1)
    for _press in range(2):
        assert planner.post(step, data=seen).status_code == 303
    assert "新增 1 个，更新 1 个，没有变化 0 个。" in text_of(planner.get(step))
    assert (rows_of(Site), kept(site).capacity) == (2, 350)


def test_column_named_by_hand_is_taken(planner) -> None:
    file = sent(("哪里", "几个人"), ("甲馆", 30))
    step = planner.post(f"{SITES}/import", data=file).headers["Location"]
    page = planner.get(step).text
    assert ("没有找到表头" in page, "哪里" in page, 'name="col-1"' in page) == (True, True, True)
    chosen = f"{step}?col-0=name&col-1=capacity"
    seen = dict(re.findall(r'name="(seen)" value="(\w+)"', planner.get(chosen).text))
    assert planner.post(chosen, data=seen).status_code == 303
    assert [(one.name, one.capacity) for one in all_sites()] == [("甲馆", 30)]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "点.xlsx", "文件是空的"),
        (b"PK\x03\x04torn", "点.xlsx", "文件损坏"),
        (b"MZ", "点.xlsx", "不是 Excel 表格"),
        (b"x", "点.exe", "只能读取"),
    ],
)
def test_wrong_file_is_refused_with_a_sentence(planner, content, name, said) -> None:
    answer = planner.post(f"{SITES}/import", data={"file": (io.BytesIO(content), name)})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert planner.post(f"{SITES}/import", data={}).status_code == 422


def test_file_of_another_class_is_not_found(found, planner, make: Maker) -> None:
    step = planner.post(f"{SITES}/import", data=sent(("教学点",), ("甲馆",))).headers["Location"]
    other = make.training_class(code="F3")
    elsewhere = step.replace("/F1/", "/F3/")
    browser = make.staff_browser(other, "organiser")
    assert browser.get(elsewhere).status_code == 404
    assert (browser.post(elsewhere).status_code, rows_of(Site)) == (404, 0)
