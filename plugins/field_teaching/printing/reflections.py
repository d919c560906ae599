"""心得文集 as a booklet, and every 心得 as a sheet."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select

from core import clock, files
from core.db import db
from core.errors import NotFound
from core.files import StoredFile
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.training.printing import head_of
from core.workbooks import write_xlsx
from plugins.field_teaching.models import Outing, Stop
from plugins.field_teaching.printing.press import printed
from plugins.field_teaching.queries.teaching import (
    Written,
    all_written,
    reflections_by_stop,
    to_print,
)


def booklet(training_class: TrainingClass) -> bytes:
    """The chosen 心得 (all, where none is chosen) stop by stop, with their pictures; never hidden ones."""
    written = to_print(training_class.id)
    pictures = _pictures(written)
    parts = [
        {"stop": stop, "day": outing.held_on, "texts": [_text(one, pictures) for one in there]}
        for stop, outing, there in _by_stop(training_class.id, written)
    ]
    head = head_of(training_class, _("现场教学心得文集"))
    assets = dict(pictures.values())
    return printed("reflections.html", assets, **head, parts=parts, total=len(written))


def _text(one: Written, pictures: dict[int, tuple[str, bytes]]) -> dict[str, Any]:
    name, _content = pictures.get(one.reflection.file_id or 0, ("", b""))
    return {
        "name": one.enrolment.name,
        "unit": one.enrolment.unit_name,
        "paragraphs": [line for line in one.reflection.body.splitlines() if line.strip()],
        "picture": name,
    }


def _pictures(written: list[Written]) -> dict[int, tuple[str, bytes]]:
    """By file: the name and content of each picture, small enough for half a page."""
    wanted = [one.reflection.file_id for one in written if one.reflection.file_id]
    rows = select(StoredFile).where(StoredFile.id.in_(wanted))
    found = {}
    for file in db.session.execute(rows).scalars():
        with suppress(NotFound):  # a booklet is printed without a picture whose bytes are lost
            found[file.id] = (f"photo-{file.id}.jpg", _half_page(files.read(file)))
    return found


def _half_page(picture: bytes) -> bytes:
    image: Any = Image.open(BytesIO(picture), formats=("JPEG",))
    image.thumbnail((900, 900))
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def sheet(training_class: TrainingClass) -> bytes:
    """Every 心得 with who wrote it, hidden ones marked."""
    heads = [
        *(_("日期"), _("站点"), _("学号"), _("姓名"), _("组别"), _("单位")),
        *(_("心得"), _("字数"), _("照片"), _("写于"), _("状态")),
    ]
    rows = [
        _cells(one, stop, outing, training_class.zone)
        for stop, outing, there in _by_stop(training_class.id, all_written(training_class.id))
        for one in there
    ]
    return write_xlsx(_("现场教学心得"), heads, rows)


def _cells(one: Written, stop: Stop, outing: Outing, zone: str) -> list[Any]:
    who, text = one.enrolment, one.reflection
    state = _("不展示：%(why)s", why=text.hidden_why) if text.hidden_at else ""
    return [
        *(outing.held_on.isoformat(), stop.title, who.number, who.name),
        *(who.group.name if who.group else "", who.unit_name),
        *(text.body, len(text.body), _("有") if text.file_id else ""),
        f"{clock.local(text.written_at, zone):%Y-%m-%d %H:%M}",
        state or (_("选入文集") if text.chosen_at else ""),
    ]


def _by_stop(class_id: int, written: list[Written]) -> list[tuple[Stop, Outing, list[Written]]]:
    by_stop = reflections_by_stop(written)
    rows = (
        select(Stop, Outing)
        .join(Outing, Outing.id == Stop.outing_id)
        .where(Stop.class_id == class_id, Stop.id.in_(by_stop))
        .order_by(Outing.held_on, Stop.id)
    )
    return [(stop, outing, by_stop[stop.id]) for stop, outing in db.session.execute(rows).all()]
