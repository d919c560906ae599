"""The demonstration class on the road: yesterday's outing as it was, today's ready to be counted."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import select

from core import clock
from core.attendance.models import Attendance
from core.attendance.rules import Mark
from core.audit import SYSTEM, Actor
from core.db import db
from core.enrolment.models import Enrolment
from core.enrolment.queries import trainees
from core.timetable.models import Lesson
from core.timetable.queries import lessons_of
from core.timetable.rules import LessonKind
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.field_teaching.models import Outing, Site, Stop
from plugins.field_teaching.queries.counts import Progress, progress_of
from plugins.field_teaching.queries.outings import way_of
from plugins.field_teaching.rules.sites import SiteDetails
from plugins.field_teaching.services import (
    companions,
    counts,
    outings,
    plans,
    publishing,
    safety,
    sites,
    teaching,
    vehicles,
    ways,
)
from plugins.field_teaching.services.companions import CompanionDetails
from plugins.field_teaching.services.vehicles import VehicleDetails
from plugins.field_teaching.services.ways import StopDetails
from plugins.field_teaching.terms import Activity, CompanionKind, StopKind

HOURS = ({"days": [2, 3, 4, 5, 6, 7], "from": "08:00", "to": "17:30"},)
USUAL = SiteDetails(
    "", contact="接待部", contact_phone="0311-00000001", guide="陈晓岚", guide_phone="19900000601",
    dress="深色正装，平底鞋", parking="大门东侧停车场，可停 6 辆大车", toilets="入口右侧，出口处",
    hospital="县医院急诊", hospital_phone="0311-00000120",
)  # fmt: skip
EVERY_DAY = ({"days": [1, 2, 3, 4, 5, 6, 7], "from": "08:00", "to": "18:00"},)
WHY = "已电话联系，本人今天不随队"
THOUGHTS = (
    "站在旧址的小院里，才明白什么叫“最小的指挥所，最大的战役”。回去要把简朴务实带到工会工作里。",
    "讲解员说到两个务必的时候，全场都很安静。给职工办事也是赶考，不能松劲。",
    "展柜里的那盏油灯让我想了很久：条件越难，越要把事情想清楚、做扎实。",
)


def fill(training_class: TrainingClass, at: datetime) -> None:
    """Sites, buses with everyone seated, and an outing for each day of field lessons, on invented data."""
    before = at - timedelta(days=6)
    _sites(training_class, before)
    _vehicles(training_class, before)
    for day in sorted({one.held_on for one in _lessons(training_class) if one.held_on}):
        held = [one for one in _lessons(training_class) if one.held_on == day]
        outing = _outing(training_class, held, at=before)
        if day < clock.local(at, training_class.zone).date():
            _as_it_was(outing, held)


def _lessons(training_class: TrainingClass) -> list[Lesson]:
    return [
        one
        for one in lessons_of(training_class.id)
        if one.kind == LessonKind.FIELD and one.starts_at and one.ends_at
    ]


# -- what is prepared ---------------------------------------------------------------------------------


def _sites(training_class: TrainingClass, at: datetime) -> None:
    known = set(db.session.execute(select(Site.name)).scalars())
    for name, hours, walk, climb, capacity, theme in (
        ("西柏坡纪念馆", HOURS, 1200, 10, 300, "新中国从这里走来"),
        ("中共中央旧址", EVERY_DAY, 1800, 35, 200, "最小的指挥所"),
        ("七届二中全会旧址", EVERY_DAY, 600, 5, 150, "牢记“两个务必”"),
        ("西柏坡廉政教育馆", HOURS, 900, 0, 160, "以案为鉴，廉洁自律"),
    ):
        if name not in known:
            themes = ({"title": theme, "minutes": 90, "hours": "2"},)
            details = replace(
                USUAL,
                name=name,
                hours=hours,
                walking_metres=walk,
                climb_metres=climb,
                capacity=capacity,
                themes=themes,
            )
            sites.add_site(training_class, details, by=SYSTEM, at=at)


def _vehicles(training_class: TrainingClass, at: datetime) -> None:
    for name, seats, plate, driver, leader, number in (
        ("一号车", 49, "冀A·00001", "刘师傅", "李娜", 610),
        ("二号车", 49, "冀A·00002", "马师傅", "周海", 612),
        ("三号车", 33, "冀A·00003", "高师傅", "吴静", 614),
    ):
        details = VehicleDetails(
            name, seats=seats, plate=plate, driver=driver, driver_phone=f"19900000{number}",
            leader=leader, leader_phone=f"19900000{number + 1}",
        )  # fmt: skip
        vehicles.save_vehicle(training_class, details, by=SYSTEM, at=at)
    for name, kind, phone in (
        ("王大夫", CompanionKind.DOCTOR, "19900000602"),
        ("陈晓岚", CompanionKind.GUIDE, "19900000601"),
        ("孙组织员", CompanionKind.STAFF, "19900000603"),
    ):
        companion = CompanionDetails(name, kind, phone)
        companions.save_companion(training_class, companion, by=SYSTEM, at=at)
    vehicles.seat_by_group(training_class, by=SYSTEM, at=at)


def _outing(training_class: TrainingClass, held: Sequence[Lesson], *, at: datetime) -> Outing:
    """A day of five boardings, with a plan for rain, told to everyone."""
    day = held[0].held_on
    if day is None:
        raise ValueError("a lesson without a day has no outing")
    details = outings.OutingDetails(
        "、".join(one.place for one in held), day, dress="深色正装，佩戴胸牌，平底鞋",
        bring="水杯、雨具、学员手册", back_by=_wall(training_class, held, time(18, 30)),
    )  # fmt: skip
    with transaction():
        made = outings.write_outing(training_class, details, at=at)
        ways.lay_down(training_class, made, _way(training_class, held), at=at)
    plans.make_rain_plan(made, by=SYSTEM, at=at)
    plan = safety.SafetyPlan(
        risks="台阶多，雨天湿滑：车长提醒扶栏杆\n停车场车多：统一从东门上下车\n高温时段备藿香正气水",
        doctor="王大夫", doctor_phone="19900000602", hospital="县医院急诊",
        hospital_phone="0311-00000120", insurance="集体意外险，保单由教务保管", back_by=made.back_by,
    )  # fmt: skip
    safety.set_safety(made, plan, by=SYSTEM, at=at)
    for stop in _teach_stops(made):
        teaching.set_material(stop, _material(stop), by=SYSTEM, at=at)
    publishing.publish(training_class, made, by=SYSTEM, at=at)
    return made


def _way(training_class: TrainingClass, held: Sequence[Lesson]) -> list[StopDetails]:
    def at(hour: int, minute: int) -> datetime:
        return _wall(training_class, held, time(hour, minute))

    home, car_park = "公寓楼前广场", "东侧停车场"
    way = [
        StopDetails(
            StopKind.GATHER.value, "集合上车", at(7, 50), minutes=10, place=home, boards=True
        )
    ]
    for number, lesson in enumerate(held):
        if number:
            way += [
                StopDetails(StopKind.MEAL.value, "午餐", at(12, 0), minutes=60, place="培训中心餐厅",
                            transport="bus", leg_minutes=20),
                StopDetails(StopKind.DEPART.value, "下午集合上车", at(14, 0), minutes=10, place=home,
                            boards=True),
            ]  # fmt: skip
        way.append(_teach(lesson))
        way.append(
            StopDetails(StopKind.DEPART.value, "返程上车", at(11, 35), minutes=5, place=car_park,
                        boards=True)
            if not number and len(held) > 1
            else StopDetails(StopKind.RETURN.value, "集合返回", at(17, 40), minutes=10, place=car_park,
                             boards=True)
        )  # fmt: skip
    way.append(
        StopDetails(StopKind.ARRIVE.value, "到达培训中心", at(18, 10), place=home, transport="bus",
                    leg_minutes=20, boards=True)
    )  # fmt: skip
    return way


def _teach(lesson: Lesson) -> StopDetails:
    there = select(Site.id).where(Site.name == lesson.place)
    starts, ends = lesson.starts_at, lesson.ends_at
    return StopDetails(
        StopKind.TEACH.value, lesson.title.removeprefix("现场教学："), starts,
        minutes=int((ends - starts).total_seconds()) // 60 if starts and ends else None,
        site_id=db.session.execute(there).scalar_one_or_none(), lesson_id=lesson.id,
        place=lesson.place, leader=lesson.teacher, transport="bus", leg_minutes=20,
    )  # fmt: skip


def _material(stop: Stop) -> teaching.Material:
    flowers = "旧址" in stop.title
    return teaching.Material(
        topic=f"走进{stop.title}",
        material_before="出发前读学员手册第 12—18 页。",
        material_after="各组晚上研讨时交流一条体会。",
        question="如果把“赶考”放到您的岗位上，考题是什么？",
        activity=Activity.FLOWERS.value if flowers else Activity.PLEDGE.value,
        activity_text="向先辈敬献鲜花。" if flowers else "面向旗帜，重温誓词。",
    )


def _wall(training_class: TrainingClass, held: Sequence[Lesson], hour: time) -> datetime:
    day = held[0].held_on
    if day is None:
        raise ValueError("a lesson without a day has no hour")
    return clock.from_wall(datetime.combine(day, hour), training_class.zone)


# -- what lies behind ---------------------------------------------------------------------------------


def _as_it_was(outing: Outing, held: Sequence[Lesson]) -> None:
    """Every boarding counted and left on time; who was absent from the lessons was not on the bus."""
    away = {f"e:{one}" for one in _absent(held)}
    for halt in [one for one in way_of(outing) if one.stop.boards]:
        then = (halt.placing.starts_at or outing.created_at) + timedelta(minutes=8)
        for progress in progress_of(outing, then):
            _leave(outing, halt.stop, progress, away, then)
    everyone = [one for one in trainees(outing.class_id) if f"e:{one.id}" not in away]
    for stop in _teach_stops(outing):
        _think(stop, everyone, then + timedelta(hours=2))


def _absent(held: Sequence[Lesson]) -> set[int]:
    rows = select(Attendance.enrolment_id).where(
        Attendance.lesson_id.in_([one.id for one in held]),
        Attendance.mark.in_([Mark.ABSENT.value, Mark.ON_LEAVE.value]),
    )
    return set(db.session.execute(rows).scalars())


def _leave(outing: Outing, stop: Stop, progress: Progress, away: set[str], then: datetime) -> None:
    missing = [one for one in progress.count.missing if one in away]
    here = [one for one in progress.count.missing if one not in away]
    told = counts.Told(
        str(uuid.uuid4()), outing.class_id, outing.id, stop.id, progress.vehicle.id, then
    )
    due = len(here) + len(missing)
    report = counts.Report(len(here), due, missing, here, WHY if missing else "")
    counts.depart(told, report, by=SYSTEM, at=then)


def _teach_stops(outing: Outing) -> list[Stop]:
    return [one.stop for one in way_of(outing) if one.stop.kind == StopKind.TEACH]


def _think(stop: Stop, everyone: Sequence[Enrolment], then: datetime) -> None:
    """What some wrote, and how the first two dozen rated."""
    for place, words in enumerate(THOUGHTS):
        author = everyone[place * 9 + stop.id % 7]
        who = Actor("trainee", author.person_id, author.name)
        teaching.write_reflection(stop, author, words, b"", by=who, at=then)
    for place, one in enumerate(everyone[:24]):
        scores = {"site": 5 - place % 2, "guide": 5, "organisation": 4 + place % 2}
        teaching.rate(stop, one, scores, at=then)
