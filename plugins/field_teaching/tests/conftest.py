"""A class on the road: outings, stops, vehicles and riders for the tests of 现场教学."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from core import clock
from core.enrolment.models import Enrolment
from core.testing import MONDAY, Maker
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import (
    WEEK,
    Companion,
    Outing,
    Placing,
    Ride,
    Site,
    Stop,
    Vehicle,
)
from plugins.field_teaching.terms import BOARDING


@dataclass
class Road:
    """Writes rows straight into the database; what is tested goes through services and pages."""

    make: Maker

    def _add(self, row: Any) -> Any:
        with transaction() as session:
            session.add(row)
        return row

    def outing(self, training_class: TrainingClass, **values: Any) -> Outing:
        """A published outing on MONDAY."""
        known: dict[str, Any] = {
            "class_id": training_class.id,
            "held_on": clock.local(MONDAY, training_class.zone).date(),
            "title": "西柏坡一日现场教学",
            "published_at": MONDAY - timedelta(days=1),
            "version": 1,
            "created_at": MONDAY - timedelta(days=2),
        }
        made: Outing = self._add(Outing(**{**known, **values}))
        return made

    def stop(
        self,
        outing: Outing,
        kind: str,
        title: str,
        starts_at: datetime | None = None,
        **values: Any,
    ) -> Stop:
        """A stop at the end of the common way of the main plan; half an hour long."""
        placing = {name: values.pop(name) for name in ("variant", "owner") if name in values}
        known: dict[str, Any] = {
            "class_id": outing.class_id,
            "outing_id": outing.id,
            "kind": kind,
            "title": title,
            "boards": kind in BOARDING,
            "created_at": MONDAY - timedelta(days=2),
        }
        made: Stop = self._add(Stop(**{**known, **values}))
        self.placing(made, starts_at, **placing)
        return made

    def placing(
        self, stop: Stop, starts_at: datetime | None = None, variant: str = "main", owner: int = 0
    ) -> Placing:
        """Where a stop stands; its position is its id, so that stops stand as they were made."""
        made: Placing = self._add(
            Placing(
                outing_id=stop.outing_id,
                stop_id=stop.id,
                variant=variant,
                owner=owner,
                vehicle_id=owner or None,
                position=stop.id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=30) if starts_at else None,
            )
        )
        return made

    def site(self, name: str = "西柏坡纪念馆", **values: Any) -> Site:
        """A site of the library."""
        known = {"name": name, "changed_at": MONDAY, "changed_by": "测试"}
        made: Site = self._add(Site(**{**known, **values}))
        return made

    def vehicle(
        self, training_class: TrainingClass, name: str = "一号车", **values: Any
    ) -> Vehicle:
        """A bus of 45 seats."""
        known: dict[str, Any] = {
            "class_id": training_class.id,
            "name": name,
            "kind": "bus",
            "seats": 45,
            "leader": "领队李娜",
            "leader_phone": "19900000001",
            "token": secrets.token_urlsafe(12),
            "created_at": MONDAY - timedelta(days=2),
        }
        made: Vehicle = self._add(Vehicle(**{**known, **values}))
        return made

    def companion(self, training_class: TrainingClass, name: str, kind: str = "staff") -> Companion:
        """Somebody who travels along."""
        made: Companion = self._add(
            Companion(class_id=training_class.id, name=name, kind=kind, created_at=MONDAY)
        )
        return made

    def ride(
        self, vehicle: Vehicle, rider: Enrolment | Companion, *, outing: Outing | None = None,
        seat: int | None = None,
    ) -> Ride:  # fmt: skip
        """A place on a vehicle, all week or for one outing."""
        who = "enrolment_id" if isinstance(rider, Enrolment) else "companion_id"
        made: Ride = self._add(
            Ride(
                class_id=vehicle.class_id,
                vehicle_id=vehicle.id,
                outing_id=outing.id if outing else None,
                scope=f"outing:{outing.id}" if outing else WEEK,
                seat=seat,
                **{who: rider.id},
            )
        )
        return made


@pytest.fixture
def road(app: Flask, make: Maker) -> Road:
    """Makes what a day on the road needs to exist."""
    return Road(make)
