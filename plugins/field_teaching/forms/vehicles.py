"""What an organiser types about vehicles, and about who travels along."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import Length, Optional

from core.i18n import lazy_gettext as _
from core.web import Form
from plugins.field_teaching.models import Companion, Vehicle
from plugins.field_teaching.queries.vehicles import Rider
from plugins.field_teaching.services.companions import CompanionDetails
from plugins.field_teaching.services.vehicles import VehicleDetails
from plugins.field_teaching.terms import (
    COMPANION_WORDS,
    VEHICLE_WORDS,
    CompanionKind,
    VehicleKind,
)


class VehicleForm(Form):
    """A bus with its seats, driver and leader, or a party that walks."""

    name = StringField(_("名称"), [Length(max=40)], description=_("例如 一号车、步行队"))
    kind = SelectField(
        _("方式"), choices=[(one.value, word) for one, word in VEHICLE_WORDS.items()]
    )
    seats = IntegerField(
        _("座位数"), [Optional()], description=_("乘客座位，不含司机；步行队不用填")
    )
    plate = StringField(_("车牌"), [Length(max=20)])
    driver = StringField(_("司机"), [Length(max=80)])
    driver_phone = StringField(_("司机电话"), [Length(max=40)])
    leader_enrolment_id = SelectField(_("车长是学员"), coerce=int)
    leader = StringField(_("车长"), [Length(max=80)], description=_("不是学员时填写姓名"))
    leader_phone = StringField(_("车长电话"), [Length(max=40)])

    def offer(self, people: Iterable[Rider]) -> None:
        """Names the trainees of whom one may lead."""
        trainees = [one for one in people if one.kind == "trainee"]
        self.leader_enrolment_id.choices = [
            (0, _("非学员")),
            *((int(one.key[2:]), f"{one.number} {one.name}") for one in trainees),
        ]

    def show(self, vehicle: Vehicle) -> None:
        """Fills in what is known."""
        for field in self:
            if hasattr(vehicle, field.name):
                field.data = getattr(vehicle, field.name)
        self.leader_enrolment_id.data = vehicle.leader_enrolment_id or 0

    def details(self, people: Iterable[Rider]) -> VehicleDetails:
        """What was typed; a trainee's name and phone are taken from the list."""
        kind = VehicleKind(self.kind.data)
        chosen = f"e:{self.leader_enrolment_id.data or 0}"
        leads = next((one for one in people if one.key == chosen), None)
        texts = {
            name: (self[name].data or "").strip()
            for name in ("name", "plate", "driver", "driver_phone", "leader", "leader_phone")
        }
        if leads is not None:
            texts["leader"] = leads.name
            texts["leader_phone"] = texts["leader_phone"] or leads.phone
        return VehicleDetails(
            kind=kind,
            seats=self.seats.data if kind is VehicleKind.BUS else None,
            leader_enrolment_id=int(leads.key[2:]) if leads else None,
            **texts,
        )


class CompanionForm(Form):
    """Somebody who travels along and is counted, but is no trainee."""

    name = StringField(_("姓名"), [Length(max=80)])
    kind = SelectField(
        _("身份"), choices=[(one.value, word) for one, word in COMPANION_WORDS.items()]
    )
    phone = StringField(_("电话"), [Length(max=40)])
    note = StringField(_("备注"), [Length(max=200)])

    def show(self, companion: Companion) -> None:
        """Fills in what is known."""
        for field in self:
            if hasattr(companion, field.name):
                field.data = getattr(companion, field.name)

    def details(self) -> CompanionDetails:
        """What was typed."""
        return CompanionDetails(
            (self.name.data or "").strip(),
            CompanionKind(self.kind.data),
            (self.phone.data or "").strip(),
            (self.note.data or "").strip(),
        )


class MoveForm(Form):
    """Where somebody sits from now on; `vehicle` 0 takes the place away."""

    vehicle = SelectField(_("改乘"), coerce=int)
    seat = IntegerField(_("座位号"), [Optional()], description=_("留空就用第一个空位"))

    def offer(self, vehicles: Iterable[Vehicle]) -> None:
        """Names the vehicles."""
        self.vehicle.choices = [(0, _("不排座")), *((one.id, one.name) for one in vehicles)]
