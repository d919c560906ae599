"""The closing page, as those who decide meet it."""

from __future__ import annotations

import subprocess
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.completion.models import CompletionRecord
from core.completion.queries import record_of
from core.testing import counted_queries, rows_of


@pytest.fixture
def ended(make, ten, marks):
    """A class of two who were there and one who was on leave too long; (class, trainees)."""
    training_class, lessons = ten
    trainees = [make.trainee(training_class, name) for name in ("张伟", "王芳", "李静")]
    for trainee, signs in zip(trainees, ("√" * 10, "△" + "√" * 9, "√" * 8 + "假假"), strict=True):
        marks(trainee, lessons, signs)
    return training_class, trainees


def path(training_class, rest: str = "") -> str:
    return f"/console/classes/{training_class.code}/completion/{rest}"


def filled(trainees, **outcomes: str) -> dict[str, object]:
    proposed = {"张伟": "completed", "王芳": "completed", "李静": "not_completed", **outcomes}
    return {
        "confirmed": [str(one.id) for one in trainees],
        **{f"outcome-{one.id}": proposed[one.name] for one in trainees},
        **{f"reason-{one.id}": "" for one in trainees},
    }


def test_page_shows_each_proposal_with_its_reasons(make, ended):
    training_class, _trainees = ended
    text = make.staff_browser(training_class, "head_teacher").get(path(training_class)).text
    assert "请假 8 学时，超过总学时 40 的 1/7。" in text
    assert "迟到 1 次。" in text
    assert text.count("data-proposal=") == 3


def test_page_puts_who_does_not_simply_complete_first(make, ended):
    training_class, _trainees = ended
    text = make.staff_browser(training_class, "head_teacher").get(path(training_class)).text
    names = ("李静", "张伟", "王芳")
    assert sorted(names, key=text.index) == list(names)


@pytest.mark.parametrize(
    ("role", "sees", "decides"),
    [
        ("host", 200, 303),
        ("head_teacher", 200, 303),
        ("organiser", 200, 403),
        ("counsellor", 403, 403),
        ("liaison", 403, 403),
        ("leader", 403, 403),
    ],
)
def test_page_by_role(make, ended, role, sees, decides):
    training_class, trainees = ended
    browser = make.staff_browser(training_class, role)
    assert browser.get(path(training_class)).status_code == sees
    answer = browser.post(path(training_class, "close"), data=filled(trainees))
    assert answer.status_code == decides


def test_staff_of_another_class_find_no_page(make, ended):
    browser = make.staff_browser(make.training_class(), "host")
    assert browser.get(path(ended[0])).status_code == 404
    assert browser.post(path(ended[0], "close"), data=filled(ended[1])).status_code == 404
    assert rows_of(CompletionRecord) == 0


def test_confirming_in_bulk_closes_and_shows_the_outcomes(make, ended):
    training_class, trainees = ended
    browser = make.staff_browser(training_class, "host")
    answer = browser.post(path(training_class, "close"), data=filled(trainees))
    assert answer.status_code == 303
    text = browser.get(path(training_class)).text
    assert "结业结果" in text
    assert "请假 8 学时，超过总学时 40 的 1/7。" in text
    assert 'name="confirmed"' not in text


def test_missing_reason_stands_beside_the_row_and_what_was_typed_stays(make, ended):
    training_class, trainees = ended
    browser = make.staff_browser(training_class, "host")
    answer = browser.post(path(training_class, "close"), data=filled(trainees, 李静="completed"))
    assert answer.status_code == 422
    assert answer.text.count("李静：与建议不同时，请写明理由。") == 2
    assert answer.text.count("checked") == 3
    assert rows_of(CompletionRecord) == 0


def test_outcome_that_does_not_exist_is_refused(make, ended):
    training_class, trainees = ended
    browser = make.staff_browser(training_class, "host")
    answer = browser.post(path(training_class, "close"), data=filled(trainees, 李静="promoted"))
    assert (answer.status_code, rows_of(CompletionRecord)) == (400, 0)


def test_second_press_tells_that_the_class_is_closed(make, ended):
    training_class, trainees = ended
    browser = make.staff_browser(training_class, "host")
    browser.post(path(training_class, "close"), data=filled(trainees))
    again = browser.post(path(training_class, "close"), data=filled(trainees))
    assert again.status_code == 303
    assert "本班已经核定结业，结果不能再改。" in browser.get(path(training_class)).text


def test_obstacles_stand_on_top(make, marks):
    training_class = make.training_class(state="reporting")
    marks(make.trainee(training_class), [make.lesson(training_class)], "√")
    text = make.staff_browser(training_class, "host").get(path(training_class)).text
    assert "现在还不能结业" in text
    assert f"/console/classes/{training_class.code}/settings" in text


def test_page_asks_as_often_for_many_trainees(make, ten):
    training_class, _lessons = ten
    browser = make.staff_browser(training_class, "host")
    make.trainee(training_class)
    browser.get(path(training_class))
    with counted_queries() as for_one:
        browser.get(path(training_class))
    for _n in range(30):
        make.trainee(training_class)
    with counted_queries() as for_many:
        browser.get(path(training_class))
    assert len(for_many) == len(for_one)


def test_review_form_is_printed_before_and_after(make, ended):
    training_class, trainees = ended
    browser = make.staff_browser(training_class, "host")

    def printed() -> str:
        pdf = browser.get(path(training_class, "review.pdf")).data
        done = subprocess.run(
            ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
        )
        return "".join(done.stdout.decode().split())

    before = printed()
    assert "结业审核表" in before
    assert "请假8学时，超过总学时40的1/7。" in before
    data = filled(trainees, 李静="make_up")
    data[f"reason-{trainees[2].id}"] = "准予补课"
    browser.post(path(training_class, "close"), data=data)
    assert "准予补课" in printed()


def test_export_holds_the_decisions(make, ended):
    training_class, trainees = ended
    browser = make.staff_browser(training_class, "host")
    browser.post(path(training_class, "close"), data=filled(trainees))
    book = load_workbook(BytesIO(browser.get(path(training_class, "review.xlsx")).data))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert [(row[1], row[4], row[8], row[9]) for row in rows[1:]] == [
        ("张伟", 40, "结业", "结业"),
        ("王芳", 40, "结业", "结业"),
        ("李静", 40, "不予结业", "不予结业"),
    ]


def test_outcome_is_kept_when_the_policy_changes_later(make, ended):
    training_class, trainees = ended
    browser = make.staff_browser(training_class, "host")
    browser.post(path(training_class, "close"), data=filled(trainees))
    assert record_of(trainees[2].id).reasons[0]["code"] == "leave_over_limit"
    assert "超过总学时 40 的 1/7" in browser.get(path(training_class)).text
