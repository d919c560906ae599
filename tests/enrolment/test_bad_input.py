"""What is torn, forged or far too large: a sentence or a page, and nothing written."""

from __future__ import annotations

import io

import pytest

from core import clock
from core.audit import Actor
from core.enrolment import services
from core.enrolment.models import Application, Enrolment, Group
from core.enrolment.roster import read_roster
from core.enrolment.services import Applied
from core.limits import LIMITS_ON
from core.testing import STAFF, rows_of

ROSTER = "姓名,性别,单位,手机\n张伟,男,市总工会,13800000001\n李娜,女,县总工会,13800000002\n"
FAR = str(2**63)


def base(training_class) -> str:
    return f"/console/classes/{training_class.code}/trainees/"


@pytest.mark.parametrize("far", [FAR, "9" * 5000, "-1", "²", "x"])
@pytest.mark.parametrize("asked", ["group", "unit", "page"])
def test_list_asked_for_what_cannot_be_shows_the_list(make, stand, console, asked, far) -> None:
    found = make.training_class()
    make.trainee(found, "张伟")
    answer = console.get(f"{base(found)}?{asked}={far}")
    assert (answer.status_code, "张伟" in answer.text) == (200, True)


def test_forged_choice_of_trainees_moves_nobody(make, stand, console) -> None:
    found = make.training_class()
    make.trainee(found)
    typed = {"chosen": [FAR, "9" * 5000, "x"], "new_group": "第一组"}
    assert console.post(f"{base(found)}group", data=typed).status_code == 303
    assert rows_of(Group) == 0


def test_forged_choice_of_applications_says_that_nobody_was_ticked(make, stand, console) -> None:
    where = f"{base(make.training_class())}applications/decide"
    typed = {"chosen": [FAR], "decision": "approve"}
    assert "没有勾选任何人" in console.post(where, data=typed, follow_redirects=True).text


def uploaded(console, where: str) -> str:
    sent = {"file": (io.BytesIO(ROSTER.encode()), "名单.csv")}
    return console.post(f"{where}import", data=sent).headers["Location"]


def test_import_that_names_no_columns_takes_those_that_were_understood(make, stand, console):
    address = uploaded(console, base(make.training_class()))
    assert console.post(address, data={"csrf_token": "its name begins with c"}).status_code == 303
    assert rows_of(Enrolment) == len(read_roster(ROSTER.encode(), "名单.csv").items)


@pytest.mark.parametrize(
    "forged",
    [{"row-2": "--5"}, {"row-²": "1"}, {"row-2": FAR}, {f"row-{FAR}": "1"}, {"row-2": "9" * 5000}],
)
def test_import_with_forged_choices_is_as_if_none_was_made(make, stand, console, forged) -> None:
    address = uploaded(console, base(make.training_class()))
    assert console.post(address, data=forged).status_code == 303
    assert rows_of(Enrolment) == 2


def test_import_whose_name_column_was_taken_away_is_refused_unwritten(make, stand, console):
    address = uploaded(console, base(make.training_class()))
    answer = console.post(address, data={"c1": "unit"})
    assert (answer.status_code, "缺少“姓名”一列" in answer.text) == (422, True)
    assert rows_of(Enrolment) == 0


def test_trying_number_after_number_ends_after_sixty(app, make, stand) -> None:
    app.config[LIMITS_ON] = True
    found = make.training_class(state="enrolling")
    typed = {"name": "张伟", "gender": "1", "phone": "1", "consented": "1"}
    address, browser = f"/j/{found.public_token}", app.test_client()
    answers = [browser.post(address, data=typed).text for _try in range(61)]
    said = ["次数太多" in answer for answer in answers]
    assert said == [False] * 60 + [True]
    assert rows_of(Application) == 0


@pytest.mark.parametrize("field", ["unit", "position", "note"])
def test_text_that_is_far_too_long_is_refused_not_cut(make, stand, console, field) -> None:
    found = make.training_class()
    answer = console.post(
        f"{base(found)}new", data={"name": "张伟", "gender": "1", field: "长" * 999}
    )
    assert ("最多" in answer.text, rows_of(Enrolment)) == (True, 0)


@pytest.mark.parametrize("field", ["unit", "position"])
def test_application_that_is_far_too_long_is_refused_not_cut(app, make, stand, field) -> None:
    found = make.training_class(state="enrolling")
    typed = {"name": "张伟", "gender": "1", "phone": "13800000001", "consented": "1"}
    answer = app.test_client().post(f"/j/{found.public_token}", data={**typed, field: "长" * 999})
    assert (answer.status_code, "最多" in answer.text, rows_of(Application)) == (422, True, 0)


def test_unit_link_reaches_nobody_of_another_unit_or_class(app, make, stand) -> None:
    found, other = (make.training_class(state="enrolling") for _class in range(2))
    ours, theirs = make.unit("甲单位"), make.unit("乙单位")
    wanted = {ours.name: 5, theirs.name: 5}
    quota, their_quota = services.set_quotas(found, wanted, by=STAFF, at=clock.now())
    applied = Applied("李娜", "13800000002", consented=True)
    by, at = Actor("liaison", their_quota.id, theirs.name), clock.now()
    application = services.apply(found, applied, by=by, at=at, quota=their_quota)
    strangers = [
        make.trainee(found, "张伟", unit_id=theirs.id),
        make.trainee(other, "王芳", unit_id=ours.id),
    ]
    browser, link = app.test_client(), f"/u/{quota.token}"
    typed = {"name": "赵敏", "gender": "1", "phone": "13800000009", "consented": "1"}
    ways = [f"{link}/swap/trainee/{one.id}" for one in strangers]
    ways += [f"{link}/swap/application/{application.id}", f"{link}/withdraw/{application.id}"]
    assert [browser.post(way, data=typed).status_code for way in ways] == [404] * 4
    page = browser.get(link).text
    assert [name in page for name in ("李娜", "张伟", "王芳")] == [False] * 3
    assert rows_of(Application) == 1
