"""A thousand phones check in over HTTP, in turn with a bare view that inserts one row."""

from __future__ import annotations

import gzip
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from bench import servers
from bench.hall import Hall, hall
from bench.load import Answered, Crowd, crowd
from core.access.guard import PHONE_COOKIE
from core.attendance.models import Attendance, AttendanceChange
from core.db import db
from core.testing import counted_queries

TRAINEES = 1000
ROUND = 125
CROWDS = (8, 32)
Figures = dict[str, dict[str, Any]]


@dataclass
class Run:
    """What one crowd's rounds came to."""

    rates: list[float] = field(default_factory=list)
    bare_rates: list[float] = field(default_factory=list)
    scan_rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    bare_seconds: list[float] = field(default_factory=list)


def measure() -> Figures:
    """For 8 and 32 connections: rate, p50 and p99; then statements and memory."""
    figures: Figures = {}
    with hall(TRAINEES, len(CROWDS) + 2) as place:
        figures["check_in_statements"] = line_of(_statements(place), "statements", 8)
        with servers.jixun(place.folder) as ours, servers.bare(place.folder) as bare:
            _one_crowd(place, (ours.port, bare.port), 8, len(CROWDS))  # both warm
            for lesson, connections in enumerate(CROWDS):
                run = _one_crowd(place, (ours.port, bare.port), connections, lesson)
                _require_all_there(place, lesson)
                figures |= _told(run, connections)
            figures["server_memory"] = line_of(ours.memory_mb(), "MB", 200)
    return figures


def _one_crowd(place: Hall, ports: tuple[int, int], connections: int, lesson: int) -> Run:
    run = Run()
    for phones in _rounds():
        scans = crowd(ports[0], [scan_request(place, lesson, one) for one in phones], connections)
        taps = [
            tap_request(place.cookies[one], claim_in(text_of(scanned)))
            for one, scanned in zip(phones, scans.answers, strict=True)
        ]
        done = crowd(ports[0], taps, connections)
        _require_confirmed(place, phones, done)
        plain = crowd(ports[1], [_bare(place.names[one]) for one in phones], connections)
        run.scan_rates.append(len(phones) / scans.seconds)
        run.rates.append(len(phones) / done.seconds)
        run.bare_rates.append(len(phones) / plain.seconds)
        run.seconds += [one.seconds for one in done.answers]
        run.bare_seconds += [one.seconds for one in plain.answers]
    return run


def _rounds() -> Iterator[range]:
    for first in range(0, TRAINEES, ROUND):
        yield range(first, min(first + ROUND, TRAINEES))


def _told(run: Run, connections: int) -> Figures:
    ratios = [ours / bare for ours, bare in zip(run.rates, run.bare_rates, strict=True)]
    name = f"check_in_{connections}"
    rate = line_of(statistics.median(run.rates), "check-ins/s", statistics.median(run.bare_rates))
    rate["ratio"] = round(statistics.median(ratios), 2)
    figures = {name: rate}
    for part in (50, 99):
        ours, bare = (percentile(one, part) * 1000 for one in (run.seconds, run.bare_seconds))
        figures[f"{name}_p{part}"] = line_of(ours, "ms", bare)
    figures[f"scan_{connections}"] = line_of(
        statistics.median(run.scan_rates), "pages/s", statistics.median(run.bare_rates)
    )
    return figures


def line_of(value: float, unit: str, reference: float) -> dict[str, Any]:
    ratio = round(value / reference, 2) if reference else None
    return {
        "value": round(value, 1),
        "unit": unit,
        "reference": round(reference, 1),
        "ratio": ratio,
    }


def percentile(values: Sequence[float], part: int) -> float:
    return sorted(values)[min(len(values) * part // 100, len(values) - 1)]


# -- what a phone sends -----------------------------------------------------------------------------

HEAD = "Host: localhost\r\nAccept-Encoding: gzip\r\nAccept: text/html\r\nUser-Agent: MicroMessenger\r\n"


def scan_request(place: Hall, lesson: int, phone: int) -> bytes:
    """A phone that opens what the hall's screen shows."""
    path = f"/s/{place.code(lesson)}"
    return f"GET {path} HTTP/1.1\r\n{HEAD}Cookie: {place.cookies[phone]}\r\n\r\n".encode()


def tap_request(cookie: str, claim: str) -> bytes:
    """The tap that turns a claim into a mark."""
    return _post("/s/", cookie, f"claim={claim}")


def _bare(name: str) -> bytes:
    return _post("/bare", "none=1", f"name={name}")


def _post(path: str, cookie: str, fields: str) -> bytes:
    body = fields.encode()
    head = f"POST {path} HTTP/1.1\r\n{HEAD}Cookie: {cookie}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body


def claim_in(page: str) -> str:
    """The claim that a scan was exchanged for."""
    return page.split('name="claim" value="')[1].split('"', maxsplit=1)[0]


def text_of(answer: Answered) -> str:
    """The page that an answer carries."""
    packed = b"content-encoding: gzip" in answer.head.lower()
    return (gzip.decompress(answer.body) if packed else answer.body).decode()


# -- what must be true ------------------------------------------------------------------------------


def _require_confirmed(place: Hall, phones: range, done: Crowd) -> None:
    for phone, answer in zip(phones, done.answers, strict=True):
        text = text_of(answer)
        if answer.status != 200 or place.names[phone] not in text or "正常" not in text:
            raise RuntimeError(f"{place.names[phone]} was not confirmed: {answer.status} {text}")


def _require_all_there(place: Hall, lesson: int) -> None:
    db.session.rollback()
    for model in (Attendance, AttendanceChange):
        counted = select(func.count(), func.count(model.enrolment_id.distinct())).where(
            model.lesson_id == place.lesson_ids[lesson]
        )
        if tuple(db.session.execute(counted).one()) != (TRAINEES, TRAINEES):
            raise RuntimeError(f"{model.__tablename__}: not every check-in is there, once")
    db.session.rollback()


def _statements(place: Hall) -> int:
    """All SQL of one tap, whoever asks it."""
    place.app.config["WTF_CSRF_ENABLED"] = False
    phone = place.app.test_client()
    phone.set_cookie(PHONE_COOKIE, place.cookies[-1].partition("=")[2])
    page = phone.get(f"/s/{place.code(len(CROWDS) + 1)}").text
    with counted_queries() as seen:
        phone.post("/s/", data={"claim": claim_in(page)})
    place.app.config["WTF_CSRF_ENABLED"] = True
    db.session.rollback()
    return len(seen)
