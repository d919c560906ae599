"""A thousand questions come in; three hundred phones start a test in the same second and save every answer."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from bench import servers
from bench.check_in import HEAD, Figures, line_of, percentile, text_of
from bench.hall import Hall, hall
from bench.load import Answered, crowd
from core import clock
from core.audit import SYSTEM
from core.db import db
from core.tabular import write_xlsx
from core.testing import counted_queries
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.quizzes.models import (
    IssuedPaper,
    Paper,
    Question,
    QuestionVersion,
    SavedAnswer,
    Sitting,
)
from plugins.quizzes.reading import read_file
from plugins.quizzes.rules.items import Item, as_json
from plugins.quizzes.rules.sheets import Fixed, Section, Sheet, sheet_json
from plugins.quizzes.services.taking import take_reading
from plugins.quizzes.terms import Kind, MultipleRule

TRAINEES = 300
ANSWERS = 20
CONNECTIONS = 64
MINUTE = 60.0
QUESTIONS = 1000
SUFFIX = {"text": "txt", "xlsx": "xlsx"}
OPTIONS = ("1945年", "1947年", "1949年", "1950年")


@dataclass
class Phones:
    """What every phone holds: its cookies, the paper's address, and the stamp of its page."""

    cookies: list[str]
    papers: list[str] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)


def measure() -> Figures:
    """The start, the saves over a minute, what is lost, and the server's memory."""
    figures: Figures = {}
    with hall(TRAINEES, 1) as place:
        figures |= _imports()
        sitting_id = _sitting(place, ANSWERS)
        with servers.jixun(place.folder) as ours:
            phones = Phones(list(place.cookies))
            figures |= _start(place, ours.port, phones, sitting_id)
            figures |= _save(place, ours.port, phones)
            figures["quiz_server_memory"] = line_of(ours.memory_mb(), "MB", 200)
        figures |= _statements(place, phones)
    return figures


# -- the import -------------------------------------------------------------------------------------


def _imports() -> Figures:
    """A thousand questions from a chat, and from a sheet: read, judged, and in the bank."""
    texts = [
        f"{n}. 第 {n} 次会议在哪一年召开？\nA. {1900 + n}年\nB. {1901 + n}年\nC. {1902 + n}年\nD. 1800年\n"
        f"答案：{'ABC'[n % 3]}\n解析：见讲义第 {n} 页。\n"
        for n in range(1, QUESTIONS + 1)
    ]
    head = ("题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析")
    rows = [
        ("单选题", f"表中第 {n} 题？", f"{n}", f"{n + 1}", f"{n + 2}", "0", "ABC"[n % 3], "见讲义")
        for n in range(1, QUESTIONS + 1)
    ]
    files = {"text": "\n".join(texts).encode(), "xlsx": write_xlsx("题库", head, rows)}
    return {
        f"quiz_import_{kind}": line_of(_import(content, f"题库.{SUFFIX[kind]}"), "s", 3)
        for kind, content in files.items()
    }


def _import(content: bytes, name: str) -> float:
    begun = time.perf_counter()
    reading = read_file(content, name)
    taken = take_reading(reading, source_name=name, by=SYSTEM, at=clock.now())
    seconds = time.perf_counter() - begun
    if len(taken.added) != QUESTIONS:
        raise RuntimeError(f"{name}: {len(taken.added)} of {QUESTIONS} questions were taken")
    return seconds


# -- the start --------------------------------------------------------------------------------------


def _start(place: Hall, port: int, phones: Phones, sitting_id: int) -> Figures:
    """All doors are open; then everybody presses the button within one second."""
    door = f"/m/{place.class_code}/quizzes/{sitting_id}"
    doors = crowd(port, [_get(door, one) for one in phones.cookies], CONNECTIONS).answers
    tokens = [_between(text_of(one), 'name="csrf_token" value="', '"') for one in doors]
    phones.cookies = [
        f"{cookie}; {_session(one)}" for cookie, one in zip(phones.cookies, doors, strict=True)
    ]
    presses = [
        _form(f"{door}/start", cookie, f"csrf_token={token}")
        for cookie, token in zip(phones.cookies, tokens, strict=True)
    ]
    begun = crowd(port, presses, CONNECTIONS, 1.0)
    phones.papers = [_between(one.head.decode(), "ocation: ", "\r\n") for one in begun.answers]
    opening = [_get(*one) for one in zip(phones.papers, phones.cookies, strict=True)]
    opened = crowd(port, opening, CONNECTIONS, 1.0)
    phones.stamps = [
        _between(text_of(one), 'data-stamp="', '"') for one in opened.answers if one.status == 200
    ]
    if len(set(phones.papers)) != TRAINEES or len(set(phones.stamps)) != TRAINEES:
        raise RuntimeError("not everybody holds a paper of their own")
    figures = _told("quiz_start", begun.answers)
    figures |= _told("quiz_paper", opened.answers)
    figures["quiz_all_started"] = line_of(begun.seconds + opened.seconds, "s", 0)
    return figures


# -- the answers ------------------------------------------------------------------------------------


def _save(place: Hall, port: int, phones: Phones) -> Figures:
    """Every phone saves each of its answers, all in one minute; what was confirmed is there, once."""
    acts = [
        _act(phones, phone, number) for number in range(1, ANSWERS + 1) for phone in range(TRAINEES)
    ]
    path = f"/outbox/{place.class_code}/sync"
    sent = [_sync(path, phones.cookies[number % TRAINEES], act) for number, act in enumerate(acts)]
    run = crowd(port, sent, CONNECTIONS, MINUTE)
    states = [json.loads(text_of(one))["answers"][0]["state"] for one in run.answers]
    if set(states) != {"done"}:
        raise RuntimeError(f"saves that were not confirmed: {set(states)}")
    db.session.rollback()
    kept = set(db.session.execute(select(SavedAnswer.act)).scalars())
    lost = {act["id"] for act in acts} - kept
    figures = _told("quiz_save", run.answers)
    figures["quiz_saves"] = line_of(len(sent) / run.seconds, "saves/s", 0)
    figures["quiz_lost"] = line_of(len(lost) + len(kept) - len(acts), "answers", 0)
    return figures


def _act(phones: Phones, phone: int, number: int) -> dict[str, Any]:
    attempt = int(phones.papers[phone].rpartition("/")[2])
    payload = {"attempt": attempt, "number": number, "given": ["ABCD"[(phone + number) % 4]]}
    payload |= {"stamp": phones.stamps[phone], "elapsed": number * 1000}
    return {"id": str(uuid.uuid4()), "kind": "quizzes.answer", "seq": number, "made_at": 0} | {
        "payload": payload
    }


def _told(name: str, answers: Sequence[Answered]) -> Figures:
    seconds = [one.seconds for one in answers]
    return {
        f"{name}_p{part}": line_of(percentile(seconds, part) * 1000, "ms", 0)
        for part in (50, 95, 99)
    }


def _statements(place: Hall, phones: Phones) -> Figures:
    """All SQL of one save, whoever asks it."""
    place.app.config["WTF_CSRF_ENABLED"] = False
    phone = place.app.test_client()
    name, _is, value = place.cookies[0].partition("=")
    phone.set_cookie(name, value)
    paper = phones.papers[0]
    stamp = phone.get(f"{paper}/state").json["stamp"]
    body = {"now": 0, "acts": [_act(Phones([], [paper], [stamp]), 0, 1)]}
    with counted_queries() as seen:
        phone.post(f"/outbox/{place.class_code}/sync", json=body, headers={"X-Jixun-Outbox": "1"})
    db.session.rollback()
    return {"quiz_save_statements": line_of(len(seen), "statements", 0)}


# -- what a phone sends -----------------------------------------------------------------------------


def _get(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\n{HEAD}Cookie: {cookie}\r\n\r\n".encode()


def _form(path: str, cookie: str, fields: str) -> bytes:
    return _post(path, cookie, fields.encode(), "application/x-www-form-urlencoded")


def _sync(path: str, cookie: str, act: dict[str, Any]) -> bytes:
    body = json.dumps({"now": 0, "device": "bench", "acts": [act]}).encode()
    return _post(path, cookie, body, "application/json\r\nX-Jixun-Outbox: 1")


def _post(path: str, cookie: str, body: bytes, kind: str) -> bytes:
    head = f"POST {path} HTTP/1.1\r\n{HEAD}Cookie: {cookie}\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _session(answer: Answered) -> str:
    return _between(answer.head.decode(), "et-cookie: ", ";")


def _between(text: str, before: str, after: str) -> str:
    return text.split(before, 1)[1].split(after, 1)[0]


# -- the paper --------------------------------------------------------------------------------------


def _sitting(place: Hall, questions: int) -> int:
    """A test that is open, of so many questions with a choice."""
    at = clock.now()
    known = {"made_at": at, "made_by": "bench"}
    with transaction() as session:
        found = session.execute(
            select(TrainingClass.id).where(TrainingClass.code == place.class_code)
        ).scalar_one()
        versions = [_version(session, number, at) for number in range(questions)]
        fixed = tuple(Fixed(one, Decimal(5)) for one in versions)
        sheet = Sheet(
            "结业测验",
            "",
            (Section("一、单选题", fixed=fixed),),
            MultipleRule.ALL_OR_NOTHING,
            shuffle_questions=True,
            shuffle_options=True,
        )
        issued = IssuedPaper(class_id=found, content=sheet_json(sheet), issued_at=at)
        paper = Paper(class_id=found, title=sheet.title, **known)
        session.add_all([issued, paper])
        session.flush()
        sitting = Sitting(
            class_id=found,
            paper_id=paper.id,
            issued_id=issued.id,
            title=sheet.title,
            opens_at=at,
            closes_at=at + timedelta(hours=1),
            minutes=30,
            published_at=at,
            **known,
        )
        session.add(sitting)
        session.flush()
    return sitting.id


def _version(session: Any, number: int, at: Any) -> int:
    question = Question(
        state="active",
        kind=Kind.SINGLE.value,
        fingerprint=f"{number:064d}",
        added_at=at,
        added_by="bench",
    )
    session.add(question)
    session.flush()
    stem = f"第 {number + 1} 题：党的七届二中全会召开于哪一年？"
    item = Item(Kind.SINGLE, stem, OPTIONS, "C", explanation="1949年3月5日至13日。")
    made = QuestionVersion(
        question_id=question.id, number=1, content=as_json(item), made_at=at, made_by="bench"
    )
    session.add(made)
    session.flush()
    return made.id
