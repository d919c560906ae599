"""The words by which people mark kinds, answers, explanations and the rest; matched on the plain form."""

from __future__ import annotations

import re
from enum import Enum, auto

from plugins.quizzes.reading.words import NO, YES
from plugins.quizzes.terms import Kind, Level


class Sort(Enum):
    """What a piece of a line is."""

    HEADING = auto()
    START = auto()
    ANSWER = auto()
    EXPLANATION = auto()
    META = auto()
    KEY_TITLE = auto()
    KEY_LINE = auto()
    NOISE = auto()
    TEXT = auto()


CHINESE_DIGITS = "一二三四五六七八九十"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"

KIND_NAMES: tuple[tuple[str, Kind | None], ...] = (
    ("多项选择|多选|不定项选择|不定项", Kind.MULTIPLE),
    ("单项选择|单选", Kind.SINGLE),
    ("判断改错|判断|是非|对错", Kind.JUDGE),
    ("填空", Kind.BLANK),
    (
        "简答|问答|论述|名词解释|案例分析|材料分析|案例|材料|主观|思考|分析|开放",
        Kind.ESSAY,
    ),
    ("排序|排列", Kind.ORDER),
    ("匹配|连线|配对", Kind.MATCH),
    ("选择", None),
)
KIND_WORD = "|".join(words for words, _kind in KIND_NAMES)

POINTS = re.compile(r"(?:每小?[题空个]|各)\s*(\d{1,3}(?:\.\d{1,2})?)\s*分")
OWN_POINTS = re.compile(r"[(\[]\s*(?:本题|分值:?)?\s*(\d{1,3}(?:\.\d{1,2})?)\s*分\s*[)\]]")

HEADING = re.compile(
    rf"\s*(?:第?(?P<ordinal>[{CHINESE_DIGITS}]{{1,3}})(?:部分|大题)?\s*[、.,:)\s]\s*"
    rf"|[(]?(?P<inner>[{CHINESE_DIGITS}]{{1,3}})[)]\s*|(?P<roman>[{ROMAN}]|[IVX]{{1,4}})\s*[、.]\s*)?"
    rf"[\[(]?(?P<kind>{KIND_WORD})题?[\])]?\s*"
)
CHAPTER = re.compile(rf"\s*第[{CHINESE_DIGITS}\d]{{1,4}}[章节编部单]")
HEADING_REST = re.compile(
    r"(?:[:,。.]|[(].{0,80}?[)]|(?:共|每)[^。]{0,40}分[^。]{0,20}|\s)*", re.DOTALL
)
LABEL = re.compile(
    rf"\s*(?:[\[(]\s*(?P<kind>{KIND_WORD})题?\s*(?:[,、/:\s].{{0,20}}?)?[\])]\s*[:、.]?"
    rf"|(?P<bare>{KIND_WORD})题\s*[:、.]\s*)"
)

_ANSWERED = r"(?:(?:参考|正确|标准|本题|试题)?的?答案(?:要点)?|(?:答题|参考)要点)"
_META = "难易程度|难易度|难度系数|难度|知识点|考查点|考点|分值|分数|出处|来源|章节|所属章节|标签|题型|题目类型"
LABELS = re.compile(
    r"(?P<noise>\[?(?:我|你|您|考生|学员|用户|本人|学生)的?(?:答案|作答|选择|回答)\]?\s*:?"
    r"|\[?(?:本题)?得分\]?\s*:|\[?(?:全站|本题)?(?:正确率|错误率)\]?\s*:|\[?(?:作答|答题)(?:人数|时间|用时|结果)\]?\s*:"
    r"|\[?(?:易错项|统计|收藏|纠错)\]?\s*:)"
    r"|(?P<explanation>\[(?:答案|试题|题目)?(?:解析|分析|详解|点评|解释)\]\s*:?"
    r"|(?:答案|试题|题目)?(?:解析|详解|点评)\s*:|^\s*(?:答案|试题)?解析\s+(?=\S))"
    rf"|(?P<meta>\[(?P<boxed>{_META})\]\s*:?|(?P<name>{_META})\s*:)"
    rf"|(?P<answer>\(\s*{_ANSWERED}\s*:|\[{_ANSWERED}\]\s*:?|(?<![出写其])(?:{_ANSWERED}|正确顺序|正确选项)\s*(?::|[是为]\s*:?"
    r"\s*(?=[A-Za-z√×①-⑳]|正确|错误|对|错))"
    rf"|^\s*{_ANSWERED}\s*(?=[A-Za-z√×①-⑳]|正确|错误|[对错]\s*$)|^\s*答\s*:|^\s*(?:ANSWER|Answer|answer)\s*:)"
)
MID_LINE = re.compile(r"[\s。.;,!?)\]A-Za-z0-9√×对错确误]")

KEY_TITLE = re.compile(
    r"\s*[\[(]?(?:附[:、]?)?(?:试题|试卷|练习题?|习题)?(?:参考|标准|正确)?答案"
    r"(?:与解析|及解析|及评分标准|和解析|汇总|速查|表|部分|如下)?[\])]?\s*:?\s*$"
)
_STRONG = r"(?:[A-Z](?:[,、\s]?[A-Z]){0,8}|[√×]|正确|错误|[对错TF])"
STRONG = re.compile(rf"\s*(?:答案)?:?\s*(?P<value>{_STRONG}|[a-h]{{1,8}})\s*[,;。.、]*\s*$")
KEY_ENTRY = re.compile(
    r"(?<!\d)(?P<number>\d{1,4})\s*[.、:)\]]?\s*(?P<value>[A-Z]{1,8}|[√×]|正确|错误|[对错])(?![A-Za-z])"
    r"\s*[,;。、]?\s*"
)
KEY_RANGE = re.compile(
    r"(?<!\d)(?P<first>\d{1,4})\s*(?:-|至|到)+\s*(?P<last>\d{1,4})\s*题?\s*[:.、)]?\s*"
    r"(?P<values>[A-Z√×对错][A-Z√×对错\s,、;]*)"
)

START = re.compile(
    rf"\s*(?:(?P<counter>\d{{1,5}})\s*/\s*\d{{1,5}}\s*[.、]?(?=\s|[\[(]|$)"
    rf"|(?P<broken>\d{{1,5}})\s+\d{{1,5}}\s*(?=[\[(]\s*(?:{KIND_WORD}))"
    r"|\[?(?:第\s*(?P<nth>\d{1,4}|[一二三四五六七八九十]{1,3})\s*[题道]题?|(?:题目|试题|问题|题|Q|Question\s*)\s*(?P<titled>\d{1,4}))\]?\s*[:.、)]?"
    r"|\(\s*(?P<round>\d{1,4})\s*\)\s*[.、:]?"
    r"|(?P<plain>\d{1,4})\s*(?:[、.)\]](?!\d)|:(?!\d)|、|(?=[\[(]\s*(?:" + KIND_WORD + r")))"
    r"|(?P<weak>\d{1,4})(?:\.(?=\d)|\s+(?=[^\d\s]))|(?P<alone>\d{1,4})\s*$"
    rf"|(?P<circled>[{CIRCLED}])\s*[.、]?|(?P<roman>[{ROMAN}])\s*[.、]"
    rf"|(?P<chinese>[{CHINESE_DIGITS}]{{1,3}})\s*[、.](?!\d))"
)
LEADING_BRACKET = re.compile(
    r"\s*[(\[]\s*(?:[√×]|对|错|正确|错误|[A-H]{0,8})\s*[)\]]\s*(?=\d{1,4}\s*[.、](?!\d))"
)
NUMBER_WITHIN = re.compile(r"(?P<digits>\d{1,6})\s*[.、](?!\d)|第\s*(?P<nth>\d{1,4})\s*题[:.、\s]")
POINT = re.compile(
    r"(?:^|(?<=[\s:;。,.)]))(?P<mark>(?P<number>\d{1,2})\s*[.、)]\s*)(?!\d)", re.MULTILINE
)
ROUND_POINT = re.compile(r"(?P<mark>\(\s*(?P<number>\d{1,2})\s*\)\s*)")
CIRCLE_POINT = re.compile(rf"(?P<mark>(?P<number>[{CIRCLED}])\s*)")

FOOT = re.compile(
    r"\s*(?:[-·]*\s*第\s*\d{1,5}\s*页\s*[,/|]?\s*(?:[(]?共\s*\d{1,5}\s*页[)]?)?\s*[-·]*|共\s*\d{1,5}\s*页"
    r"|[Pp]age\s+\d{1,5}(?:\s+of\s+\d{1,5})?|-+\s*\d{1,4}\s*-+|\d{1,4}\s*/\s*\d{1,4}(?:\s*页)?)\s*$"
)
RULE_LINE = re.compile(r"\s*[-=*_~·.\s]{5,}\s*$|\s*[-=*]{3,}\s*$")
FORM_LINE = re.compile(
    r".{0,20}(?:姓名|单位|部门|班级|学号|考号|准考证号?|组别|评卷人|总分)\s*:?\s*_{2,}"
)
CHAT_LINE = re.compile(
    r"\s*(?:-*\s*\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*-*"
    r"|\S.{0,28}?\s(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s+)?\d{1,2}:\d{2}:\d{2}|\S.{0,28}?\s\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s+\d{1,2}:\d{2})\s*$"
)

OPTION = re.compile(
    r"(?P<line>^[ ]*)?(?:\((?P<round>[A-Za-z])\)|\[(?P<square>[A-Za-z])\]|(?P<letter>[A-Za-z])"
    r"(?P<sign>[ ]?[、.:)]|,|[ ]+(?=\S)))",
    re.MULTILINE,
)
OPTION_START = re.compile(r"\s*(?:\(\s*A\s*\)|\[A\]|A\s*[、.:),]|A\s+\S|a\s*[、.:)])")
CHOSEN = re.compile(r"[(\[]\s*([A-Za-z](?:[\s、,;]*[A-Za-z]){0,11})\s*[,。]?\s*[)\]]")
JUDGED = re.compile(r"[(\[]\s*(√|×|对|错|正确|错误|[TtFfXx]|[Yy]|[Nn])\s*[)\]]")
HOLE = re.compile(r"\([ _]*\)|\[[ _]*\]")
LINE_BLANK = re.compile(r"[_﹍]{2,}|(?<![A-Za-z0-9_])_(?![A-Za-z0-9_])")
_SIGN = rf"(?:[A-Za-z]|\d{{1,2}}|[{CIRCLED}])"
PAIR = re.compile(rf"[(]?({_SIGN})[)]?\s*(?:-|→|:|=|配|对应)*\s*[(]?({_SIGN})[)]?")
PAIRS = re.compile(
    rf"\s*{_SIGN}\s*(?:-|→|=|配|对应)+\s*{_SIGN}[\s,;、]+{_SIGN}\s*(?:-|→|=|配|对应)+\s*{_SIGN}"
)

LEVELS = (
    (("较难", "困难", "难", "高", "hard"), Level.HARD),
    (("较易", "容易", "简单", "易", "低", "easy"), Level.EASY),
    (("中等", "适中", "一般", "中", "medium"), Level.MIDDLE),
)


def kind_named(word: str) -> Kind | None:
    """The kind that a heading or label names; None for 选择, which leaves one or several open."""
    return next((kind for words, kind in KIND_NAMES if re.match(words, word)), None)


def judgement(word: str) -> bool | None:
    """What a word of right or wrong says, None if it says neither."""
    bare = word.strip(" 。.,;、!").casefold()
    return True if bare in YES else False if bare in NO else None


def number_in(text: str) -> int:
    """A number written 3, ③, Ⅲ or 三."""
    for signs in (CIRCLED, ROMAN):
        if text in signs:
            return signs.index(text) + 1
    return int(text) if text.isdecimal() else chinese_number(text)


def chinese_number(text: str) -> int:
    """一 is 1, 十二 is 12, 二十三 is 23; 0 for what is no such number."""
    tens, ten, ones = text.rpartition("十")
    if any(len(part) > 1 or part not in CHINESE_DIGITS for part in (tens, ones)):
        return 0
    tenfold = (CHINESE_DIGITS.index(tens) + 1 if tens else 1) if ten else 0
    return tenfold * 10 + (CHINESE_DIGITS.index(ones) + 1 if ones else 0)
