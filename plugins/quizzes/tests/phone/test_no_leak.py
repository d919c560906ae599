"""Before it is due, no key, explanation or right mark leaves the server, on any way that a trainee can ask."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from core import files
from core.testing import MONDAY, STAFF, Maker
from core.transaction import transaction
from plugins.quizzes.models import QuestionPicture, Sitting
from plugins.quizzes.rules.items import Blank, Item, Picture, Point
from plugins.quizzes.terms import Kind, Level, Phase
from plugins.quizzes.tests.conftest import Office

TOLD_APART = re.compile(r'csrf_token" value="[^"]*|X-CSRFToken": "[^"]*|[0-9a-f]{16,}|\d+')
"""What every page has of its own: tokens, signatures, numbers."""
MINUTE = timedelta(minutes=1)
Move = Callable[[timedelta], None]
EXPLAINED, WORD, MODEL, POINT, LEVEL = "解析暗号", "密钥甲", "参考暗号", "采分暗号", "来源暗号"
HIDDEN = {"explanation": EXPLAINED, "source": LEVEL, "level": Level.HARD, "topic": LEVEL,
          "tags": (LEVEL,)}  # fmt: skip
PICTURE = Picture("stem", "a" * 64 + ".png", "会址")
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
ITEMS = [
    Item(Kind.SINGLE, "单选", ("子", "丑", "寅", "卯"), "C", pictures=(PICTURE,), **HIDDEN),
    Item(Kind.MULTIPLE, "多选", ("子", "丑", "寅"), "AC", **HIDDEN),
    Item(Kind.JUDGE, "判断", answer=True, **HIDDEN),
    Item(Kind.BLANK, "填____。", answer=(Blank((WORD,)),), **HIDDEN),
    Item(Kind.ESSAY, "简答", answer=MODEL, points=(Point(POINT, Decimal(2)),), **HIDDEN),
    Item(Kind.ORDER, "排序", ("子", "丑", "寅"), "CAB", **HIDDEN),
    Item(Kind.MATCH, "匹配", ("甲", "乙"), "BA", targets=("子", "丑"), **HIDDEN),
]
KEYS = (EXPLAINED, WORD, MODEL)
MARKED = ("答对", "答错", "得 2 / 2", "得 0 / 2", "，得 ", "&#34;right&#34;", " 4 分</h1>")
NEVER = (POINT, LEVEL, "hard", "fingerprint", '"answer"')
GIVEN = {
    1: ["A"],
    2: ["A"],
    3: ["true"],
    4: ["乱写"],
    5: ["乱写"],
    6: ["A", "B", "C"],
    7: ["A", "B"],
}


class Walk:
    """A trainee who asks everything that can be asked of one test, and what came back."""

    def __init__(self, sitting: Sitting, phone: FlaskClient) -> None:
        self.sitting, self.phone, self.seen = sitting, phone, list[str]()
        self.path = ""

    def hear(self, answer: Any) -> Any:
        """Keeps everything of an answer: its head, and its body."""
        self.seen.append(f"{answer.headers}\n{answer.data.decode('utf-8', 'replace')}")
        return answer

    def look(self) -> str:
        """Every page, once; all that was heard since the last look."""
        pages = [f"/m/QUIZ/quizzes/{self.sitting.id}"]
        if self.path:
            names = ("", "/state", "/result", f"/pictures/{PICTURE.name}", "/pictures/none.png")
            pages += [self.path + one for one in names]
        for page in pages:
            self.hear(self.phone.get(page))
        heard, self.seen = "\n".join(self.seen), []
        return heard

    def start(self) -> None:
        begun = self.hear(self.phone.post(f"/m/QUIZ/quizzes/{self.sitting.id}/start"))
        self.path = begun.location

    def answer(self) -> None:
        """Every answer through the queue, one of them twice over, and one torn."""
        state = self.phone.get(f"{self.path}/state").json
        acts = [
            {"id": str(uuid.uuid4()), "kind": "quizzes.answer", "seq": number, "made_at": 0,
             "payload": {"attempt": int(self.path.rpartition("/")[2]), "number": number,
                         "given": given, "stamp": state["stamp"], "elapsed": number}}
            for number, given in [*GIVEN.items(), (1, ["Z"]), (1, ["B"])]
        ]  # fmt: skip
        told = {"now": 0, "acts": acts}
        self.hear(self.phone.post("/outbox/QUIZ/sync", json=told, headers={"X-Jixun-Outbox": "1"}))

    def send(self) -> None:
        self.hear(self.phone.post(f"{self.path}/send", data={"q3": "true"}))


def leaked(heard: str, words: tuple[str, ...]) -> list[str]:
    """Which of the words were heard, plain or as JSON spells them."""
    return [one for one in words if one in heard or json.dumps(one)[1:-1] in heard]


def stages(walks: list[Walk], stand: Move) -> Iterator[str]:
    """The whole life of a paper, stage by stage."""
    yield "before"
    for walk in walks:
        walk.start()
    yield "begun"
    for walk in walks:
        walk.answer()
    yield "answered"
    for walk in walks:
        walk.send()
    yield "sent"
    stand(70 * MINUTE)
    yield "closed"


DUE = {
    Phase.ANSWERED: ("answered", "sent", "closed"),
    Phase.SENT: ("sent", "closed"),
    Phase.CLOSED: ("closed",),
    Phase.NEVER: (),
}
POLICIES = [*zip(Phase, Phase, strict=True), *zip(Phase, reversed(Phase), strict=True)]
"""Every phase of marks with an earlier, the same or a later one of keys."""
OTHERS = ("/m/QUIZ/quizzes/", "/m/QUIZ/today", "/m/QUIZ/me", "/m/QUIZ/my-data")


@pytest.mark.sqlite
def test_peer_13_nothing_is_heard_before_its_phase(
    make: Maker, office: Office, stand: Move
) -> None:
    found = make.training_class(code="QUIZ")
    phone = make.phone_of(make.trainee(found, "张伟"))
    with transaction() as session:
        file = files.store(PNG, PICTURE.name, "image/png", by=STAFF, at=MONDAY)
        session.add(QuestionPicture(name=PICTURE.name, file_id=file.id, media_type="image/png"))
    versions = [office.version(one) for one in ITEMS]
    walks = [
        Walk(office.sitting(found, *versions, marks_from=marks, keys_from=keys), phone)
        for marks, keys in POLICIES
    ]
    for stage in stages(walks, stand):
        for walk in walks:
            heard, sitting = walk.look(), walk.sitting
            where = f"{stage}: marks {sitting.marks_from}, keys {sitting.keys_from}"
            keys = KEYS if stage in DUE[Phase(sitting.keys_from)] else ()
            assert leaked(heard, KEYS + NEVER) == list(keys), where
            assert bool(leaked(heard, MARKED)) == (stage in DUE[Phase(sitting.marks_from)]), where
        for page in OTHERS:
            assert leaked(phone.get(page).text, KEYS + NEVER) == [], f"{stage}: {page}"


@pytest.mark.sqlite
def test_peer_13_pages_of_two_keys_differ_in_nothing(
    make: Maker, office: Office, stand: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {0: "A", 1: "B", 2: False, 5: "ABC", 6: "AB"}
    changed = [replace(one, answer=other.get(n, one.answer)) for n, one in enumerate(ITEMS)]
    monkeypatch.setattr("plugins.quizzes.services.writing.secrets.randbits", lambda _bits: 7)
    heard = []
    for items in (ITEMS, changed):
        found = make.training_class(name="班")
        sitting = office.sitting(found, *[office.version(one) for one in items])
        phone = make.phone_of(make.trainee(found, "张伟"))
        path = phone.post(f"/m/{found.code}/quizzes/{sitting.id}/start").location
        heard += [
            TOLD_APART.sub("#", phone.get(page).text.replace(found.code, ""))
            for page in (path, f"{path}/state")
        ]
    assert heard[:2] == heard[2:]


@pytest.mark.sqlite
def test_peer_13_key_waits_for_whoever_may_write_the_paper_once_more(
    make: Maker, office: Office, stand: Move
) -> None:
    found = make.training_class(code="QUIZ")
    phone = make.phone_of(make.trainee(found, "张伟"))
    early = {"marks_from": "sent", "keys_from": "sent", "attempts": 2}
    versions = [office.version(one) for one in ITEMS]
    twice = office.sitting(found, *versions, **early)
    practice = office.sitting(found, *versions, **early, practice=True)
    heard = []
    for sitting in (twice, practice, twice):
        path = phone.post(f"/m/QUIZ/quizzes/{sitting.id}/start").location
        phone.post(f"{path}/send", data={})
        heard.append(bool(leaked(phone.get(f"{path}/result").text, KEYS)))
    assert heard == [False, True, True]
    assert "次数用完后" in phone.get(f"/m/QUIZ/quizzes/{twice.id}").text
