"""The real server, started as an operator starts it: what it survives, and how it stops."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from bench import servers
from bench.check_in import claim_in, scan_request, tap_request, text_of
from bench.hall import Hall, hall
from bench.load import crowd
from core import config, migrate
from core.app import create_app
from core.attendance.models import Attendance, AttendanceChange
from core.db import db
from core.transaction import transaction

TRAINEES = 500
PHONES = 8


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation that was migrated and has no class yet."""
    app = create_app(settings=config.load(tmp_path, environ={}), testing=True)
    with app.app_context():
        migrate.upgrade()
        db.engine.dispose()
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[servers.Server]:
    with servers.jixun(folder) as started:
        yield started


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What `jixun …` says for this installation."""
    return subprocess.run(
        [sys.executable, "-m", "core.cli", *words],
        env={**os.environ, "JIXUN_INSTANCE": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def status_of(port: int, path: str = "/console/sign-in") -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("GET", path)
        return line.getresponse().status
    finally:
        line.close()


def until(what: Callable[[], bool], seconds: float = 20) -> bool:
    """Asks again and again, because the other side is another process."""
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


# -- nothing that was confirmed is lost -------------------------------------------------------------


class Door:
    """Phones that tap at the same time; knows who was told that they are checked in."""

    def __init__(self, place: Hall, port: int, claims: dict[int, str]) -> None:
        self.place, self.port = place, port
        self.confirmed: set[int] = set()
        self.many = threading.Event()
        shares = [list(claims.items())[first::PHONES] for first in range(PHONES)]
        self.threads = [threading.Thread(target=self._tap, args=(share,)) for share in shares]

    def _tap(self, share: list[tuple[int, str]]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        for phone, claim in share:
            try:
                text = tap(line, self.place.cookies[phone], claim)
            except (OSError, http.client.HTTPException):
                return
            if self.place.names[phone] in text and "正常" in text:
                self.confirmed.add(phone)
            if len(self.confirmed) >= TRAINEES // 3:
                self.many.set()


def tap(line: http.client.HTTPConnection, cookie: str, claim: str) -> str:
    kind = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", "/s/", urlencode({"claim": claim}), kind)
    answer = line.getresponse()
    text = answer.read().decode()
    return text if answer.status == 200 else ""


def marked(place: Hall) -> list[str]:
    """Who stands in the register, by name; a name twice would be a row twice."""
    from core.enrolment.models import Enrolment
    from core.people.models import Person

    db.session.rollback()
    names = (
        select(Person.name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Attendance, Attendance.enrolment_id == Enrolment.id)
        .where(Attendance.lesson_id == place.lesson_ids[0])
    )
    return sorted(db.session.execute(names).scalars())


@pytest.mark.slow
def test_kill_9_amid_500_check_ins_loses_none_that_was_confirmed() -> None:
    with hall(TRAINEES, 1) as place:
        with servers.jixun(place.folder) as server:
            asked = [scan_request(place, 0, phone) for phone in range(TRAINEES)]
            scans = crowd(server.port, asked, PHONES).answers
            claims = {phone: claim_in(text_of(scan)) for phone, scan in enumerate(scans)}
            door = Door(place, server.port, claims)
            for thread in door.threads:
                thread.start()
            assert door.many.wait(60)
            server.kill()
            for thread in door.threads:
                thread.join(30)
        told = {place.names[phone] for phone in door.confirmed}
        assert TRAINEES // 3 <= len(told) < TRAINEES
        with servers.jixun(place.folder) as server:
            there = marked(place)
            assert told - set(there) == set()
            assert len(there) == len(set(there))
            again = [tap_request(place.cookies[phone], claims[phone]) for phone in claims]
            answers = crowd(server.port, again, PHONES).answers
            assert [answer.status for answer in answers] == [200] * TRAINEES
        assert marked(place) == place.names
        changes = select(func.count()).select_from(AttendanceChange)
        assert db.session.execute(changes).scalar() == TRAINEES


# -- how it starts, stops and holds on --------------------------------------------------------------


def test_port_that_is_taken_is_told_in_one_line(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = command(folder, "serve", "--port", str(port))
    assert (said.returncode, said.stdout) == (2, "")
    words = f"✗ cannot listen on 127.0.0.1 port {port}: Address already in use"
    assert said.stderr.split() == words.split()


def test_second_server_on_the_same_port_is_refused(folder: Path, server: servers.Server) -> None:
    assert command(folder, "serve", "--port", str(server.port)).returncode == 2
    assert status_of(server.port) == 200


def test_database_that_is_behind_is_not_served(tmp_path: Path) -> None:
    said = command(tmp_path, "serve", "--port", str(servers.free_port()))
    assert said.returncode == 2
    assert "run `jixun migrate`" in " ".join(said.stderr.split())


def test_server_that_is_told_to_stop_leaves_no_process(server: servers.Server) -> None:
    family = server.family()
    server.process.terminate()
    assert server.process.wait(30) == 0
    assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
    assert not is_listening(server.port)


def test_workers_go_with_a_first_process_that_was_killed(server: servers.Server) -> None:
    family = server.family()
    server.process.kill()
    server.process.wait(30)
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))


def test_worker_that_dies_is_replaced(server: servers.Server) -> None:
    before = server.family()
    for pid in before[1:]:
        os.kill(pid, signal.SIGKILL)
    assert until(
        lambda: len(server.family()) == len(before) and not set(before[1:]) & set(server.family())
    )
    assert until(lambda: is_listening(server.port))
    assert status_of(server.port) == 200


def test_whole_server_stays_below_200_mb(server: servers.Server) -> None:
    for path in ("/console/sign-in", "/m/", "/static/css/phone.css", "/no-such-page"):
        status_of(server.port, path)
    assert server.memory_mb() < 200


def is_queueing(pid: int) -> bool:
    waiting = [
        line.split() for line in Path("/proc/locks").read_text().splitlines() if "->" in line
    ]
    return any(words[2] == "FLOCK" and words[5] == str(pid) for words in waiting)


@pytest.mark.sqlite
def test_forked_process_does_not_share_its_parents_lock(app) -> None:
    with transaction():
        pass
    ready, done = os.pipe()
    with transaction():
        child = os.fork()
        if child == 0:  # the child queues behind us, as any other process does
            db.session.remove()
            with transaction():
                os.write(done, b"in")
            os._exit(0)
        os.set_blocking(ready, False)
        assert until(lambda: is_queueing(child))
        with pytest.raises(BlockingIOError):
            os.read(ready, 2)
    os.set_blocking(ready, True)
    assert os.read(ready, 2) == b"in"
    assert os.waitpid(child, 0)[1] == 0
