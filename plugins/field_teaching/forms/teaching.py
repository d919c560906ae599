"""What an organiser writes for a stop, and what trainees write and rate there."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, TextAreaField

from core.i18n import lazy_gettext as _
from core.web import Form
from plugins.field_teaching.services.teaching import Material
from plugins.field_teaching.terms import ACTIVITY_WORDS, ASPECT_WORDS, Aspect

STARS = [(str(score), str(score)) for score in range(1, 6)]


class MaterialForm(Form):
    """Topic, material, question and activity of a teach stop."""

    topic = StringField(_("教学主题"))
    material_before = TextAreaField(_("行前预习"), description=_("到达之前给学员看的，一段一行"))
    question = TextAreaField(_("现场思考题"))
    activity = SelectField(
        _("现场活动"),
        choices=[("", _("没有")), *((one.value, words) for one, words in ACTIVITY_WORDS.items())],
        validate_choice=False,
    )
    activity_text = TextAreaField(_("活动文字"), description=_("誓词、献词，学员手机上能看到"))
    material_after = TextAreaField(_("课后延伸"), description=_("离开以后给学员看的"))

    def material(self) -> Material:
        """What was typed."""
        return Material(
            topic=(self.topic.data or "").strip(),
            material_before=(self.material_before.data or "").strip(),
            material_after=(self.material_after.data or "").strip(),
            question=(self.question.data or "").strip(),
            activity=self.activity.data or "",
            activity_text=(self.activity_text.data or "").strip(),
        )


class ReflectionForm(Form):
    """A 心得 with a picture."""

    body = TextAreaField(_("心得"))
    photo = FileField(_("照片（可以不传）"), description=_("JPG、PNG 或 WebP，不超过 15 MB"))


class RatingForm(Form):
    """Site, guide and organisation, 1 to 5."""

    site = RadioField(ASPECT_WORDS[Aspect.SITE], choices=STARS, validate_choice=False)
    guide = RadioField(ASPECT_WORDS[Aspect.GUIDE], choices=STARS, validate_choice=False)
    organisation = RadioField(
        ASPECT_WORDS[Aspect.ORGANISATION], choices=STARS, validate_choice=False
    )

    def scores(self) -> dict[str, int | None]:
        """What was chosen; None where nothing was, or no number from 1 to 5."""
        known = {text: int(text) for text, _words in STARS}
        return {aspect.value: known.get(self[aspect.value].data or "") for aspect in Aspect}


class WhyForm(Form):
    """Why a 心得 is hidden."""

    why = StringField(_("为什么不展示"))
