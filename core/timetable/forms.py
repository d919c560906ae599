"""What an organiser fills in about a lesson."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import NumberRange, Optional

from core import clock
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.intake import day_in
from core.timetable.days import Calendar
from core.timetable.models import Lesson
from core.timetable.queries import PARTS
from core.timetable.services import LessonDetails
from core.web import Form

MINUTES = [Optional(), NumberRange(0, 1440, message=_("请填 0 到 1440 之间的分钟数。"))]
AS_CLASS = _("留空按本班规则")
EVENING, MORNING = time(18), time(6)


def _number(value: Any) -> int | None:
    return int(value) if value else None


class LessonForm(Form):
    """A lesson by the clock on the class's wall."""

    title = StringField(_("课程内容"))
    kind = SelectField(_("类型"), validate_choice=False)
    day = DateField(_("日期"), [Optional()])
    starts = TimeField(_("开始时间"), [Optional()])
    ends = TimeField(_("结束时间"), [Optional()], description=_("晚上的课过了零点，填次日的钟点"))
    half_day = SelectField(_("午别"), description=_("没有钟点时才用"), validate_choice=False)
    time_text = StringField(_("时间说明"), description=_("没有钟点时才用，例如 早餐后"))
    place = StringField(_("地点"))
    teacher = StringField(_("授课人"), description=_("几个人用顿号隔开"))
    credit_hours = DecimalField(
        _("学时"),
        [Optional()],
        places=1,
        description=_("以 0.5 为一档，留空按本班规则"),
        render_kw={"step": "0.5", "min": "0"},
    )
    group_id = SelectField(_("参加人员"), coerce=_number, validate_choice=False)
    checks_in = BooleanField(_("学员扫码签到"), default=True)
    opens_before_minutes = IntegerField(_("提前几分钟开始签到"), MINUTES, description=AS_CLASS)
    late_after_minutes = IntegerField(_("开课几分钟后算迟到"), MINUTES, description=AS_CLASS)
    closes_after_minutes = IntegerField(_("开课几分钟后停止签到"), MINUTES, description=AS_CLASS)
    note = TextAreaField(_("备注"))

    def offer(self, kinds: dict[str, Any], groups: dict[int, str], zone: str) -> LessonForm:
        """The kinds and groups of this class, and its zone; to be called before anything else."""
        self.kind.choices = [(name, kind.title) for name, kind in kinds.items()]
        self.group_id.choices = [("", _("全班")), *groups.items()]
        self.half_day.choices = [("", "—"), *PARTS.items()]
        self.zone = zone
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Times belong together, and must exist on the class's wall."""
        good = bool(super().validate(extra_validators))
        day, starts, ends = self.day.data, self.starts.data, self.ends.data
        if starts and not day:
            self.day.errors = [*self.day.errors, gettext("请填写日期。")]
        if starts and not ends:
            self.ends.errors = [*self.ends.errors, gettext("请填写结束时间。")]
        if ends and not starts:
            self.starts.errors = [*self.starts.errors, gettext("请填写开始时间。")]
        for field, wall in ((self.starts, self._start()), (self.ends, self._end())):
            if wall and not Calendar(ZoneInfo(self.zone)).exists(wall):
                words = gettext("这一天拨快了时钟，没有这个时间。")
                field.errors = [*field.errors, words]
        return good and not self.errors

    def _start(self) -> datetime | None:
        if not self.day.data or not self.starts.data:
            return None
        return datetime.combine(self.day.data, self.starts.data)

    def _end(self) -> datetime | None:
        starts = self._start()
        if starts is None or not self.ends.data:
            return None
        ends = datetime.combine(starts.date(), self.ends.data)
        over_midnight = starts.time() >= EVENING and self.ends.data < MORNING
        return ends + timedelta(days=1) if over_midnight else ends

    def details(self) -> LessonDetails:
        """As the services take it."""
        starts, ends = self._start(), self._end()
        return LessonDetails(
            title=self.title.data or "",
            kind=self.kind.data or "",
            starts_at=starts and clock.from_wall(starts, self.zone),
            ends_at=ends and clock.from_wall(ends, self.zone),
            held_on=self.day.data,
            half_day=self.half_day.data if self.half_day.data in PARTS else "",
            time_text=self.time_text.data or "",
            place=self.place.data or "",
            teacher=self.teacher.data or "",
            credit_hours=self.credit_hours.data,
            group_id=self.group_id.data,
            checks_in=self.checks_in.data,
            opens_before_minutes=self.opens_before_minutes.data,
            late_after_minutes=self.late_after_minutes.data,
            closes_after_minutes=self.closes_after_minutes.data,
            note=self.note.data or "",
        )

    def show(self, lesson: Lesson) -> None:
        """Fills in a lesson as it stands."""
        for name in ("title", "kind", "half_day", "time_text", "place", "teacher", "note"):
            self[name].data = getattr(lesson, name)
        for name in ("checks_in", "opens_before_minutes", "late_after_minutes"):
            self[name].data = getattr(lesson, name)
        self.closes_after_minutes.data = lesson.closes_after_minutes
        self.credit_hours.data = Decimal(lesson.credit_hours)
        self.group_id.data, self.day.data = lesson.group_id, lesson.held_on
        self.starts.data = _wall(lesson.starts_at, self.zone)
        self.ends.data = _wall(lesson.ends_at, self.zone)


class ReasonForm(Form):
    """Why a lesson is called off."""

    reason = StringField(_("停课原因"), description=_("学员会看到"))


class UploadForm(Form):
    """A timetable from a training centre."""

    file = FileField(
        _("课表文件"),
        description=_("Excel（.xlsx、.xls）、WPS 或 CSV，最大 10 MB；列表和周表都认得"),
    )
    first_day = DateField(
        _("第 1 天是哪一天"), [Optional()], description=_("表里只写“第1天”“周二”时用它推算日期")
    )


def day_of(text: str | None, otherwise: date) -> date:
    """A day written in an address, or another where it is none."""
    return day_in(text) or otherwise


def _wall(moment: datetime | None, zone: str) -> time | None:
    return clock.local(moment, zone).time() if moment else None
