"""The tab 证书, the phone, the public page and the command, each as its user meets it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pikepdf
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from core import clock
from core.cli import cli
from core.db import db
from core.plugins import panels
from core.testing import STAFF, counted_queries
from core.training.services import ClassDetails, copy_class, switch_plugin
from plugins.certificates.queries import pdf_of, seal_row, standing_of
from plugins.certificates.rendering import drawn_seal
from plugins.certificates.services import draw_seal, seal_of, void
from plugins.certificates.tests.office import close, close_quietly, issued, text_of


def path(training_class, rest: str = "") -> str:
    return f"/console/classes/{training_class.code}/certificates/{rest}"


@pytest.mark.parametrize(
    ("role", "sees", "issues", "voids"),
    [
        ("host", 200, 303, 200),
        ("organiser", 200, 303, 403),
        ("head_teacher", 200, 403, 403),
        ("counsellor", 403, 403, 403),
        ("liaison", 403, 403, 403),
    ],
)
def test_pages_by_role(ready, make, role, sees, issues, voids):
    training_class, _trainees = ready(["张伟"])
    close(training_class)
    one = issued(training_class)[0]
    browser = make.staff_browser(training_class, role)
    assert [browser.get(path(training_class, rest)).status_code for rest in ("", "all.zip")] == [
        sees,
        sees,
    ]
    assert browser.post(path(training_class, "issue")).status_code == issues
    assert browser.get(path(training_class, f"{one.id}/void")).status_code == voids


def test_certificate_of_another_class_is_not_there(ready, make):
    own, other = ready(["张伟"])[0], ready(["王芳"])[0]
    close(own)
    close(other)
    theirs = issued(other)[0]
    browser = make.staff_browser(own, "host")
    for rest in (f"{theirs.id}.pdf", f"{theirs.id}/void"):
        assert browser.get(path(own, rest)).status_code == 404
    assert browser.post(path(own, f"{theirs.id}/void"), data={"reason": "x"}).status_code == 404
    assert browser.post(path(own, f"{theirs.id}/reissue")).status_code == 404
    assert browser.get(path(other)).status_code == 404
    assert [one.is_void for one in issued(other)] == [False]


def test_button_issues_what_is_due(ready, make):
    training_class, _trainees = ready()
    close_quietly(training_class)
    browser = make.staff_browser(training_class, "organiser")
    assert "发放 3 张证书" in browser.get(path(training_class)).text
    browser.post(path(training_class, "issue"))
    text = browser.get(path(training_class)).text
    assert text.count("有效") == 3
    assert "发放 3 张证书" not in text
    assert next(one.issued_by for one in issued(training_class)).startswith("工作人员")


def test_page_says_who_was_left_out_and_why(ready, make):
    training_class, _trainees = ready(["张伟", "王\ue863"])
    close(training_class)
    text = make.staff_browser(training_class, "host").get(path(training_class)).text
    assert "有打印不出的字" in text
    assert "U+E863" in text


def test_moving_number_ends_by_showing_the_page_anew(ready, make):
    training_class, _trainees = ready(["张伟"])
    close(training_class)
    answer = make.staff_browser(training_class, "host").get(path(training_class, "progress"))
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (286, "true")


def test_peer_19_two_of_one_name_are_two_files_in_the_zip(ready, make):
    training_class, trainees = ready(["张伟", "张伟", "李静"])
    close(training_class)
    browser = make.staff_browser(training_class, "host")
    with zipfile.ZipFile(BytesIO(browser.get(path(training_class, "all.zip")).data)) as archive:
        names = archive.namelist()
        assert names == [
            "市工培〔2026〕第0001号 张伟.pdf",
            "市工培〔2026〕第0002号 张伟.pdf",
            "市工培〔2026〕第0003号 李静.pdf",
        ]
        for name, trainee in zip(names, trainees, strict=True):
            assert archive.read(name) == pdf_of(standing_of(trainee.id))


def test_void_ones_are_not_taken_away_but_stand_in_the_register(ready, make):
    training_class, trainees = ready(["张伟", "王芳"])
    close(training_class)
    void(standing_of(trainees[0].id), "姓名写错", by=STAFF, at=clock.now())
    browser = make.staff_browser(training_class, "host")
    with pikepdf.open(BytesIO(browser.get(path(training_class, "all.pdf")).data)) as opened:
        assert len(opened.pages) == 1
    book = load_workbook(BytesIO(browser.get(path(training_class, "register.xlsx")).data))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()][1:]
    assert [(row[2], row[6], row[7]) for row in rows] == [
        ("张伟", "已作废", "姓名写错"),
        ("王芳", "有效", None),
    ]


def test_nothing_to_take_away_is_a_page_that_says_so(ready, make):
    training_class, _trainees = ready()
    answer = make.staff_browser(training_class, "host").get(path(training_class, "all.zip"))
    assert answer.status_code == 404
    assert "本班还没有发放证书。" in answer.text


def test_voiding_asks_for_a_reason_beside_the_field(ready, make):
    training_class, _trainees = ready(["张伟"])
    close(training_class)
    one = issued(training_class)[0]
    browser = make.staff_browser(training_class, "host")
    answer = browser.post(path(training_class, f"{one.id}/void"), data={"reason": ""})
    assert "请写明作废的原因。" in answer.text
    browser.post(path(training_class, f"{one.id}/void"), data={"reason": "姓名写错"})
    text = browser.get(path(training_class)).text
    assert "姓名写错" in text
    assert "补发新证书" in text
    browser.post(path(training_class, f"{one.id}/reissue"))
    assert [row.is_void for row in issued(training_class)] == [True, False]
    assert "补发新证书" not in browser.get(path(training_class)).text


def test_list_asks_as_often_for_many_as_for_few(ready, make):
    counts = []
    for size in (1, 25):
        training_class, _trainees = ready([f"学员{n}" for n in range(size)])
        close(training_class)
        browser = make.staff_browser(training_class, "host")
        browser.get(path(training_class))
        with counted_queries() as seen:
            browser.get(path(training_class))
        counts.append(len(seen))
    assert counts[0] == counts[1]


# -- the phone --------------------------------------------------------------------------------------


def test_trainee_opens_their_own_certificate_on_the_phone(ready, make):
    training_class, trainees = ready(["张伟", "王芳"])
    close(training_class)
    answer = make.phone_of(trainees[1]).get(f"/m/{training_class.code}/certificate")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "王芳同志" in text_of(answer.data)


def test_trainee_of_another_class_or_without_certificate_gets_a_sentence(ready, make, app):
    training_class, _trainees = ready(["张伟"])
    absent = make.trainee(training_class, "未来")
    close(training_class)
    address = f"/m/{training_class.code}/certificate"
    answer = make.phone_of(absent).get(address)
    assert (answer.status_code, "您在本班还没有有效的证书" in answer.text) == (404, True)
    stranger = make.trainee(make.training_class())
    assert make.phone_of(stranger).get(address).status_code == 404
    assert app.test_client().get(address).status_code == 303


def test_card_on_the_phone_opens_the_certificate(ready, app):
    training_class, trainees = ready(["张伟"])
    with app.test_request_context():
        before = panels("phone_cards", training_class.id, enrolment=trainees[0])
    close(training_class)
    with app.test_request_context():
        after = panels("phone_cards", training_class.id, enrolment=trainees[0])
    titles = [[str(panel.title) for panel in drawn] for drawn in (before, after)]
    assert ["证书已发放" in one for one in titles] == [False, True]
    card = next(panel for panel in after if panel.title == "证书已发放")
    assert f'href="/m/{training_class.code}/certificate"' in card.body


# -- the public -------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["sample", "A" * 22, "x" * 200, "../etc"])
def test_unknown_address_says_what_to_do(app, token):
    answer = app.test_client().get(f"/v/{token}")
    assert answer.status_code == 404
    assert ("拿着证书编号联系发证单位" in answer.text) == ("/" not in token)


def test_guessing_is_slowed_down(ready, app):
    app.config["LIMITS_ON"] = True
    browser = app.test_client()
    codes = [browser.get(f"/v/{'A' * 21}{n % 10}").status_code for n in range(25)]
    assert codes == [404] * 20 + [429] * 5


def test_page_stays_when_the_class_switches_the_plugin_off(ready, app):
    training_class, _trainees = ready(["张伟"])
    close(training_class)
    switch_plugin(training_class, "certificates", on=False, by=STAFF, at=clock.now())
    one = issued(training_class)[0]
    assert app.test_client().get(f"/v/{one.token}").status_code == 200


def test_script_that_compares_in_the_browser_is_served(ready, app):
    training_class, _trainees = ready(["张伟"])
    close(training_class)
    browser = app.test_client()
    page = browser.get(f"/v/{issued(training_class)[0].token}").text
    source = page.split('src="/v/script/')[1].split('"')[0]
    answer = browser.get(f"/v/script/{source}")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert browser.get("/v/script/other.js").status_code == 404


# -- seal, settings, command ------------------------------------------------------------------------


def test_seal_is_uploaded_shown_and_printed_on_the_specimen(ready, make):
    training_class, _trainees = ready()
    browser = make.staff_browser(training_class, "organiser")
    assert browser.get(path(training_class, "seal/picture")).status_code == 404
    file = (BytesIO(drawn_seal("市总工会")), "章.svg")
    answer = browser.post(path(training_class, "seal"), data={"kind": "upload", "seal": file})
    assert answer.status_code == 303
    assert browser.get(path(training_class, "seal/picture")).mimetype == "image/svg+xml"
    text = text_of(browser.get(path(training_class, "specimen.pdf")).data)
    assert "样张" in text
    assert "第0000号" in text
    assert issued(training_class) == []


@pytest.mark.parametrize("content", [b"", b"MZ not a picture", b"<svg><!ENTITY x></svg>"])
def test_seal_that_is_no_picture_is_refused_beside_the_field(ready, make, content):
    training_class, _trainees = ready()
    browser = make.staff_browser(training_class, "host")
    data = {"kind": "upload", "seal": (BytesIO(content), "x.png")}
    answer = browser.post(path(training_class, "seal"), data=data)
    assert answer.status_code == 200
    assert "field-error" in answer.text
    assert seal_row(training_class.id) is None


def test_drawn_seal_only_by_wish_and_none_again(ready, make):
    training_class, _trainees = ready()
    browser = make.staff_browser(training_class, "host")
    assert seal_of(training_class) is None
    browser.post(path(training_class, "seal"), data={"kind": "drawn"})
    assert seal_of(training_class) == drawn_seal("市总工会")
    browser.post(path(training_class, "seal"), data={"kind": "none"})
    db.session.expire_all()
    assert seal_of(training_class) is None


def test_copied_class_has_the_same_seal(ready):
    source, _trainees = ready()
    draw_seal(source, by=STAFF, at=clock.now())
    details = ClassDetails("新班", "NEW-1", "市总工会", source.report_on, source.starts_on,
                           source.ends_on, source.zone)  # fmt: skip
    target = copy_class(source, details, by=STAFF, at=clock.now())
    assert seal_row(target.id).drawn


def test_command_issues_and_says_how_many(ready, app):
    training_class, _trainees = ready(["张伟", "王\ue863"])
    close_quietly(training_class)
    code = training_class.code
    first = CliRunner().invoke(cli, ["certificates", "issue", code], obj=app)
    assert (first.exit_code, "新发 1 张证书。" in first.output) == (1, True)
    assert "U+E863" in first.output
    unknown = CliRunner().invoke(cli, ["certificates", "issue", "NONE"], obj=app)
    assert unknown.exit_code == 1
    assert [one.name for one in issued(training_class)] == ["张伟"]
