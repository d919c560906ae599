"""Questions in GIFT (https://docs.moodle.org/en/GIFT_format)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from core.i18n import lazy_gettext as _
from plugins.quizzes.reading.gift_marks import marked
from plugins.quizzes.rules.items import Blank, Item
from plugins.quizzes.terms import BLANK, LETTERS, Kind, Level

HUNDRED = Decimal(100)
NOT_WRITTEN = "// 没有写入（GIFT 没有这种题）："


def write_gift(items: Sequence[Item]) -> bytes:
    """A paragraph for each question; one that GIFT has no kind for stands there as a comment."""
    parts, topic = [], ""
    for item in items:
        if item.topic != topic:
            topic = item.topic
            parts.append(f"$CATEGORY: {_one_line(topic) or 'top'}")
        parts.append(_question(item))
    return "\n\n".join([*parts, ""]).encode()


def _question(item: Item) -> str:
    if not is_carried(item):
        return f"{NOT_WRITTEN}{_one_line(item.stem)}"
    tags = "".join(f" [tag:{_one_line(tag).replace(']', chr(92) + ']')}]" for tag in item.tags)
    general = f"####{marked(item.explanation)}" if item.explanation else ""
    block = f"{{{WRITERS[item.kind](item)}{general}}}"
    if item.kind is Kind.BLANK:
        before, _blank, after = item.stem.partition(BLANK)
        stem = f"{marked(before)}{block}{marked(after)}"
    else:
        stem = f"{marked(item.stem)}{block}"
    return f"{f'//{tags}' + chr(10) if tags else ''}[plain]{stem}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def is_carried(item: Item) -> bool:
    """Whether GIFT has a kind for this question: it has no 排序, and one blank at most."""
    if item.kind is Kind.BLANK:
        return item.stem.count(BLANK) == 1 and isinstance(item.answer, tuple)
    if item.kind is Kind.ORDER:
        return False
    return item.kind is Kind.ESSAY or item.answer is not None


def _single(item: Item) -> str:
    right = LETTERS.find(str(item.answer))
    return "".join(
        f"{'=' if i == right else '~'}{_weight(text, i == right)}{marked(text)} "
        for i, text in enumerate(item.options)
    ).rstrip()


def _weight(text: str, right: bool) -> str:
    if not text.startswith("%"):
        return ""
    return "%100%" if right else "%0%"


def _multiple(item: Item) -> str:
    letters = str(item.answer)
    share = f"{HUNDRED / max(len(letters), 1):.5f}".rstrip("0").rstrip(".")
    return "".join(
        f"~%{share if LETTERS[i] in letters else '-100'}%{marked(text)} "
        for i, text in enumerate(item.options)
    ).rstrip()


def _judge(item: Item) -> str:
    return "TRUE" if item.answer else "FALSE"


def _blank(item: Item) -> str:
    blank = item.answer[0] if isinstance(item.answer, tuple) else Blank(())
    if blank.tolerance is not None:
        return f"#{marked(blank.accepted[0])}:{format(blank.tolerance, 'f')}"
    return "".join(f"={_weight(text, True)}{_starred(text)} " for text in blank.accepted).rstrip()


def _starred(text: str) -> str:
    """A bare star would accept anything, and -> would make it a match."""
    return marked(_no_arrow(text)).replace("*", "\\*")


def _no_arrow(text: str) -> str:
    return text.replace("->", "→")


def _match(item: Item) -> str:
    right = [item.targets[LETTERS.index(letter)] for letter in str(item.answer)]
    pairs = list(zip(item.options, right, strict=True))
    pairs += [("", target) for target in item.targets if target not in right]
    return " ".join(f"={marked(_no_arrow(left))} -> {marked(text)}" for left, text in pairs)


def _essay(_item: Item) -> str:
    return ""


WRITERS: dict[Kind, Callable[[Item], str]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.JUDGE: _judge,
    Kind.BLANK: _blank,
    Kind.MATCH: _match,
    Kind.ESSAY: _essay,
}


def lost_in_gift(item: Item) -> list[Any]:
    """What GIFT leaves out of a question, in words; where it has no kind for it, that alone."""
    if not is_carried(item):
        return [_("整道题（GIFT 没有排序题，填空题只能有一个空，也没有未定答案的题）")]
    said = (
        (_("图片"), item.pictures),
        (_("分值"), item.score is not None),
        (_("来源"), item.source),
        (_("难度"), item.level is not Level.UNKNOWN),
        (_("参考答案"), item.kind is Kind.ESSAY and item.answer),
        (_("评分要点"), item.points),
        (_("数字写法通用"), item.numerals),
        (_("数字以外的其他答案"), _has_others(item)),
        (_("右项的次序"), item.kind is Kind.MATCH and list(item.targets) != sorted(item.targets)),
        (_("“->”（写成“→”）"), _has_arrow(item)),
    )
    return [words for words, lost in said if lost]


def _has_others(item: Item) -> bool:
    blanks = item.answer if isinstance(item.answer, tuple) else ()
    return any(one.tolerance is not None and len(one.accepted) > 1 for one in blanks)


def _has_arrow(item: Item) -> bool:
    blanks = item.answer if isinstance(item.answer, tuple) else ()
    texts = [text for one in blanks for text in one.accepted]
    texts += item.options if item.kind is Kind.MATCH else ()
    return any("->" in text for text in texts)
