"""What a trainee sees around the paper: the list, the door, 今天, pictures, the result, and their own data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import files
from core.db import db
from core.testing import MONDAY, STAFF, Maker, counted_queries
from core.transaction import transaction
from plugins.quizzes.models import Appeal, QuestionPicture, Regrade, SavedAnswer, SittingExtra
from plugins.quizzes.panels.own_data import held_of
from plugins.quizzes.rules.items import Picture
from plugins.quizzes.services.erasing import erase_writing
from plugins.quizzes.services.writing import Form, send
from plugins.quizzes.tests.conftest import BLANK, ESSAY, JUDGE, SINGLE, Office

MINUTE = timedelta(minutes=1)
Move = Callable[[timedelta], None]
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


def place_of(text: str, *words: str) -> list[bool]:
    return [word in text for word in words]


def test_list_and_today_lead_to_what_is_due(make: Maker, office: Office, stand: Move) -> None:
    found = make.training_class(code="QUIZ")
    group = make.group(found)
    zhang, other = make.trainee(found, "张伟"), make.trainee(found, "李强", group_id=group.id)
    version = office.version(SINGLE)
    lesson = make.lesson(found, group_id=group.id)
    office.sitting(found, version, title="别组测验", lesson_id=lesson.id)
    office.sitting(found, version, title="补考一", make_up_of=1)
    office.sitting(found, version, title="草稿卷", published_at=None)
    office.sitting(found, version, title="明天测验", opens_at=MONDAY + 600 * MINUTE,
                   closes_at=MONDAY + 660 * MINUTE)  # fmt: skip
    sitting = office.sitting(found, version, title="每日一测", marks_from="sent")
    phone = make.phone_of(zhang)
    hidden = ("别组测验", "补考一", "草稿卷")
    for page in ("/m/QUIZ/quizzes/", "/m/QUIZ/today"):
        shown = phone.get(page).text
        assert place_of(shown, "每日一测", "去答题", "明天测验") == [True] * 3
        assert place_of(shown, *hidden) == [False] * 3
    assert "别组测验" in make.phone_of(other).get("/m/QUIZ/quizzes/").text
    path = phone.post(f"/m/QUIZ/quizzes/{sitting.id}/start").location
    assert "继续答题" in phone.get("/m/QUIZ/today").text
    assert path in phone.get(f"/m/QUIZ/quizzes/{sitting.id}").text
    phone.post(f"{path}/send", data={"q1": "C"})
    for page in ("/m/QUIZ/quizzes/", "/m/QUIZ/today"):
        assert place_of(phone.get(page).text, "2 分", f"{path}/result") == [True, True]
    assert phone.get(path).location == f"{path}/result"
    asked = phone.get(f"/m/QUIZ/quizzes/{sitting.id}")
    assert place_of(asked.text, "您已经答过 1 次，次数用完了", "开始答题") == [True, False]


@pytest.mark.sqlite
def test_list_asks_as_much_for_twenty_tests_as_for_two(
    make: Maker, office: Office, stand: Move
) -> None:
    asked, found = [], make.training_class(code="QUIZ")
    zhang, version = make.trainee(found), office.version(SINGLE)
    phone = make.phone_of(zhang)
    for more in (2, 18):
        for _number in range(more):
            office.attempt(office.sitting(found, version), zhang, version)
        with counted_queries() as seen:
            phone.get("/m/QUIZ/quizzes/")
        asked.append(len(seen))
    assert asked == [8, 8]


@pytest.mark.sqlite
def test_door_states_its_rules_before_anybody_enters(
    make: Maker, office: Office, stand: Move
) -> None:
    found = make.training_class(code="QUIZ")
    zhang = make.trainee(found)
    sitting = office.sitting(
        found, office.version(SINGLE), password="1949", attempts=3, grace_seconds=90
    )
    with transaction() as session:
        session.add(SittingExtra(sitting_id=sitting.id, enrolment_id=zhang.id, minutes=15))
    phone = make.phone_of(zhang)
    page = phone.get(f"/m/QUIZ/quizzes/{sitting.id}").text
    words = ("满分 2 分", "30 分钟", "您有延长时间 15 分钟", "可以答 3 次，取最高分", "1 分钟内传到", "口令",
             "不影响成绩", "公布答案：测验结束后")  # fmt: skip
    assert place_of(page, *words) == [True] * len(words)
    wrong = phone.post(f"/m/QUIZ/quizzes/{sitting.id}/start", data={"password": "x"})
    assert (wrong.status_code, "口令不对" in wrong.text) == (422, True)
    stand(90 * MINUTE)
    late = phone.get(f"/m/QUIZ/quizzes/{sitting.id}").text
    assert place_of(late, "测验已经结束", 'name="password"') == [True, False]
    other = make.phone_of(make.trainee(make.training_class(code="ELSE")))
    assert other.get(f"/m/ELSE/quizzes/{sitting.id}").status_code == 404


def test_picture_is_shown_to_whoever_writes_that_paper(
    make: Maker, office: Office, stand: Move
) -> None:
    found = make.training_class(code="QUIZ")
    names = ["a" * 64 + ".png", "b" * 64 + ".png"]
    with transaction() as session:
        for name in names:
            file = files.store(PNG, name, "image/png", by=STAFF, at=MONDAY)
            session.add(QuestionPicture(name=name, file_id=file.id, media_type="image/png"))
    item = replace(SINGLE, pictures=(Picture("B", names[0], "会址"),))
    sitting = office.sitting(found, office.version(item))
    phone = make.phone_of(make.trainee(found))
    path = phone.post(f"/m/QUIZ/quizzes/{sitting.id}/start").location
    picture = phone.get(f"{path}/pictures/{names[0]}")
    assert (picture.data, picture.mimetype) == (PNG, "image/png")
    page = phone.get(path).text
    assert place_of(page, f'data-keep="{path}/pictures/{names[0]}', 'alt="会址"') == [True, True]
    assert phone.get(f"{path}/pictures/{names[1]}").status_code == 404
    other = make.phone_of(make.trainee(found))
    assert other.get(f"{path}/pictures/{names[0]}").status_code == 404


def test_result_shows_the_mended_key_and_the_sentence_of_each_mark(
    make: Maker, office: Office, stand: Move
) -> None:
    found = make.training_class(code="QUIZ")
    wrong, struck = (
        office.version(replace(SINGLE, answer="B", explanation="旧解析")),
        office.version(JUDGE),
    )
    mended = office.version(SINGLE)
    sitting = office.sitting(found, wrong, struck, marks_from="sent", keys_from="sent")
    with transaction() as session:
        for version, to in ((wrong, mended.id), (struck, None)):
            session.add(Regrade(class_id=found.id, sitting_id=sitting.id, version_id=version.id,
                                to_id=to, why="核对", made_at=MONDAY, made_by="test"))  # fmt: skip
    zhang = make.trainee(found)
    attempt = office.attempt(sitting, zhang, wrong, struck)
    send(attempt, Form({1: ["C"]}), by=STAFF, at=MONDAY + MINUTE)
    page = make.phone_of(zhang).get(f"/m/QUIZ/quizzes/attempts/{attempt.id}/result").text
    assert (
        place_of(page, "4 分", "及格", "答案：<b>C</b>", "1949年3月5日", "按更正后的答案")
        == [True] * 5
    )
    assert place_of(page, "旧解析", "答案：<b>B</b>", "答案：<b>正确</b>") == [False] * 3


def test_words_of_a_trainee_are_forgotten_and_marks_stay(
    make: Maker, office: Office, stand: Move
) -> None:
    found = make.training_class()
    versions = [office.version(one) for one in (SINGLE, BLANK, ESSAY)]
    zhang = make.trainee(found, "张伟")
    attempt = office.attempt(office.sitting(found, *versions), zhang, *versions, away=2)
    for number, given in ((1, "C"), (2, ["142"]), (3, "务必谦虚")):
        office.saved(attempt, number, given)
    with transaction() as session:
        session.add(Appeal(class_id=found.id, attempt_id=attempt.id, number=1, words="请看",
                           made_at=MONDAY))  # fmt: skip
        attempt.points = Decimal(4)
    data = held_of(zhang.person_id)[0]
    assert [place_of(words, "答案 3 条", "4", "离开页面 2 次") for _title, words in data.rows] == [
        [True] * 3
    ]
    before = MONDAY + timedelta(days=30)
    assert erase_writing(zhang.person_id, MONDAY) == 0
    assert (erase_writing(zhang.person_id, before), erase_writing(zhang.person_id, before)) == (
        4,
        0,
    )
    db.session.expire_all()
    given = db.session.execute(select(SavedAnswer.given).order_by(SavedAnswer.number)).scalars()
    assert (list(given), attempt.points, attempt.away) == (["C", "", ""], 4, 0)
