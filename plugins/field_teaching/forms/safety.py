"""What an organiser lays down for safety, what a trainee writes for an emergency, what is reported."""

from __future__ import annotations

from datetime import datetime

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from core import clock
from core.i18n import lazy_gettext as _
from core.web import Form
from plugins.field_teaching.models import EmergencyCard, Outing
from plugins.field_teaching.services.incidents import Report
from plugins.field_teaching.services.safety import CardDetails, SafetyPlan
from plugins.field_teaching.terms import INCIDENT_WORDS

WALL = "%Y-%m-%dT%H:%M"


def _at_most(most: int) -> Length:
    return Length(max=most, message=_("最多 %(most)d 个字。", most=most))


class SafetyForm(Form):
    """Risks, doctor, hospital, insurance, and by when everybody is back."""

    risks = TextAreaField(_("风险和对策"), [_at_most(4000)], description=_("一行写一条"))
    doctor = StringField(_("随队医生"), [_at_most(80)])
    doctor_phone = TelField(_("医生电话"), [_at_most(40)])
    hospital = StringField(_("最近的医院"), [_at_most(120)])
    hospital_phone = TelField(_("医院电话"), [_at_most(40)])
    insurance = StringField(_("保险"), [_at_most(200)], description=_("公司、保单号、报案电话"))
    back_by = DateTimeLocalField(
        _("最晚返回时间"),
        [Optional()],
        format=WALL,
        description=_("过了这个时间还没有清点返回，会提醒主办和带队"),
    )

    def show(self, outing: Outing, zone: str) -> None:
        """Fills in what is laid down already, with the time on the wall."""
        self.process(obj=outing)
        back = outing.back_by
        self.back_by.data = clock.local(back, zone).replace(tzinfo=None) if back else None

    def plan(self, zone: str) -> SafetyPlan:
        """What was typed."""
        back = self.back_by.data
        return SafetyPlan(
            risks=(self.risks.data or "").strip(),
            doctor=(self.doctor.data or "").strip(),
            doctor_phone=(self.doctor_phone.data or "").strip(),
            hospital=(self.hospital.data or "").strip(),
            hospital_phone=(self.hospital_phone.data or "").strip(),
            insurance=(self.insurance.data or "").strip(),
            back_by=clock.from_wall(back, zone) if back else None,
        )


class CardForm(Form):
    """A trainee's own emergency card."""

    kin_name = StringField(_("姓名"))
    kin_relation = StringField(_("与您的关系"), description=_("例如 配偶、子女、同事"))
    kin_phone = TelField(_("电话"))
    health = TextAreaField(
        _("健康备注（可以不填）"),
        description=_("例如 心脏病史、药物过敏、随身带的药"),
    )
    consents = BooleanField(_("我同意：上面的健康备注只给随队医生和领队看，用于途中急救"))

    def show(self, card: EmergencyCard | None) -> None:
        """Fills in what was written before."""
        self.process(obj=card)
        self.consents.data = card is not None and card.health_consented_at is not None

    def details(self) -> CardDetails:
        """What was typed."""
        return CardDetails(
            health=self.health.data or "",
            consents=bool(self.consents.data),
            kin_name=self.kin_name.data or "",
            kin_relation=self.kin_relation.data or "",
            kin_phone=self.kin_phone.data or "",
        )


def _number(value: str | int | None) -> int | None:
    return int(value) if value else None


class IncidentForm(Form):
    """What has happened, where and when."""

    kind = SelectField(
        _("什么情况"),
        choices=[(kind.value, words) for kind, words in INCIDENT_WORDS.items()],
        validate_choice=False,
    )
    what = TextAreaField(_("事情经过"))
    place = StringField(_("地点"))
    happened_at = DateTimeLocalField(
        _("发生时间"), [Optional()], format=WALL, description=_("空着就是现在")
    )
    outing_id = SelectField(_("哪次行程"), coerce=_number)
    vehicle_id = SelectField(_("哪辆车"), coerce=_number)
    enrolment_id = SelectField(_("涉及的学员"), coerce=_number)
    photo = FileField(_("照片"), description=_("JPG、PNG 或 WebP，不超过 15 MB"))

    def offer(
        self, outings: dict[int, str], vehicles: dict[int, str], trainees: dict[int, str]
    ) -> None:
        """What of this class may be named."""
        none = ("", _("不选"))
        self.outing_id.choices = [none, *outings.items()]
        self.vehicle_id.choices = [none, *vehicles.items()]
        self.enrolment_id.choices = [none, *trainees.items()]

    def report(self, zone: str, at: datetime) -> Report:
        """What was typed; an empty time means now."""
        wall, photo = self.happened_at.data, self.photo.data
        return Report(
            kind=self.kind.data or "",
            what=self.what.data or "",
            happened_at=clock.from_wall(wall, zone) if wall else at,
            place=self.place.data or "",
            outing_id=self.outing_id.data,
            vehicle_id=self.vehicle_id.data,
            enrolment_id=self.enrolment_id.data,
            photo=photo.read() if photo else b"",
        )


class RoadIncidentForm(Form):
    """The same on a leader's phone, where there may be no signal: text alone, sent by the outbox."""

    kind = RadioField(
        _("什么情况"), choices=[(kind.value, words) for kind, words in INCIDENT_WORDS.items()]
    )
    what = TextAreaField(_("事情经过"))
    place = StringField(_("地点"))
    vehicle = SelectField(_("哪辆车"))
    trainee = SelectField(_("涉及的学员"))
    tell_host = BooleanField(_("同时报主办"))

    def offer(self, vehicles: dict[int, str], trainees: dict[str, list[tuple[int, str]]]) -> None:
        """The vehicles, and bus by bus who rides on them."""
        none = ("", _("不选"))
        self.vehicle.choices = [none, *vehicles.items()]
        self.trainee.choices = {"": [none], **trainees}


class StepForm(Form):
    """What was done about an incident."""

    body = TextAreaField(_("怎么处置的"))
