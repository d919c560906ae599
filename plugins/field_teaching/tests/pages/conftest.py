"""Two buses, two teach stops and a few people on MONDAY."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from core.audit import Actor
from core.enrolment.models import Enrolment
from core.testing import MONDAY, Maker
from core.training.models import TrainingClass
from plugins.field_teaching.models import Outing, Stop, Vehicle
from plugins.field_teaching.tests.conftest import Road

HOUR = timedelta(hours=1)


@dataclass
class Day:
    """What the tests of one day on the road speak of."""

    training_class: TrainingClass
    outing: Outing
    gather: Stop
    teach: Stop
    back: Stop
    first: Vehicle
    second: Vehicle
    zhang: Enrolment
    li: Enrolment

    @property
    def phone(self) -> str:
        return f"/m/{self.training_class.code}/field"

    @property
    def console(self) -> str:
        return f"/console/classes/{self.training_class.code}/field"


@pytest.fixture
def day(make: Maker, road: Road, stand: Callable[[timedelta], None]) -> Day:
    found = make.training_class(code="XBP3")
    site = road.site(hospital="平山县人民医院", hospital_phone="0311-82912120")
    outing = road.outing(found, dress="平底鞋", bring="身份证")
    gather = road.stop(outing, "gather", "集合", MONDAY, place="一号楼门前")
    teach = road.stop(outing, "teach", "纪念馆参观", MONDAY + HOUR, site_id=site.id,
                      activity="flowers", topic="赶考精神")  # fmt: skip
    back = road.stop(outing, "return", "返回", MONDAY + 8 * HOUR)
    first = road.vehicle(found, plate="冀A12345", driver="赵师傅", driver_phone="13900000007")
    second = road.vehicle(found, "二号车", leader="周车长", leader_phone="13900000008", ordering=2)
    zhang, li = make.trainee(found, "张伟"), make.trainee(found, "李娜")
    road.ride(first, zhang, seat=12)
    road.ride(second, li, seat=3)
    return Day(found, outing, gather, teach, back, first, second, zhang, li)


def self_of(enrolment: Enrolment) -> Actor:
    """A trainee as the one who acts."""
    return Actor("trainee", enrolment.person_id, enrolment.name)


def photo(size: tuple[int, int] = (80, 60), **options: Any) -> bytes:
    """A JPEG from a phone's camera, with what a camera writes into it."""
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    Image.new("RGB", size, "red").save(out, "JPEG", exif=exif, **options)
    return out.getvalue()
