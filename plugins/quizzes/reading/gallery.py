"""The pictures of a file, as its questions show them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import unquote

from core.errors import Problem
from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.markup import Said, Shown
from plugins.quizzes.rules.items import Picture
from plugins.quizzes.rules.pictures import MOST_BYTES, picture_name

PLUGIN_FILE = "@@PLUGINFILE@@/"


class Contents(Protocol):
    """Files by the name that a text has for them."""

    def get(self, name: str, /) -> bytes | None:
        """The bytes of a file; None where there is none."""


@dataclass
class Gallery:
    """Collects what is shown, each picture once, by the hash of its content."""

    files: dict[str, bytes] = field(default_factory=dict)

    def hang(
        self, said: Said, place: str, contents: Contents, doubts: list[Problem]
    ) -> list[Picture]:
        """The pictures that a text shows at a place ('' where none can be kept); what is lost is a doubt."""
        if said.left_out:
            words = _("没有保留：%(what)s。", what="、".join(said.left_out))
            doubts.append(Problem("not_kept", words))
        hung = []
        for shown in said.pictures:
            problem, name = self._taken(shown, contents)
            if name and place:
                hung.append(Picture(place, name, shown.alt))
            else:
                doubts.append(problem or Problem("picture_place", _("这里的图片没有保留。")))
        return hung

    def _taken(self, shown: Shown, contents: Contents) -> tuple[Problem | None, str]:
        content = _content(shown.source, contents)
        short = shown.source[:60]
        if content is None:
            return Problem("picture_missing", _("图片“%(name)s”不在文件里。", name=short)), ""
        name = picture_name(content) if len(content) <= MOST_BYTES else ""
        if not name:
            words = _("图片“%(name)s”太大，或不是 PNG、JPG、GIF、WebP。", name=short)
            return Problem("picture_kind", words), ""
        self.files[name] = content
        return None, name

    def shown_by(self, names: Iterable[str]) -> dict[str, bytes]:
        """Of what was collected, that which questions show in the end."""
        return {name: self.files[name] for name in dict.fromkeys(names) if name in self.files}


def _content(source: str, contents: Contents) -> bytes | None:
    if source.startswith("data:"):
        head, _comma, coded = source.partition(",")
        return decoded_bytes(coded) if head.endswith(";base64") else None
    return contents.get(unquote(source.removeprefix(PLUGIN_FILE)))


def decoded_bytes(coded: str) -> bytes | None:
    """The bytes of base64, however its lines are broken; None where it is none or far too much."""
    if len(coded) > MOST_BYTES * 3 // 2:
        return None
    try:
        return base64.b64decode("".join(coded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
