"""A crowd of phones: a few kept connections that send one request after another, as fast as answered."""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

LONGEST = 60.0
"""Seconds after which a crowd gives up."""
TICK = 0.002
"""Seconds between two looks at what is due."""


@dataclass(frozen=True)
class Answered:
    """What came back: the status, the head and body as they were sent, and how long it took."""

    status: int
    head: bytes
    body: bytes
    seconds: float


@dataclass
class Crowd:
    """The answers in the order of the requests, and how long all of it took."""

    seconds: float
    answers: list[Answered]


@dataclass
class _Line:
    """One connection: the request under way and what has come of its answer."""

    sock: socket.socket
    number: int = -1
    sent: float = 0.0
    came: bytearray = field(default_factory=bytearray)


def crowd(port: int, requests: Sequence[bytes], connections: int, seconds: float = 0.0) -> Crowd:
    """Sends these requests over so many connections, from a process of its own.

    As fast as they are answered; or evenly over so many seconds, each timed from when it was due.
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    run = lambda: theirs.send(_run(port, requests, connections, seconds))  # noqa: E731
    child = context.Process(target=run)
    child.start()
    theirs.close()
    try:
        found: Crowd = ours.recv()
    finally:
        child.join(5)
    return found


def _run(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Crowd:
    waiting: deque[tuple[int, bytes]] = deque(enumerate(requests))
    answers: list[Answered | None] = [None] * len(requests)
    every = seconds / len(requests)
    selector, idle = selectors.DefaultSelector(), deque[_Line]()
    for _number in range(min(connections, len(requests))):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        idle.append(_Line(sock))
        selector.register(sock, selectors.EVENT_READ, idle[-1])
    start, due = time.perf_counter(), 0
    for line, answer in _arrivals(selector, start + seconds + LONGEST):
        if line is not None and answer is not None:
            answers[line.number] = answer
            idle.append(line)
        while idle and waiting and start + due * every <= time.perf_counter():
            _send(idle.popleft(), *waiting.popleft(), start + due * every if every else None)
            due += 1
        if len(idle) == len(selector.get_map()) and not waiting:
            break
    for line in idle:
        line.sock.close()
    return Crowd(time.perf_counter() - start, [one for one in answers if one is not None])


def _send(line: _Line, number: int, request: bytes, due: float | None) -> None:
    line.number = number
    line.came.clear()
    line.sent = due or time.perf_counter()
    line.sock.sendall(request)


def _arrivals(
    selector: selectors.BaseSelector, deadline: float
) -> Iterator[tuple[_Line | None, Answered | None]]:
    """Every whole answer with its line; nothing at all once in a while, so that what is due can be sent."""
    while True:
        yield None, None
        if time.perf_counter() > deadline:
            raise TimeoutError("the server did not answer in time")
        for key, _events in selector.select(TICK):
            line: _Line = key.data
            piece = line.sock.recv(262_144)
            if not piece:
                raise ConnectionError("the server closed a connection")
            line.came += piece
            answer = _whole(line)
            if answer is not None:
                yield line, answer


def _whole(line: _Line) -> Answered | None:
    """The answer, once all of it is there; granian gives each a Content-Length."""
    head, gap, body = bytes(line.came).partition(b"\r\n\r\n")
    if not gap:
        return None
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    if len(body) < length:
        return None
    return Answered(int(head[9:12]), head, body, time.perf_counter() - line.sent)
