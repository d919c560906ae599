"""Checks what was typed of questions, for the bank and for imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from werkzeug.datastructures import MultiDict
from wtforms import FileField, SelectField, StringField, TextAreaField

from core.i18n import lazy_gettext as _
from core.intake import wholes
from core.web import Form
from plugins.quizzes.rules.items import Picture
from plugins.quizzes.rules.typed import NO, STEM, YES, PointRow, Row, Typed
from plugins.quizzes.terms import LETTERS, LEVEL_WORDS, Kind

MOST_LINES = len(LETTERS) + 1
MOST_PICTURES = 8
TEXTS = ("stem", "blanks", "model", "spares", "explanation", "source", "topic", "level", "tags", "score")  # fmt: skip


FORMAT_WORDS = {
    "text": _("文字"),
    "docx": _("Word 文档"),
    "xlsx": _("表格"),
    "gift": _("GIFT"),
    "moodle-xml": _("Moodle XML"),
    "qti": _("QTI 题目或题包"),
    "json": _("Jixun 自己的 JSON"),
}


class PasteForm(Form):
    """First step of an import: a text, or a file, and in which format where it is not plain."""

    text = TextAreaField(_("把题目粘贴到这里"))
    file = FileField(_("题目文件"))
    format = StringField(_("格式"))


class TakeForm(Form):
    """Third step: what all questions get that say nothing themselves."""

    topic = StringField(_("专题"))
    level = SelectField(
        _("难度"), choices=[(level.value, word) for level, word in LEVEL_WORDS.items()]
    )
    source = StringField(_("来源"))
    tags = StringField(_("标签"))


def typed_from(form: MultiDict[str, str]) -> Typed:
    """What a posted form of a question says, whatever is missing in it."""
    texts = {name: form.get(name, "") for name in TEXTS}
    kind = form.get("kind", "")
    judged = form.get("judged", "")
    return Typed(
        kind=Kind(kind) if kind in set(Kind) else Kind.SINGLE,
        rows=_rows(form),
        judged=judged if judged in (YES, NO) else "",
        in_order="free" not in form,
        numerals="numerals" in form,
        points=tuple(_points(form)),
        pictures=_pictures(form),
        **texts,
    )


def _rows(form: MultiDict[str, str]) -> tuple[Row, ...]:
    texts = form.getlist("option")[:MOST_LINES]
    right = set(wholes(form.getlist("right")))
    columns = {
        name: form.getlist(f"option_{name}") for name in ("place", "target", "picture", "alt")
    }
    return tuple(
        Row(
            text=text,
            right=index in right,
            **{name: _at(values, index) for name, values in columns.items()},
        )
        for index, text in enumerate(texts)
    )


def _at(values: Sequence[str], index: int) -> str:
    return values[index] if index < len(values) else ""


def _points(form: MultiDict[str, str]) -> list[PointRow]:
    scores = form.getlist("point_score")
    texts = form.getlist("point")[:MOST_LINES]
    return [PointRow(text, _at(scores, index)) for index, text in enumerate(texts)]


def _pictures(form: MultiDict[str, str]) -> tuple[Picture, ...]:
    alts = form.getlist("stem_alt")
    names = form.getlist("stem_picture")[:MOST_PICTURES]
    return tuple(Picture(STEM, name, _at(alts, index)[:200]) for index, name in enumerate(names))


def named_pictures(typed: Typed) -> set[str]:
    """The pictures that a form says it shows."""
    return {one.name for one in typed.pictures} | {one.picture for one in typed.rows if one.picture}


def with_pictures(typed: Typed, known: set[str], sent: Mapping[str, str]) -> Typed:
    """The form with the pictures that are kept, and those just sent by their place: `stem`, or a line's number."""
    rows = [replace(one, picture=one.picture if one.picture in known else "") for one in typed.rows]
    for place, name in sent.items():
        if place != STEM and int(place) < len(rows):
            rows[int(place)] = replace(rows[int(place)], picture=name)
    pictures = [one for one in typed.pictures if one.name in known]
    if STEM in sent and len(pictures) < MOST_PICTURES:
        pictures.append(Picture(STEM, sent[STEM]))
    return replace(typed, rows=tuple(rows), pictures=tuple(pictures))
