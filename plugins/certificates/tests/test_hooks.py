"""What other pages tell of certificates."""

from __future__ import annotations

from core import clock
from core.plugins import each
from core.testing import STAFF
from core.training.services import set_settings
from plugins.certificates.queries import standing_of
from plugins.certificates.services import void
from plugins.certificates.tests.office import close, issued


def test_overview_says_what_will_be_printed_and_then_how_many_were(ready, make):
    training_class, trainees = ready()
    browser = make.staff_browser(training_class, "host")
    address = f"/console/classes/{training_class.code}/"
    assert "落款：市总工会，编号：市工培〔年〕第…号，没有印章。" in browser.get(address).text
    close(training_class)
    void(standing_of(trainees[0].id), "写错", by=STAFF, at=clock.now())
    assert '<b class="num">2</b>' in browser.get(address).text


def test_person_sees_each_certificate_that_was_issued_and_none_is_erased(ready):
    training_class, trainees = ready(["张伟"])
    close(training_class)
    person = trainees[0].person
    held = {name: answer for name, answer, _error in each("personal_data", person=person)}
    assert [(str(one.title), one.rows) for one in held["certificates"]] == [
        ("证书", [("市工培〔2026〕第0001号", "张伟，第3期工会干部培训班")])
    ]
    erased = each("erase_personal_data", person=person, before=clock.now())
    assert {name: count for name, count, _error in erased}["certificates"] == 0
    assert len(issued(training_class)) == 1


def test_settings_change_issuer_and_prefix_of_what_is_issued_later(ready):
    training_class, _trainees = ready(["张伟"])
    values = {"certificates.issuer": "市工会干部学校", "certificates.prefix": "市工干"}
    set_settings(training_class, values, by=STAFF, at=clock.now())
    close(training_class)
    (one,) = issued(training_class)
    assert (one.number, one.face["issuer"]) == ("市工干〔2026〕第0001号", "市工会干部学校")


def test_numbers_of_two_prefixes_are_counted_apart(ready):
    first, second = ready(["张伟"])[0], ready(["王芳"])[0]
    set_settings(second, {"certificates.prefix": "区工培"}, by=STAFF, at=clock.now())
    close(first)
    close(second)
    assert [issued(one)[0].number for one in (first, second)] == [
        "市工培〔2026〕第0001号",
        "区工培〔2026〕第0001号",
    ]
