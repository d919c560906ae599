"""What an organiser types about a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from core.errors import Problem, Refused
from core.i18n import gettext
from core.i18n import lazy_gettext as _
from core.web import Form
from plugins.field_teaching.rules.coordinates import Place, point_in
from plugins.field_teaching.rules.hours import opening_words
from plugins.field_teaching.rules.hours_text import closed_days_in, hours_in
from plugins.field_teaching.rules.sites import MOST, SiteDetails, written
from plugins.field_teaching.rules.themes import themes_in, themes_text
from plugins.field_teaching.terms import SYSTEM_WORDS, CoordinateSystem

PLAIN = (
    *("name", "address", "contact", "contact_phone", "guide", "guide_phone", "dress"),
    *("parking", "toilets", "hospital", "hospital_phone", "note"),
)
WHOLE = {"inputmode": "numeric", "min": "0"}
PHONE = {"inputmode": "tel"}


class SiteForm(Form):
    """A site with all that is known of it; `seen` is the version that was opened."""

    seen = HiddenField()
    name = StringField(_("名称"), [DataRequired(_("请填写教学点的名称。"))])
    address = StringField(_("地址"))
    themes = TextAreaField(
        _("教学主题"),
        description=_("一行一个：题目 | 分钟 | 学时，例如 西柏坡精神 | 90 | 2"),
    )
    coordinates = StringField(
        _("坐标"),
        description=_("例如 38.3456, 113.9321，或 北纬38°20′44″，东经113°55′56″；先后不限"),
    )
    system = SelectField(
        _("坐标系"),
        choices=[
            ("", _("请选择：从哪里抄来的")),
            *((one.value, w) for one, w in SYSTEM_WORDS.items()),
        ],
        description=_("不同地图的坐标相差几百米，系统会换算成 WGS-84"),
        validate_choice=False,
    )
    opening = TextAreaField(
        _("开放时间"),
        description=_("照平常的写法，例如 周二至周日 9:00-17:00；周一闭馆"),
    )
    closed_on = StringField(
        _("闭馆日期"),
        description=_("例如 2026-11-24、2026-12-01至2026-12-03；每周的闭馆日写在开放时间里"),
    )
    contact = StringField(_("联系人"))
    contact_phone = StringField(_("联系电话"), render_kw=PHONE)
    guide = StringField(_("讲解员"))
    guide_phone = StringField(_("讲解员电话"), render_kw=PHONE)
    capacity = IntegerField(_("容量（人）"), [Optional()], render_kw=WHOLE)
    walking_metres = IntegerField(_("步行距离（米）"), [Optional()], render_kw=WHOLE)
    climb_metres = IntegerField(_("爬升（米）"), [Optional()], render_kw=WHOLE)
    dress = StringField(_("着装"))
    parking = StringField(_("停车"), description=_("停在哪里，能不能掉头"))
    toilets = StringField(_("卫生间"))
    hospital = StringField(_("就近医院"))
    hospital_phone = StringField(_("医院电话"), render_kw=PHONE)
    note = TextAreaField(_("备注"))

    def show(self, details: SiteDetails, version: str) -> None:
        """Fills the fields with a site as it is."""
        for name, text in texts_of(details).items():
            self[name].data = text
        for name in MOST:
            self[name].data = getattr(details, name)
        self.seen.data = version

    def details(self, before: Place | None = None) -> SiteDetails:
        """What was typed; Refused names the fields that cannot be read. `before` is where the site was."""
        problems: list[Problem] = []
        read: dict[str, Any] = {}
        for name, take in (
            ("place", lambda: self.place(before)),
            ("themes", lambda: tuple(themes_in(written(self.themes.data or "")))),
            ("closed_on", self._closed_days),
        ):
            try:
                read[name] = take()
            except Refused as refused:
                problems += refused.problems
        if problems:
            raise Refused(problems)
        opening = hours_in(written(self.opening.data or ""))
        texts: dict[str, Any] = {name: self[name].data or "" for name in PLAIN}
        numbers: dict[str, Any] = {name: self[name].data for name in MOST}
        hours = tuple(opening.hours)
        return SiteDetails(**texts, **numbers, **read, hours=hours, hours_note=opening.unread)

    def place(self, before: Place | None = None) -> Place | None:
        """Where it is; a place set on the spot stays so as long as nobody types another."""
        text = (self.coordinates.data or "").strip()
        if not text:
            return None
        point, system = point_in(text), self.system.data
        if system not in set(CoordinateSystem):
            words = _("请选择坐标系，不然位置会偏几百米。")
            raise Refused(Problem("system_missing", words, "system"))
        found = Place(point, CoordinateSystem(system))
        same = before is not None and (before.given, before.system) == (found.given, found.system)
        return before if same else found

    def _closed_days(self) -> tuple[str, ...]:
        days, unread = closed_days_in(written(self.closed_on.data or ""))
        if unread:
            words = _("“%(text)s”不是日期，请写成 2026-11-24。", text=unread[:60])
            raise Refused(Problem("days_unread", words, "closed_on"))
        return tuple(days)

    def other_than(self, details: SiteDetails) -> list[tuple[str, str]]:
        """Label and present content of every field in which the site differs from what was typed."""
        there: dict[str, Any] = {**texts_of(details), **{n: getattr(details, n) for n in MOST}}
        return [
            (self[name].label.text, gettext("（空）") if value in (None, "") else str(value))
            for name, value in there.items()
            if (self[name].data or "") != ("" if value is None else value)
        ]


def texts_of(details: SiteDetails) -> Mapping[str, str]:
    """What stands in the form's fields of words for these details."""
    place = details.place
    return {
        **{name: getattr(details, name) for name in PLAIN},
        "coordinates": str(place.given) if place else "",
        "system": place.system.value if place else "",
        "opening": opening_words(details.hours, details.hours_note),
        "closed_on": "、".join(details.closed_on),
        "themes": themes_text(details.themes),
    }


class PhotoForm(Form):
    """A picture of a site."""

    photo = FileField(
        _("照片"), description=_("JPG、PNG 或 WebP，不超过 10 MB；会缩小，并去掉拍摄信息")
    )
    caption = StringField(_("说明"))


class NoteForm(Form):
    """What the next class should know."""

    body = TextAreaField(_("写给下次去的人"), description=_("例如 北门修路，大巴走南门"))


class SheetForm(Form):
    """A sheet of sites."""

    file = FileField(
        _("教学点表格"), description=_("xlsx、xls、ods 或 csv；至少有“教学点”或“名称”一列")
    )
