"""What an organiser types about an outing and its stops."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional

from core import clock
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.timetable.days import Calendar
from core.timetable.models import Lesson
from core.web import Form
from core.wording import day
from plugins.field_teaching.models import Outing
from plugins.field_teaching.queries.outings import Halt
from plugins.field_teaching.services.outings import OutingDetails
from plugins.field_teaching.services.ways import StopDetails
from plugins.field_teaching.terms import BOARDING, STOP_WORDS, TRANSPORT_WORDS

WHOLE = {"inputmode": "numeric", "min": "0"}
PHONE = {"inputmode": "tel"}
COUNTS = (("", _("按类型定")), ("1", _("在这里清点")), ("0", _("不清点")))
MINUTE = timedelta(minutes=1)
TEXTS = ("title", "place", "leader", "leader_phone", "note", "time_text")


def _dated(lesson: Lesson) -> str:
    """Many lessons of a class have one title: 晚点名."""
    return f"{day(lesson.held_on)} {lesson.title}" if lesson.held_on else lesson.title


def _number(value: Any) -> int | None:
    return int(value) if str(value or "").isdecimal() and value else None


class OutingForm(Form):
    """A day on the road."""

    title = StringField(_("名称"), render_kw={"required": True, "maxlength": 200})
    held_on = DateField(_("日期"))
    lesson_id = SelectField(_("属于哪次课"), coerce=_number, validate_choice=False)
    dress = StringField(_("着装"), description=_("例如：正装，平底鞋"))
    bring = StringField(_("携带"), description=_("例如：身份证、雨具、水杯"))
    back_by = TimeField(_("最晚几点回到驻地"), [Optional()], description=_("留空按本班规则"))
    note = TextAreaField(_("说明"), description=_("学员看得到"))

    def offer(self, lessons: Sequence[Lesson], zone: str) -> OutingForm:
        """The lessons of this class, and its zone; to be called before anything else."""
        self.lesson_id.choices = [
            ("", _("不属于某次课")),
            *((one.id, _dated(one)) for one in lessons),
        ]
        self.zone = zone
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """A day is needed."""
        good = bool(super().validate(extra_validators))
        if not self.held_on.data and not self.held_on.errors:
            self.held_on.errors = [gettext("请填写日期。")]
        return good and not self.errors

    def details(self) -> OutingDetails:
        """As the services take it; a return before six belongs to the night after the day."""
        held_on, back = self.held_on.data, self.back_by.data
        if back is not None:
            wall = datetime.combine(held_on, back)
            back = clock.from_wall(wall + timedelta(days=back < time(6)), self.zone)
        return OutingDetails(
            title=self.title.data or "",
            held_on=held_on,
            lesson_id=self.lesson_id.data,
            dress=self.dress.data or "",
            bring=self.bring.data or "",
            note=self.note.data or "",
            back_by=back,
        )

    def show(self, outing: Outing) -> None:
        """Fills in an outing as it stands."""
        for name in ("title", "held_on", "lesson_id", "dress", "bring", "note"):
            self[name].data = getattr(outing, name)
        self.back_by.data = outing.back_by and clock.local(outing.back_by, self.zone).time()


class StopForm(Form):
    """A stop by the clock on the class's wall, or with the words that are known of its time."""

    kind = SelectField(_("类型"), choices=list(STOP_WORDS.items()), validate_choice=False)
    title = StringField(_("内容"), render_kw={"required": True, "maxlength": 200})
    starts = TimeField(_("几点开始"), [Optional()])
    next_day = BooleanField(_("在次日"))
    minutes = IntegerField(_("用时（分钟）"), [Optional()], render_kw=WHOLE)
    time_text = StringField(_("时间说明"), description=_("没有钟点时才用，例如 早餐后"))
    site_id = SelectField(_("教学点"), coerce=_number, validate_choice=False)
    place = StringField(_("地点"), description=_("留空就用教学点的名称"))
    transport = SelectField(
        _("怎么过去"), choices=[("", "—"), *TRANSPORT_WORDS.items()], validate_choice=False
    )
    leg_minutes = IntegerField(_("路上（分钟）"), [Optional()], render_kw=WHOLE)
    leader = StringField(_("负责人"))
    leader_phone = StringField(_("负责人电话"), render_kw=PHONE)
    lesson_id = SelectField(
        _("计入哪次课的考勤"),
        coerce=_number,
        validate_choice=False,
        description=_("留空按整次行程"),
    )
    boards = SelectField(
        _("清点人数"),
        choices=COUNTS,
        validate_choice=False,
        description=_("集合、发车、返回通常要清点"),
    )
    note = StringField(_("备注"))
    alone = BooleanField(_("只改这一站，后面的时间不动"))
    push = BooleanField(_("后面各站顺延"))

    def offer(
        self, outing: Outing, zone: str, lessons: Sequence[Lesson], sites: Sequence[tuple[int, str]]
    ) -> StopForm:
        """The lessons of the day, the sites, and on which day it is; to be called first."""
        self.held_on, self.zone = outing.held_on, zone
        self.site_id.choices = [("", "—"), *sites]
        self.lesson_id.choices = [("", "—"), *((one.id, one.title) for one in lessons)]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """A time must exist on the class's wall."""
        good = bool(super().validate(extra_validators))
        wall = self._wall()
        if wall and not Calendar(ZoneInfo(self.zone)).exists(wall):
            words = gettext("这一天拨快了时钟，没有这个时间。")
            self.starts.errors = [*self.starts.errors, words]
        return good and not self.errors

    def _wall(self) -> datetime | None:
        if not self.starts.data:
            return None
        on: date = self.held_on + timedelta(days=bool(self.next_day.data))
        return datetime.combine(on, self.starts.data)

    def details(self) -> StopDetails:
        """As the services take it."""
        wall, kind = self._wall(), self.kind.data or ""
        counts = kind in BOARDING if self.boards.data not in ("1", "0") else self.boards.data == "1"
        return StopDetails(
            kind=kind,
            starts_at=wall and clock.from_wall(wall, self.zone),
            minutes=self.minutes.data,
            site_id=self.site_id.data,
            lesson_id=self.lesson_id.data,
            transport=self.transport.data or "",
            leg_minutes=self.leg_minutes.data,
            boards=counts,
            **{name: self[name].data or "" for name in TEXTS},
        )

    def show(self, halt: Halt) -> None:
        """Fills in a stop as it stands in a way."""
        stop, placing = halt.stop, halt.placing
        for name in ("kind", "title", "site_id", "lesson_id", "place", "leader", "leader_phone"):
            self[name].data = getattr(stop, name)
        for name in ("transport", "leg_minutes", "minutes", "note"):
            self[name].data = getattr(stop, name)
        self.boards.data, self.time_text.data = "1" if stop.boards else "0", placing.time_text
        if halt.site is not None and (halt.site.id, halt.site.name) not in self.site_id.choices:
            self.site_id.choices = [*self.site_id.choices, (halt.site.id, halt.site.name)]
        if placing.starts_at is not None:
            starts = clock.local(placing.starts_at, self.zone)
            self.starts.data, self.next_day.data = starts.time(), starts.date() > self.held_on
            ends = placing.ends_at
            self.minutes.data = (ends - placing.starts_at) // MINUTE if ends else None


class CopyForm(Form):
    """On which day a copied outing is held."""

    held_on = DateField(_("在本班的哪一天"))


class ItineraryForm(Form):
    """A sheet with an itinerary or a timetable."""

    file = FileField(
        _("行程文件"),
        description=_(
            "Excel（.xlsx、.xls）、WPS 或 CSV，最大 10 MB；一行一站，有时间和事项两列就认得"
        ),
    )
    first_day = DateField(
        _("第 1 天是哪一天"), [Optional()], description=_("表里只写“第1天”“周二”时用它推算日期")
    )
