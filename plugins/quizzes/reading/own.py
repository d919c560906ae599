"""Our own file of questions: what `writing.own` writes, and nothing that only looks like it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.building import read_of, refuse, refuse_too_many
from plugins.quizzes.reading.checked import Told, Wrong
from plugins.quizzes.reading.terms import Read, Reading, Refusal, Skipped
from plugins.quizzes.rules.items import Answer, Blank, Item, Picture, Point
from plugins.quizzes.rules.pictures import MOST_BYTES, picture_name
from plugins.quizzes.terms import LETTERS, Kind, Level

FORMAT, VERSION = "jixun-questions", 1
MOST_FILE = 40 * 1024 * 1024
"""Pictures make these files large: base64 needs four letters for three bytes."""
MOST_PARTS = 2_000_000
"""Brackets and commas; each costs far more memory than its letter."""
PLACES = ("stem", *LETTERS)


def read_own(content: bytes) -> Reading:
    """The questions of a file of our own; one whose shape is wrong is refused with the place of what is wrong.

    `line` is the number of the question in the file. Raises `Refused` where the whole is no such file.
    """
    told = _opened(content)
    items = told["items"]
    if not isinstance(items, list):
        raise refuse("file_kind", _("文件里没有题目列表（items）。"))
    refuse_too_many(len(items))
    files, skipped = _files(told.get("files", {}))
    read = [_read(one, number, files) for number, one in enumerate(items, start=1)]
    found = tuple(one for one in read if isinstance(one, Read))
    shown = {picture.name for one in found for picture in one.item.pictures}
    return Reading(
        "json",
        found,
        tuple(one for one in read if isinstance(one, Refusal)),
        tuple(skipped),
        {name: data for name, data in files.items() if name in shown},
    )


def _opened(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_FILE:
        raise refuse(
            "file_too_large", _("文件超过 %(size)d MB，没有读取。", size=MOST_FILE // 1024**2)
        )
    if sum(map(content.count, (b"[", b"{", b","))) > MOST_PARTS:
        raise refuse("file_bomb", _("文件的内部结构不正常，没有读取。"))
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise refuse("file_torn", _("文件不是完整的 JSON，没有读取。")) from error
    if not isinstance(told, dict) or told.get("format") != FORMAT or "items" not in told:
        raise refuse("file_kind", _("这个 JSON 不是集训导出的题目。"))
    if told.get("version") != VERSION or isinstance(told["version"], bool):
        raise refuse("file_version", _("题目文件的版本不认识，请先升级集训。"))
    return told


def _files(told: object) -> tuple[dict[str, bytes], list[Skipped]]:
    """The pictures by name; what is no picture, or not the one it is called after, is left out and said."""
    if not isinstance(told, dict):
        raise refuse("file_kind", _("文件里的图片列表（files）写法不对。"))
    files: dict[str, bytes] = {}
    skipped = []
    for name, coded in told.items():
        content = _decoded(coded)
        if content and picture_name(content) == name:
            files[name] = content
        else:
            skipped.append(Skipped(0, str(name)[:100], str(_("不是能用的图片，没有读取。"))))
    return files, skipped


def _decoded(coded: object) -> bytes:
    if not isinstance(coded, str) or len(coded) > MOST_BYTES * 4 // 3 + 4:
        return b""
    try:
        return base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _read(told: object, number: int, files: Mapping[str, bytes]) -> Read | Refusal:
    source = json.dumps(told, ensure_ascii=False)[:500]
    try:
        item = _item(Told(told, _("第 %(number)d 题", number=number)))
    except Wrong as wrong:
        return Refusal(number, source, Problem("wrong_shape", wrong.sentence))
    missing = [one for one in item.pictures if one.name not in files]
    doubts = [
        Problem("picture_missing", _("图片 %(name)s 不在文件里。", name=one.name))
        for one in missing
    ]
    return read_of(item, number, source, doubts, draft=bool(missing))


def _item(told: Told) -> Item:
    told.only(Item.__dataclass_fields__)
    kind = told.at("kind").one_of(Kind)
    return Item(
        kind=kind,
        stem=told.at("stem").text(),
        options=told.texts("options", len(LETTERS)),
        answer=_answer(told.at("answer"), kind),
        targets=told.texts("targets", len(LETTERS)),
        score=told.at("score").number_or_none(),
        explanation=told.at("explanation").text(),
        in_order=told.at("in_order").flag(True),
        numerals=told.at("numerals").flag(False),
        points=tuple(_point(one) for one in told.at("points").each(100)),
        source=told.at("source").text(),
        topic=told.at("topic").text(),
        level=told.at("level").one_of(Level),
        tags=told.texts("tags", 50),
        pictures=tuple(_picture(one) for one in told.at("pictures").each(100)),
    )


def _answer(told: Told, kind: Kind) -> Answer:
    if told.value is None:
        return None
    if kind is Kind.JUDGE:
        return told.flag(False)
    if kind is Kind.BLANK:
        return tuple(_blank(one) for one in told.each(100))
    text = told.text()
    if kind is not Kind.ESSAY and any(letter not in LETTERS for letter in text):
        raise told.wrong(_("答案要写选项的字母"))
    return text


def _blank(told: Told) -> Blank:
    told.only(Blank.__dataclass_fields__)
    return Blank(told.texts("accepted", 100), told.at("tolerance").number_or_none())


def _point(told: Told) -> Point:
    told.only(Point.__dataclass_fields__)
    return Point(told.at("text").text(), told.at("score").number())


def _picture(told: Told) -> Picture:
    told.only(Picture.__dataclass_fields__)
    place, name = told.at("place").text(), told.at("name").text()
    if place not in PLACES or not 5 <= len(name) <= 80 or "/" in name or "\\" in name:
        raise told.wrong(_("图片的位置或名称不对"))
    return Picture(place, name, told.at("alt").text())
