"""Issuing: once for each, numbered without gap, frozen; whatever happens in between."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest

from core import clock, files
from core.attendance.models import Attendance
from core.completion.queries import completed
from core.db import db
from core.errors import Refused
from core.jobs import Job
from core.notices.models import Notice
from core.people.services import PersonDetails, change_person
from core.testing import STAFF, counted_queries, rows_of
from core.training.models import TrainingClass
from core.training.services import switch_plugin
from core.transaction import transaction
from plugins.certificates.models import Certificate, Counter, Seal
from plugins.certificates.queries import pdf_of, standing_of
from plugins.certificates.rendering import drawn_seal
from plugins.certificates.services import (
    Links,
    Run,
    draw_seal,
    issue,
    reissue,
    reserve,
    upload_seal,
    void,
)
from plugins.certificates.tests.office import close, close_quietly, code_on, issued, text_of


def run(training_class, links):
    return issue(training_class, links=links, by=STAFF, at=clock.now())


def numbers(training_class) -> list[str]:
    return [one.number for one in issued(training_class)]


def test_closing_a_class_issues_to_each_who_completed(ready, make):
    training_class, trainees = ready()
    close(training_class)
    assert numbers(training_class) == [
        "市工培〔2026〕第0001号",
        "市工培〔2026〕第0002号",
        "市工培〔2026〕第0003号",
    ]
    first = standing_of(trainees[0].id)
    text = text_of(pdf_of(first))
    assert "张伟同志于2026年11月23日至2026年11月27日参加市总工会举办的" in text
    assert "完成20学时，考核合格，准予结业。" in text
    assert "市工培〔2026〕第0001号" in text
    assert first.sha256 == sha256(pdf_of(first)).hexdigest()


def test_who_did_not_complete_gets_none(ready, make):
    training_class, trainees = ready()
    absent = make.trainee(training_class, "未来")
    close(training_class)
    assert [one.enrolment_id for one in issued(training_class)] == [one.id for one in trainees]
    assert standing_of(absent.id) is None


def test_qr_on_the_paper_leads_to_the_page_of_verification(ready, app):
    training_class, trainees = ready(["张伟"])
    close(training_class)
    url = code_on(pdf_of(standing_of(trainees[0].id)))
    assert url.startswith("http://localhost/v/")
    answer = app.test_client().get(url.removeprefix("http://localhost"))
    assert answer.status_code == 200
    assert "市工培〔2026〕第0001号" in answer.text
    assert "张*" in answer.text
    assert "张伟" not in answer.text


def test_peer_17_issued_certificate_stays_as_it_was_printed(ready, links):
    training_class, trainees = ready(["张伟"])
    close(training_class)
    before = standing_of(trainees[0].id)
    pdf, face = pdf_of(before), dict(before.face)
    change_person(
        trainees[0].person,
        PersonDetails(name="张炜", phone="19900009999"),
        by=STAFF,
        at=clock.now(),
    )
    with transaction():
        training_class.name, training_class.host = "改了名的班", "别的单位"
    upload_seal(training_class, drawn_seal("别的单位"), by=STAFF, at=clock.now())
    run(training_class, links)
    after = standing_of(trainees[0].id)
    db.session.refresh(after)
    assert (pdf_of(after), after.face, after.sha256) == (pdf, face, sha256(pdf).hexdigest())
    assert "张伟" in text_of(pdf_of(after))


def test_peer_17_page_shows_what_was_printed_and_tells_a_tampered_pdf(ready, app):
    training_class, trainees = ready(["张伟"])
    close(training_class)
    one = standing_of(trainees[0].id)
    with transaction():
        training_class.name = "改了名的班"
        trainees[0].person.name = "欧阳娜娜"
    page = app.test_client().get(f"/v/{one.token}").text
    assert "第3期工会干部培训班" in page
    assert "改了名的班" not in page
    assert "张*" in page
    original = pdf_of(one)
    with pikepdf.open(BytesIO(original)) as opened:
        opened.docinfo["/Title"] = "结业证书 李鬼"
        out = BytesIO()
        opened.save(out)
    for content, words in ((original, "same"), (out.getvalue(), "other"), (b"", "none")):
        answer = app.test_client().post(
            f"/v/{one.token}", data={"pdf": (BytesIO(content), "证书.pdf")}
        )
        shown = [kind for kind in ("same", "other", "none") if f'"{kind}" >' in answer.text]
        assert shown == [words]


def test_peer_18_issuing_again_makes_no_second_certificate_and_no_second_message(
    ready, links, stand
):
    training_class, _trainees = ready()
    close(training_class)
    first = [(one.number, one.sha256, one.issued_at) for one in issued(training_class)]
    stand(timedelta(days=3))
    for _time in range(3):
        assert run(training_class, links).count == 0
    assert [(one.number, one.sha256, one.issued_at) for one in issued(training_class)] == first
    assert rows_of(Notice) == 3


def test_peer_18_issuing_after_a_restore_gives_the_same_numbers_and_addresses(ready, links):
    training_class, _trainees = ready()
    close(training_class)
    before = [
        (one.enrolment_id, one.number, one.token, one.sha256) for one in issued(training_class)
    ]
    with transaction() as session:  # the copy that was put back is older than the certificates
        for row in issued(training_class):
            session.delete(row)
        for counter in session.query(Counter).all():
            session.delete(counter)
    assert run(training_class, links).count == 3
    after = [
        (one.enrolment_id, one.number, one.token, one.sha256) for one in issued(training_class)
    ]
    assert after == before


def test_peer_18_run_that_was_killed_is_finished_under_the_same_numbers(ready, links):
    training_class, _trainees = ready()
    close_quietly(training_class)
    reserve(Run(training_class, links, STAFF, clock.now()), completed(training_class.id)[:2])
    assert [one.issued_at for one in issued(training_class)] == [None, None]
    assert run(training_class, links).count == 3
    assert [one.serial for one in issued(training_class)] == [1, 2, 3]
    assert [one.name for one in issued(training_class)] == ["张伟", "王芳", "李静"]


def test_peer_19_numbers_without_gap_or_duplicate_under_parallel_issue(ready, links, app):
    classes = [ready([f"学员{n}" for n in range(12)])[0] for _m in range(2)]
    for one in classes:
        close_quietly(one)
    line, done = threading.Barrier(6), []
    ids = [one.id for one in classes]

    def work(class_id: int) -> None:
        with app.app_context():
            line.wait()
            run(db.session.get(TrainingClass, class_id), links)
            done.append(class_id)

    threads = [threading.Thread(target=work, args=(ids[n % 2],)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == sorted(ids * 3)
    rows = [row for one in classes for row in issued(one)]
    assert sorted(row.serial for row in rows) == list(range(1, 25))
    assert len({row.enrolment_id for row in rows}) == 24
    assert rows_of(Notice) == 24


def test_peer_20_rare_characters_are_printed(ready):
    training_class, trainees = ready(["𠮷田", "㛃䶮"])
    close(training_class)
    texts = [text_of(pdf_of(standing_of(one.id))) for one in trainees]
    assert ["𠮷田" in texts[0], "㛃䶮" in texts[1]] == [True, True]


def test_peer_20_what_cannot_be_printed_is_reported_and_the_others_are_issued(ready, links):
    training_class, _trainees = ready(["张伟", "王\ue863", "李静"])
    close_quietly(training_class)
    result = run(training_class, links)
    assert (result.count, [str(one) for one in result.left_out]) == (
        2,
        ["“王\ue863”有打印不出的字：\ue863（U+E863）。请安装含这些字的字体，或改正姓名后再发。"],
    )
    assert [(one.name, one.serial) for one in issued(training_class)] == [("张伟", 1), ("李静", 2)]


def test_who_was_left_out_gets_the_next_number_once_the_name_is_put_right(ready, links):
    training_class, trainees = ready(["王\ue863", "张伟"])
    close(training_class)
    with transaction():
        trainees[0].person.name = "王㛃"
    assert run(training_class, links).count == 1
    assert [(one.name, one.serial) for one in issued(training_class)] == [("张伟", 1), ("王㛃", 2)]


def test_peer_21_void_stands_on_the_page_at_once(ready, app):
    training_class, trainees = ready(["张伟"])
    close(training_class)
    one = standing_of(trainees[0].id)
    browser = app.test_client()
    assert "已作废" not in browser.get(f"/v/{one.token}").text
    void(one, "姓名写错", by=STAFF, at=clock.now())
    text = browser.get(f"/v/{one.token}").text
    assert "此证书已于 2026-11-23 作废，不再有效。" in text
    assert "姓名写错" not in text
    assert "现在有效" not in text


def test_void_certificate_is_kept_and_its_number_never_used_again(ready, links):
    training_class, trainees = ready(["张伟", "王芳"])
    close(training_class)
    old = standing_of(trainees[1].id)
    pdf = pdf_of(old)
    void(old, "姓名写错", by=STAFF, at=clock.now())
    assert run(training_class, links).count == 0
    reissue(old, training_class, links=links, by=STAFF, at=clock.now())
    rows = [(one.serial, one.enrolment_id, one.is_void) for one in issued(training_class)]
    assert rows == [
        (1, trainees[0].id, False),
        (2, trainees[1].id, True),
        (3, trainees[1].id, False),
    ]
    assert pdf_of(old) == pdf


def test_void_twice_or_without_a_reason_is_refused(ready):
    training_class, trainees = ready(["张伟"])
    close(training_class)
    one = standing_of(trainees[0].id)
    for reason, code in ((" ", "reason_missing"), ("写错", ""), ("写错", "already_void")):
        if code:
            with pytest.raises(Refused) as refused:
                void(one, reason, by=STAFF, at=clock.now())
            assert refused.value.codes == [code]
        else:
            void(one, reason, by=STAFF, at=clock.now())


def test_second_certificate_beside_a_standing_one_is_refused(ready, links):
    training_class, trainees = ready(["张伟"])
    close(training_class)
    old = standing_of(trainees[0].id)
    with pytest.raises(Refused) as refused:
        reissue(old, training_class, links=links, by=STAFF, at=clock.now())
    assert refused.value.codes == ["not_void"]
    void(old, "写错", by=STAFF, at=clock.now())
    reissue(old, training_class, links=links, by=STAFF, at=clock.now())
    with pytest.raises(Refused) as refused:
        reissue(old, training_class, links=links, by=STAFF, at=clock.now())
    assert refused.value.codes == ["still_standing"]


def test_class_without_the_plugin_issues_nothing_until_it_is_on_again(ready, links):
    training_class, _trainees = ready()
    switch_plugin(training_class, "certificates", on=False, by=STAFF, at=clock.now())
    close(training_class)
    assert (issued(training_class), rows_of(Job)) == ([], 0)
    with pytest.raises(Refused) as refused:
        run(training_class, links)
    assert refused.value.codes == ["plugin_off"]
    switch_plugin(training_class, "certificates", on=True, by=STAFF, at=clock.now())
    assert run(training_class, links).count == 3


def test_open_class_and_unknown_address_are_refused(ready):
    training_class, _trainees = ready()
    with pytest.raises(Refused) as refused:
        run(training_class, Links("", "secret"))
    assert refused.value.codes == ["class_open", "no_address"]


def test_seal_that_cannot_be_read_costs_no_number(ready, links):
    training_class, _trainees = ready()
    close_quietly(training_class)
    with transaction() as session:
        torn = files.store(b"MZ", "x.png", "image/png", by=STAFF, at=clock.now())
        session.add(
            Seal(class_id=training_class.id, file_id=torn.id, changed_at=clock.now(), changed_by="")
        )
    with pytest.raises(Refused) as refused:
        run(training_class, links)
    assert refused.value.codes == ["seal_unreadable"]
    assert (rows_of(Certificate), rows_of(Counter)) == (0, 0)


def test_hours_on_leave_are_not_certified(ready, make, links):
    training_class, trainees = ready(["张伟"])
    lesson = make.lesson(training_class, credit_hours=Decimal(2))
    with transaction() as session:
        session.add(
            Attendance(
                class_id=training_class.id,
                lesson_id=lesson.id,
                enrolment_id=trainees[0].id,
                mark="on_leave",
                leave_kind="sick",
                source="paper",
                received_at=clock.now(),
            )
        )
    close(training_class)
    assert standing_of(trainees[0].id).face["credit_hours"] == "20.0"


def test_no_seal_is_printed_unless_somebody_asked_for_one(ready, make):
    plain, drawn = ready(["张伟"]), ready(["张伟"])
    draw_seal(drawn[0], by=STAFF, at=clock.now())
    for training_class, _trainees in (plain, drawn):
        close(training_class)
    sizes = [len(pdf_of(standing_of(trainees[0].id))) for _c, trainees in (plain, drawn)]
    assert sizes[1] > sizes[0]


def test_progress_is_told_in_numbers(ready, links):
    training_class, _trainees = ready([f"学员{n}" for n in range(25)])
    close_quietly(training_class)
    told: list[tuple[int, int]] = []
    issue(
        training_class,
        links=links,
        by=STAFF,
        at=clock.now(),
        progress=lambda done, whole: told.append((done, whole)),
    )
    assert told == [(20, 25), (25, 25)]


def test_run_with_nothing_to_do_asks_a_bounded_number_of_times(ready, links):
    small, large = ready(["张伟"])[0], ready([f"学员{n}" for n in range(25)])[0]
    counts = []
    for training_class in (small, large):
        close(training_class)
        run(training_class, links)
        with counted_queries() as seen:
            run(training_class, links)
        counts.append(len(seen))
    assert counts[0] == counts[1]
