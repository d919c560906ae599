"""What one row of a roster says, decided from its words alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from core.i18n import lazy_gettext as _
from core.side_rows import why_no_data
from core.spreadsheets import Row
from core.tabular import Field, Table, plain, text_of

MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
GENDERS = {
    **dict.fromkeys(("男", "男性", "m", "male", "1"), "男"),
    **dict.fromkeys(("女", "女性", "f", "female", "2"), "女"),
    **dict.fromkeys(("", "0", "9", "未知", "未说明", "不详", "保密"), ""),
}
SAMPLE = re.compile(
    r"(?:示例|样例|范例|例)(?:[:：].*)?"
    r"|[（(](?:示例|样例|范例|例)[)）].*|.*[（(](?:示例|样例|范例|例)[)）]"
)
UNIT_END = (
    "委员会|办公室|办事处|管委会|总工会|工会|工委|党委|纪委|部|局|委|院|处|科|厅|署|公司|集团|中心|"
    "学校|学院|大学|医院|银行|分行|支行|街道|社区|车间|站|所|馆|团委|"
    "妇联|联合会|协会|支队|大队"
)
UNIT_NAME = re.compile(  # a short ending alone may end a person's name: 张文科
    rf".{{4,}}(?:{UNIT_END})|.+(?:工会|工委|党委|委员会|公司|集团|中心|学校|学院|大学|医院|银行)"
)
RANK = (
    "党组|党委|党总支|党支部|总支|支部|工会|一级|二级|三级|四级|常务|第一|专职|兼职|代理|副|正|总"
)
POSITION = (
    rf"(?:{RANK})*(?:部长|局长|主任|院长|处长|科长|厅长|署长|书记|主席|委员|总经理|经理|"
    "董事长|校长|"
    "站长|所长|馆长|行长|队长|支队长|大队长|组长|干事|科员|主任科员|调研员|巡视员|秘书长|会长|理事长|"
    "组织员|干部|职工|教师|工程师|会计师|会计|班长|工人|技师|医师|护士长|主管|员工)"
)
SPLIT = re.compile(rf"([^、，,/;；]+?(?:{UNIT_END}))((?:{POSITION})(?:[、，,/兼]*(?:{POSITION}))*)")
SPACED = re.compile(r"(\S.*\S)[\s　]+(\S+)")
CJK_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


def name_of(text: str) -> str:
    """A name as its bearer writes it: `张　伟` is 张伟, every middle dot is ·; spaces stay in Latin."""
    text = unicodedata.normalize("NFC", re.sub(r"\s+", " ", text)).strip()
    text = CJK_GAP.sub("", text)
    return re.sub(r"(?<=[^\x00-\x7f])\s*[•‧・･∙●⋅.．·]\s*(?=[^\x00-\x7f])", "·", text)


def is_masked(text: str) -> bool:
    """Whether part of a text was hidden with stars or crosses."""
    return bool(re.search(r"[*＊×]|[xX]{2,}", text))


def gender_of(text: str) -> str | None:
    """男, 女 or '' (unknown, not said) by GB/T 2261.1 or in words; None where it is no such word."""
    return GENDERS.get(plain(text).lower())


def phone_of(text: str) -> list[str]:
    """The mobile numbers in a cell, 11 digits each; a number with hidden or missing digits is none."""
    normal = unicodedata.normalize("NFKC", text)
    if re.fullmatch(r"\d(?:\.\d+)?E\+?\d{2}", normal.strip(), re.IGNORECASE):
        normal = _written_out(normal.strip())
    pieces = re.split(r"[/、,，;；\n]|或", normal)
    found = []
    for piece in pieces:
        whole = MOBILE.fullmatch(re.sub(r"[\s\-‐‑‒–—―()]|\.0+$", "", piece))
        if whole:
            found.append(whole[1])
    return list(dict.fromkeys(found))


def _written_out(text: str) -> str:
    """1.8888888888E+10 in full, if no digit was lost on the way."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return str(int(number)) if len(number.as_tuple().digits) == 11 else text


def split_unit_and_position(text: str) -> tuple[str, str]:
    """Unit and position written in one cell where words make it sure; else ('', whole text).

    Sure is a known ending of a unit followed by nothing but known positions (党委组织部 + 副部长),
    or a blank between two words of which the second is a position.
    """
    text = text.strip()
    spaced = SPACED.fullmatch(text)
    if spaced and re.search(rf"(?:{POSITION})$", spaced[2]):
        return spaced[1], spaced[2]
    close = re.sub(r"\s+", "", text)
    whole = SPLIT.fullmatch(close)
    if whole and not re.search(POSITION, whole[1]):
        return whole[1], whole[2]
    return "", text


def why_no_trainee(table: Table, row: Row, fields: Sequence[Field]) -> tuple[str, Any] | None:
    """Why a row is no trainee at all, as code and sentence: a note, a sum, a sample, a header."""
    texts = [text for text in map(text_of, row.cells) if text]
    name, serial = table.text(row, "name"), table.text(row, "serial")
    if serial.isdecimal() and texts == [serial]:
        return "row_empty", _("只有序号，没有内容。")
    if [text for text in texts if text != serial] == [name] and UNIT_NAME.fullmatch(name):
        return "unit_heading", _("单位标题行，不是学员：%(unit)s", unit=name)
    if any(SAMPLE.fullmatch(text) for text in (name, serial, table.text(row, "note"))):
        return "sample", _("标明是示例，没有取用。")
    return why_no_data(texts, fields, bool(name))
