"""What somebody types who sets a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    DecimalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from core.i18n import lazy_gettext as _
from core.web import Form
from plugins.quizzes.models import Paper, PaperSection
from plugins.quizzes.rules.numbers import plain
from plugins.quizzes.services.paper_sections import SectionDetails
from plugins.quizzes.services.papers import CARRIED, PaperDetails
from plugins.quizzes.terms import (
    DRAW_WORDS,
    KIND_WORDS,
    LEVEL_WORDS,
    MULTIPLE_RULE_WORDS,
    PHASE_WORDS,
    Draw,
    Kind,
    Level,
    MultipleRule,
    Phase,
)

WHOLE = {"inputmode": "numeric", "min": "0"}
POINTS = {"inputmode": "decimal", "min": "0.01", "step": "any"}
POINTS_BY_KIND = {Kind.SINGLE: 2, Kind.MULTIPLE: 4, Kind.JUDGE: 1, Kind.BLANK: 2, Kind.ESSAY: 10}


def pairs(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """The choices of a field."""
    return [(one.value, text) for one, text in words.items()]


def phase_field(label: Any, description: Any = "") -> Any:
    """From which phase on something is shown to the trainee; after closing where nobody says otherwise."""
    return SelectField(
        label,
        choices=pairs(PHASE_WORDS),
        default=Phase.CLOSED.value,
        validate_choice=False,
        description=description,
    )


class PaperForm(Form):
    """How a paper is headed, scored and shown."""

    title = StringField(_("试卷名称"), render_kw={"required": True, "maxlength": 120})
    instructions = TextAreaField(_("答题说明"), description=_("印在卷首，手机上也看得到；可不填"))
    draw = RadioField(
        _("怎样出题"), choices=pairs(DRAW_WORDS), default=Draw.FIXED.value, validate_choice=False
    )
    multiple_rule = SelectField(
        _("多选题怎样给分"),
        choices=pairs(MULTIPLE_RULE_WORDS),
        default=MultipleRule.ALL_OR_NOTHING.value,
        validate_choice=False,
        description=_("会写在试卷上"),
    )
    shuffle_questions = BooleanField(_("打乱题目顺序（在各大题之内）"))
    shuffle_options = BooleanField(_("打乱选项顺序"))
    pass_mark = DecimalField(_("及格分"), [Optional()], places=None, default=Decimal(60))
    marks_from = phase_field(_("什么时候公布成绩"))
    keys_from = phase_field(
        _("什么时候公布答案和解析"),
        _("正式测验请选“测验结束后”，以免先交卷的人把答案告诉别人"),
    )

    def details(self) -> PaperDetails:
        """As the services take it."""
        values = {name: self[name].data for name in CARRIED}
        return PaperDetails(**{**values, "title": values["title"] or ""})

    def show(self, paper: Paper) -> None:
        """Fills in a paper as it stands."""
        for name in CARRIED:
            self[name].data = getattr(paper, name)
        self.pass_mark.data = Decimal(plain(paper.pass_mark))


class SectionForm(Form):
    """A 大题, and by which rule it draws."""

    title = StringField(_("大题名称"), render_kw={"required": True, "maxlength": 120})
    intro = StringField(_("说明"), description=_("例如：每题只有一个正确答案"))
    points = DecimalField(
        _("每题分值"), [Optional()], places=None, default=Decimal(2), render_kw=POINTS
    )
    count = IntegerField(
        _("抽几题"), [Optional()], default=0, render_kw=WHOLE, description=_("填 0 就自己选题")
    )
    kind = SelectField(_("题型"), validate_choice=False)
    topic = SelectField(_("专题"), validate_choice=False)
    level = SelectField(_("难度"), validate_choice=False)

    def offer(self, topics: Sequence[str]) -> SectionForm:
        """The topics of the bank; to be called before anything else."""
        self.kind.choices = [("", _("不限")), *pairs(KIND_WORDS)]
        self.topic.choices = [("", _("不限")), *((one, one) for one in topics)]
        levels = [(one.value, LEVEL_WORDS[one]) for one in Level if one]
        self.level.choices = [("", _("不限")), *levels]
        return self

    def details(self) -> SectionDetails:
        """As the services take it."""
        return SectionDetails(
            title=self.title.data or "",
            intro=self.intro.data or "",
            points=self.points.data,
            count=self.count.data or 0,
            kind=self.kind.data or "",
            topic=self.topic.data or "",
            level=self.level.data or "",
        )

    def show(self, section: PaperSection) -> None:
        """Fills in a section as it stands."""
        for name in ("title", "intro", "points", "count", "kind", "topic", "level"):
            self[name].data = getattr(section, name)
        self.points.data = Decimal(plain(section.points))
        if section.topic and section.topic not in dict(self.topic.choices):
            self.topic.choices = [*self.topic.choices, (section.topic, section.topic)]


class QuickForm(Form):
    """A paper in one press: a number and points for each kind, in fields `count_<kind>` and `points_<kind>`."""

    title = StringField(_("试卷名称"), render_kw={"required": True, "maxlength": 120})
    source = SelectField(_("从哪里出题"), validate_choice=False)

    def offer(self, sources: Sequence[tuple[str, str]], there: Mapping[str, int]) -> QuickForm:
        """Where questions may come from, and how many of each kind there are."""
        self.source.choices, self.there = list(sources), dict(there)
        return self

    def rows(self) -> list[dict[str, Any]]:
        """For each kind its two fields, and how many there are."""
        return [
            {
                "kind": KIND_WORDS[kind],
                "count": self[f"count_{kind}"],
                "points": self[f"points_{kind}"],
                "there": self.there.get(kind, 0),
            }
            for kind in Kind
        ]

    def take_all(self, points: Mapping[str, Decimal]) -> None:
        """Fills in all that there is, at the points that the questions bring along."""
        for kind in Kind:
            self[f"count_{kind}"].data = self.there.get(kind) or None
            if kind in points:
                self[f"points_{kind}"].data = Decimal(plain(points[kind]))

    def wanted(self) -> dict[Kind, tuple[int, Decimal]]:
        """How many of each kind at how many points."""
        return {
            kind: (
                self[f"count_{kind}"].data or 0,
                self[f"points_{kind}"].data or Decimal(0),
            )
            for kind in Kind
        }


for _kind in Kind:
    _named = {"kind": KIND_WORDS[_kind]}
    setattr(
        QuickForm,
        f"count_{_kind}",
        IntegerField(_("%(kind)s题数", **_named), [Optional()], render_kw=WHOLE),
    )
    setattr(
        QuickForm,
        f"points_{_kind}",
        DecimalField(
            _("%(kind)s每题分值", **_named),
            [Optional()],
            places=None,
            default=Decimal(POINTS_BY_KIND.get(_kind, 4)),
            render_kw=POINTS,
        ),
    )
