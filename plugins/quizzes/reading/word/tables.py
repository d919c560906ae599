"""A table as lines of text: a question per row under a header, or whatever its cells say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plugins.quizzes.reading.text.plain import plain
from plugins.quizzes.reading.text.vocabulary import STRONG

Cell = Sequence[str]
Row = Sequence[Cell]
HEADS = (
    ("number", re.compile(r"(?:序号|题号|编号|No\.?)$")),
    ("kind", re.compile(r"(?:题型|题目类型|类型)$")),
    ("stem", re.compile(r"(?:题干|题目|试题|问题|题目内容|试题内容|内容)$")),
    ("option", re.compile(r"(?:选项|答案)?\s*([A-H])(?:选项|项)?$")),
    ("options", re.compile(r"(?:选项|备选答案|备选项)$")),
    ("answer", re.compile(r"(?:正确|参考|标准)?答案$")),
    ("解析", re.compile(r"(?:答案)?(?:解析|说明)$")),
    ("难度", re.compile(r"难(?:度|易度|易程度)$")),
    ("分值", re.compile(r"(?:分值|分数)$")),
    ("知识点", re.compile(r"(?:知识点|考点)$")),
)


def lines_of(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a table, each cell in its place."""
    heads = _heads(rows[0]) if rows else []
    if heads:
        yield "\t".join(" ".join(cell) for cell in rows[0])
        for number, row in enumerate(rows[1:], 1):
            yield from _question(number, row, heads)
        return
    for row in rows:
        yield from _free(row)


def _heads(row: Row) -> list[tuple[str, str]]:
    """What each column is, where the first row says so."""
    found: list[tuple[str, str]] = []
    for cell in row:
        text = plain(" ".join(cell)).strip()
        head = next(((name, match) for name, form in HEADS if (match := form.match(text))), None)
        letter = head[1][1] if head and head[0] == "option" else ""
        found.append((head[0] if head else "", letter))
    names = {name for name, _letter in found}
    return found if "stem" in names and len(names) > 1 else []


def _question(number: int, row: Row, heads: Sequence[tuple[str, str]]) -> Iterator[str]:
    told = {
        (name, letter): "\n".join(cell)
        for (name, letter), cell in zip(heads, row, strict=False)
        if name
    }
    stem = told.pop(("stem", ""), "")
    own = re.sub(r"\D", "", told.pop(("number", ""), "")) or str(number)
    kind = told.pop(("kind", ""), "").strip()
    label = f"[{kind}]" if kind else ""
    has_number = re.match(r"\s*\d+\s*[.、．]", stem)
    yield f"{stem}" if has_number else f"{own}、{label}{stem}"
    for (name, letter), said in told.items():
        if name == "option" and said:
            yield said if re.match(rf"\s*{letter}\s*[.、．:：]", said) else f"{letter}. {said}"
        elif name == "options":
            yield said
    for (name, _letter), said in told.items():
        if name not in ("option", "options") and said:
            yield f"{'答案' if name == 'answer' else name}：{said}"


def _free(row: Row) -> Iterator[str]:
    """A row without a header: number, question, options and answer; or cells side by side."""
    cells = [cell for cell in row if cell]
    if len(cells) < 3 or not re.fullmatch(r"\s*\d{1,4}[.、]?\s*", plain("".join(cells[0]))):
        if all(len(cell) == 1 for cell in cells):
            yield "\t".join(cell[0] for cell in cells)
        else:
            yield from (line for cell in cells for line in cell)
        return
    number = re.sub(r"\D", "", plain(cells[0][0]))
    yield f"{number}、{cells[1][0]}"
    yield from cells[1][1:]
    for cell in cells[2:-1]:
        yield from cell
    last = plain("\n".join(cells[-1]))
    yield from [f"答案：{cells[-1][0]}"] if STRONG.match(last) else cells[-1]
