"""What somebody types who plans a sitting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import Optional

from core import clock
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.timetable.days import Calendar
from core.timetable.models import Lesson
from core.timetable.rules import LessonKind
from core.web import Form
from core.wording import day
from plugins.quizzes.forms.papers import WHOLE, pairs, phase_field
from plugins.quizzes.models import Paper, Sitting
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.services.sittings import SittingDetails
from plugins.quizzes.terms import COUNTS_WORDS, PURPOSE_WORDS, Counts, Purpose

PLAIN = (
    *("title", "purpose", "lesson_id", "minutes", "attempts", "counts", "password"),
    *("needs_presence", "practice", "grace_seconds", "required", "pass_mark", "marks_from"),
    *("keys_from", "markers", "difference_limit"),
)
MARKERS = [("1", _("一人评阅")), ("2", _("两人分别评阅"))]


def _number(value: Any) -> int | None:
    return int(value) if str(value or "").isdecimal() and len(str(value)) < 10 else None


@dataclass(frozen=True)
class Offer:
    """What a sitting may be made of: papers and lessons of the class, and who may make up."""

    papers: Sequence[Paper]
    lessons: Sequence[Lesson]
    zone: str
    guests: Sequence[tuple[int, str]] = ()


class SittingForm(Form):
    """A sitting by the clock on the class's wall."""

    paper_id = SelectField(_("试卷"), coerce=_number, validate_choice=False)
    purpose = SelectField(
        _("用途"),
        choices=pairs(PURPOSE_WORDS),
        default=Purpose.OTHER.value,
        validate_choice=False,
        description=_("入学、结业两场会放在一起对比"),
    )
    title = StringField(_("场次名称"), render_kw={"required": True, "maxlength": 120})
    lesson_id = SelectField(_("在哪节课上"), coerce=_number, validate_choice=False)
    opens_on = DateField(_("开始日期"), [Optional()])
    opens = TimeField(_("开始时间"), [Optional()])
    closes_on = DateField(_("结束日期"), [Optional()], description=_("留空就是同一天"))
    closes = TimeField(_("结束时间"), [Optional()])
    minutes = IntegerField(
        _("答题时间（分钟）"),
        [Optional()],
        render_kw=WHOLE,
        description=_("从点“开始”算起，到结束时间为止；留空只看结束时间"),
    )
    attempts = IntegerField(
        _("可以答几次"), [Optional()], default=1, render_kw=WHOLE, description=_("0 表示不限")
    )
    counts = SelectField(
        _("答几次时算哪次"),
        choices=pairs(COUNTS_WORDS),
        default=Counts.BEST.value,
        validate_choice=False,
    )
    password = StringField(
        _("口令"),
        render_kw={"maxlength": 40, "autocomplete": "off"},
        description=_("现场公布，输对才能开始；不需要就留空"),
    )
    needs_presence = BooleanField(_("这节课签到后才能作答"))
    practice = BooleanField(_("练习"), description=_("不计成绩，不参加统计"))
    grace_seconds = IntegerField(
        _("断网补传时间（秒）"),
        [Optional()],
        default=300,
        render_kw=WHOLE,
        description=_("结束前已作答、因断网没发出的答案，在这段时间内补传有效"),
    )
    required = BooleanField(_("作为结业条件"), description=_("没达到及格分的，结业时会提示"))
    pass_mark = DecimalField(_("及格分"), [Optional()], places=None, default=Decimal(60))
    marks_from = phase_field(_("什么时候公布成绩"))
    keys_from = phase_field(_("什么时候公布答案和解析"))
    markers = RadioField(
        _("简答题"), choices=MARKERS, coerce=_number, default=1, validate_choice=False
    )
    difference_limit = DecimalField(
        _("两人分差超过几分要再评"), [Optional()], places=None, default=Decimal(2)
    )
    guests = SelectMultipleField(_("参加补考的学员"), coerce=_number, validate_choice=False)

    def offer(self, offer: Offer) -> SittingForm:
        """What there is to choose from; to be called before anything else."""
        self.zone, self.lessons = offer.zone, {one.id: one for one in offer.lessons}
        self.paper_id.choices = [("", _("请选择")), *((one.id, one.title) for one in offer.papers)]
        ordered = sorted(offer.lessons, key=lambda one: one.kind != LessonKind.EXAM)
        self.lesson_id.choices = [
            ("", _("不在某节课上")),
            *((one.id, lesson_words(one, offer.zone)) for one in ordered),
        ]
        self.guests.choices = list(offer.guests)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Times must exist on the class's wall."""
        good = bool(super().validate(extra_validators))
        for field, wall in ((self.opens, self._opens()), (self.closes, self._closes())):
            if wall and not Calendar(ZoneInfo(self.zone)).exists(wall):
                words = gettext("这一天拨快了时钟，没有这个时间。")
                field.errors = [*field.errors, words]
        return good and not self.errors

    def _opens(self) -> datetime | None:
        if not self.opens_on.data or not self.opens.data:
            return None
        return datetime.combine(self.opens_on.data, self.opens.data)

    def _closes(self) -> datetime | None:
        on = self.closes_on.data or self.opens_on.data
        return datetime.combine(on, self.closes.data) if on and self.closes.data else None

    def details(self, make_up_of: int | None = None) -> SittingDetails:
        """As the services take it."""
        values = {name: self[name].data for name in PLAIN}
        for name in ("title", "password"):
            values[name] = values[name] or ""
        for name, wall in (("opens_at", self._opens()), ("closes_at", self._closes())):
            values[name] = clock.from_wall(wall, self.zone) if wall else None
        return SittingDetails(
            **values,
            paper_id=self.paper_id.data,
            make_up_of=make_up_of,
            guests=tuple(one for one in self.guests.data or () if one is not None),
        )

    def show(self, sitting: Sitting, guests: Sequence[int] = ()) -> None:
        """Fills in a sitting as it stands."""
        for name in (*PLAIN, "paper_id"):
            self[name].data = getattr(sitting, name)
        self.guests.data = list(guests)
        for field in (self.pass_mark, self.difference_limit):
            field.data = Decimal(plain(field.data))
        self.at(sitting.opens_at, sitting.closes_at)

    def begin(self, paper: Paper | None, lesson: Lesson | None) -> None:
        """Fills in what a paper and a lesson already say."""
        if paper is not None:
            for name in ("marks_from", "keys_from"):
                self[name].data = getattr(paper, name)
            self.pass_mark.data = Decimal(plain(paper.pass_mark))
            self.paper_id.data, self.title.data = paper.id, paper.title
        if lesson is not None:
            self.lesson_id.data = lesson.id
            if lesson.starts_at and lesson.ends_at:
                self.at(lesson.starts_at, lesson.ends_at)
                self.minutes.data = int((lesson.ends_at - lesson.starts_at).total_seconds() // 60)

    def at(self, opens_at: datetime, closes_at: datetime) -> None:
        """Fills in from when until when."""
        starts, ends = clock.local(opens_at, self.zone), clock.local(closes_at, self.zone)
        self.opens_on.data, self.opens.data = starts.date(), starts.time()
        self.closes_on.data, self.closes.data = ends.date(), ends.time()


def lesson_words(lesson: Lesson, zone: str) -> str:
    """Many lessons of a class have one title."""
    when = day(lesson.held_on) if lesson.held_on else ""
    if lesson.starts_at:
        when += f" {clock.local(lesson.starts_at, zone):%H:%M}"
    return f"{when} {lesson.title}".strip()
