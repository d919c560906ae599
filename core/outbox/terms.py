"""The words of the outbox: an act that arrived from a phone, and what is answered to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.audit import Actor

DONE, ALREADY, REFUSED, LATER = "done", "already", "refused", "later"
"""The answers to an act. After the first three the phone forgets it; after `later` it sends it again."""

REHEARSAL = "outbox.rehearse"
"""The act by which a leader tries out a phone before the road."""


@dataclass(frozen=True)
class ArrivedAct:
    """An act that a phone made without a signal, as a kind's `take` gets it.

    `happened_at` is by the server's clock: the arrival minus the act's age on the phone, 0 to 14 days;
    where the age was outside of that, it was clamped and `doubtful_time` says so. `seq` orders the acts of
    one phone. `paired_id` is the PairedPhone that sent it, `enrolment_id` the trainee; staff have neither.
    """

    id: str
    kind: str
    class_id: int
    payload: dict[str, Any]
    happened_at: datetime
    arrived_at: datetime
    seq: int
    by: Actor
    paired_id: int | None = None
    enrolment_id: int | None = None
    device: str = ""
    doubtful_time: bool = False


@dataclass(frozen=True)
class Answer:
    """What the phone is told of one act; `message` says why it was refused."""

    id: str
    state: str
    message: str = ""
