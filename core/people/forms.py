"""What is typed about a person or a unit."""

from __future__ import annotations

from wtforms import SelectField, StringField, TelField
from wtforms.validators import Length

from core.i18n import lazy_gettext as _
from core.people.models import Person
from core.people.rules import GENDER_WORDS
from core.people.services import PersonDetails
from core.web import Form

LONGEST_UNIT = Length(max=120, message=_("单位名称最多 120 个字。"))
LONGEST_POSITION = Length(max=200, message=_("职务最多 200 个字。"))


class PersonFields(Form):
    """What is known of a person, wherever it is typed."""

    name = StringField(_("姓名"))
    gender = SelectField(
        _("性别"), choices=[(str(int(code)), word) for code, word in GENDER_WORDS.items()]
    )
    phone = TelField(_("手机"))
    unit = StringField(_("单位"), [LONGEST_UNIT])
    position = StringField(_("职务"), [LONGEST_POSITION])

    def details(self) -> PersonDetails:
        """As the services take it."""
        return PersonDetails(
            self.name.data or "",
            int(self.gender.data or 0),
            self.phone.data or "",
            self.unit.data or "",
            self.position.data or "",
        )


class PersonForm(PersonFields):
    """A person's file."""

    def show(self, person: Person) -> None:
        """Fills in what is known."""
        self.name.data, self.gender.data = person.name, str(person.gender)
        self.phone.data, self.unit.data = person.phone, person.unit_name
        self.position.data = person.position


class UnitForm(Form):
    """A unit's name."""

    name = StringField(_("单位名称"))
