"""QTI 2 and 3: each interaction becomes one of our kinds, or is refused by name; packages are measured first."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from decimal import Decimal

import pytest

from core.errors import Refused
from plugins.quizzes.reading.qti import read_qti
from plugins.quizzes.rules.items import Blank, Item, Picture
from plugins.quizzes.rules.pictures import picture_name
from plugins.quizzes.terms import Kind, Level

DOT = b"\x89PNG\r\n\x1a\nnot much of a picture"
NS = "xmlns='http://www.imsglobal.org/xsd/imsqti_v2p1'"


def declared(*values: str, cardinality: str = "single", more: str = "", name: str = "R") -> str:
    said = "".join(f"<value>{one}</value>" for one in values)
    correct = f"<correctResponse>{said}</correctResponse>" if values else ""
    return (f"<responseDeclaration identifier='{name}' cardinality='{cardinality}' baseType='string'>"
            f"{correct}{more}</responseDeclaration>")  # fmt: skip


def item(declarations: str, body: str, more: str = "") -> str:
    return (f"<assessmentItem {NS} identifier='i'>{declarations}"
            f"<itemBody>{body}</itemBody>{more}</assessmentItem>")  # fmt: skip


def choices(*texts: str, tag: str = "simpleChoice") -> str:
    return "".join(f"<{tag} identifier='c{i}'>{text}</{tag}>" for i, text in enumerate(texts))


def choice(*texts: str) -> str:
    inside = f"<prompt>哪个？</prompt>{choices(*texts)}"
    return f"<p>题干。</p><choiceInteraction responseIdentifier='R'>{inside}</choiceInteraction>"


MAPPED = ("<mapping><mapEntry mapKey='142' mappedValue='1'/>"
          "<mapEntry mapKey='一百四十二' mappedValue='1'/></mapping>")  # fmt: skip
EQUAL = ("<responseProcessing><responseCondition><responseIf>"
         "<equal toleranceMode='absolute' tolerance='0.5 0.5'>"
         "<variable identifier='R'/><correct identifier='R'/></equal>"
         "</responseIf></responseCondition></responseProcessing>")  # fmt: skip
SETS = (f"<simpleMatchSet>{choices('甲', '乙', tag='simpleAssociableChoice')}</simpleMatchSet>"
        "<simpleMatchSet><simpleAssociableChoice identifier='t0'>一</simpleAssociableChoice>"
        "<simpleAssociableChoice identifier='t1'>二</simpleAssociableChoice></simpleMatchSet>")  # fmt: skip
KINDS = [
    (item(declared("c1"), choice("甲", "<b>乙</b>", "丙"), "<modalFeedback>因为。</modalFeedback>"),
     Item(Kind.SINGLE, "题干。\n哪个？", ("甲", "乙", "丙"), "B", explanation="因为。")),
    (item(declared("c2", "c0", cardinality="multiple"), choice("甲", "乙", "丙")),
     Item(Kind.MULTIPLE, "题干。\n哪个？", ("甲", "乙", "丙"), "AC")),
    (item(declared("c1"), choice("对", "错")), Item(Kind.JUDGE, "题干。\n哪个？", answer=False)),
    (item(declared("142", more=MAPPED), "<p>历时<textEntryInteraction responseIdentifier='R'/>天。</p>"),
     Item(Kind.BLANK, "历时____天。", answer=(Blank(("142", "一百四十二")),))),
    (item(declared("3.5"), "<p>约<textEntryInteraction responseIdentifier='R'/>。</p>", EQUAL),
     Item(Kind.BLANK, "约____。", answer=(Blank(("3.5",), Decimal("0.5")),))),
    (item(declared("甲") + declared("乙", name="S"), "<p><textEntryInteraction responseIdentifier='R'/>和"
          "<textEntryInteraction responseIdentifier='S'/></p>"),
     Item(Kind.BLANK, "____和____", answer=(Blank(("甲",)), Blank(("乙",))))),
    (item(declared("c1"), f"<p>在<inlineChoiceInteraction responseIdentifier='R'>"
          f"{choices('延安', '西柏坡', tag='inlineChoice')}</inlineChoiceInteraction>召开。</p>"),
     Item(Kind.SINGLE, "在____召开。", ("延安", "西柏坡"), "B")),
    (item(declared("参考。"), "<p>简述。</p><rubricBlock view='scorer'><p>谦虚|2</p><p>艰苦</p></rubricBlock>"
          "<extendedTextInteraction responseIdentifier='R'/>"), None),
    (item(declared("c2", "c0", "c1", cardinality="ordered"),
          f"<orderInteraction responseIdentifier='R'><prompt>排一排</prompt>"
          f"{choices('甲', '乙', '丙')}</orderInteraction>"),
     Item(Kind.ORDER, "排一排", ("甲", "乙", "丙"), "CAB")),
    (item(declared("c0 t1", "c1 t0", cardinality="multiple"),
          f"<matchInteraction responseIdentifier='R'><prompt>连一连</prompt>{SETS}</matchInteraction>"),
     Item(Kind.MATCH, "连一连", ("甲", "乙"), "BA", ("一", "二"))),
]  # fmt: skip


def kebab(text: str) -> str:
    """The same item in QTI 3: names in kebab case with qti- in front."""

    def small(name: str) -> str:
        return re.sub(r"[A-Z]", lambda found: f"-{found[0].lower()}", name)

    text = re.sub(r"<(/?)(?!p\b|b\b|img\b)(\w+)", lambda m: f"<{m[1]}qti-{small(m[2])}", text)
    text = re.sub(r" (\w+)='", lambda m: f" {m[1] if m[1] == 'xmlns' else small(m[1])}='", text)
    return text.replace("imsqti_v2p1", "imsqtiasi_v3p0")


@pytest.mark.parametrize("written", [str, kebab], ids=["2.1", "3.0"])
@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_interaction_becomes_one_of_our_kinds(written, text: str, expected: Item | None) -> None:
    reading = read_qti(written(text).encode())
    assert (reading.taken, reading.refused, reading.found[0].warnings) == (1, (), ())
    found = reading.found[0].item
    if expected:
        assert found == expected
    else:
        assert (found.kind, found.stem, found.answer) == (Kind.ESSAY, "简述。", "参考。")
        assert [(one.text, one.score) for one in found.points] == [("谦虚", 2), ("艰苦", 0)]


@pytest.mark.parametrize(
    ("text", "code"),
    [(item(declared("1"), "<hotspotInteraction responseIdentifier='R'/>"), "kind_unsupported"),
     (item(declared("1"), "<gapMatchInteraction responseIdentifier='R'/>"), "kind_unsupported"),
     (item("", "<p>没有</p>"), "no_interaction"), ("<questestinterop/>", "qti_1"), ("<song/>", "no_item"),
     (item(declared("c0"), choice("甲", "乙") + choice("甲", "乙")), "several_interactions"),
     (item(declared("c0"), choice(*map(str, range(27)))), "many_options"),
     (item(declared("c0 t0", "c0 t1", cardinality="multiple"),
           f"<matchInteraction responseIdentifier='R'>{SETS}</matchInteraction>"), "match_shape")],
)  # fmt: skip
def test_everything_else_is_refused_with_its_reason(text: str, code: str) -> None:
    reading = read_qti(text.encode())
    assert ([one.problem.code for one in reading.refused], reading.read) == ([code], 1)


def test_several_inline_choices_become_blanks_that_name_their_choices() -> None:
    two = "".join(
        f"<inlineChoiceInteraction responseIdentifier='{name}'>{choices('甲', '乙', tag='inlineChoice')}"
        "</inlineChoiceInteraction>和" for name in "RS"
    )  # fmt: skip
    found = read_qti(item(declared("c0") + declared("c1", name="S"), two).encode()).found[0]
    assert found.item == Item(
        Kind.BLANK, "____（甲／乙）和____（甲／乙）和", answer=(Blank(("甲",)), Blank(("乙",)))
    )
    assert [one.code for one in found.warnings] == ["choices_as_blanks"]


def test_item_without_a_key_is_a_draft() -> None:
    for body in (choice("甲", "乙"), "<p>历时<textEntryInteraction responseIdentifier='R'/>天</p>"):
        found = read_qti(item(declared(), body).encode()).found[0]
        assert (found.draft, [one.code for one in found.warnings]) == (True, ["no_answer"])


def test_feedback_inside_the_body_is_explanation_and_no_part_of_the_stem() -> None:
    body = "<p>问</p><feedbackBlock>答案是乙。</feedbackBlock>" + choice(
        "甲", "乙<feedbackInline>对</feedbackInline>"
    )
    found = read_qti(item(declared("c1"), body).encode()).found[0].item
    assert (found.stem, found.options, found.explanation) == (
        "问\n题干。\n哪个？", ("甲", "乙"), "答案是乙。",
    )  # fmt: skip


def package(*entries: tuple[str | zipfile.ZipInfo, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return made.getvalue()


def manifest(*resources: tuple[str, str], more: str = "") -> tuple[str, str]:
    told = "".join(
        f"<resource type='{kind}' href='{href}'>{more}</resource>" for kind, href in resources
    )
    return "imsmanifest.xml", f"<manifest><resources>{told}</resources></manifest>"


def test_package_is_read_by_its_manifest_with_pictures_and_metadata() -> None:
    shown = choice("甲<img src='../pic/a%20b.png' alt='旧址'/>", "乙")
    lom = ("<metadata><lom><general><keyword><string>必考</string></keyword></general><educational><difficulty>"
           "<value>difficult</value></difficulty></educational><classification><taxonPath><taxon><entry>"
           "<string>党史</string></entry></taxon></taxonPath></classification></lom></metadata>")  # fmt: skip
    reading = read_qti(
        package(
            manifest(("imsqti_item_xmlv2p1", "items/1.xml"), ("imsqti_item_xmlv2p1", "items/2.xml"),
                     ("imsqti_item_xmlv2p1", "items/3.xml"), ("imsqti_test_xmlv2p1", "test.xml"), more=lom),
            ("items/1.xml", item(declared("c0"), shown)), ("items/3.xml", "<torn"),
            ("pic/a b.png", DOT), ("test.xml", "<assessmentTest/>"), ("pic/unused.png", DOT + b"2"),
        )
    )  # fmt: skip
    found = reading.found[0]
    assert (found.line, found.item.topic, found.item.level, found.item.tags) == (
        1, "党史", Level.HARD, ("必考",),
    )  # fmt: skip
    name = picture_name(DOT)
    assert (found.item.pictures, reading.files) == ((Picture("A", name, "旧址"),), {name: DOT})
    assert [(one.line, one.problem.code) for one in reading.refused] == [
        (2, "file_missing"), (3, "file_torn"),
    ]  # fmt: skip
    assert [one.source for one in reading.skipped] == ["test.xml"]


def test_package_without_a_manifest_is_read_by_its_files() -> None:
    reading = read_qti(
        package(("b.xml", item(declared("c0"), choice("甲", "乙"))), ("a.xml", "<assessmentTest/>"))
    )
    assert ([one.line for one in reading.found], [one.line for one in reading.skipped]) == (
        [2],
        [1],
    )


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("a.xml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("content", "code"),
    [(package(("../a.xml", "x")), "file_path"), (package(("/a.xml", "x")), "file_path"),
     (package(("a\\..\\..\\b.xml", "x")), "file_path"), (package(("C:/a.xml", "x")), "file_path"),
     (package((link(), "/etc/passwd")), "file_path"), (package(("a.xml", b"\0" * 30_000_000)), "file_bomb"),
     (package(*((f"{i}.xml", "") for i in range(12_001))), "file_bomb"), (b"PK\x03\x04 torn", "file_torn"),
     (package(*((f"{i}.xml", "<a/>") for i in range(5_001))), "too_many_questions"),
     (b"PK" + bytes(53_000_000), "file_too_large"),
     (b"<!DOCTYPE q [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><assessmentItem>&x;</assessmentItem>", "file_entity")],
    ids=lambda told: str(told)[:12],
)  # fmt: skip
def test_peer_16_hostile_package_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_qti(content)
    assert refused.value.codes == [code]


def test_hostile_item_of_a_package_is_refused_alone() -> None:
    reading = read_qti(
        package(
            ("a.xml", "<!DOCTYPE a><assessmentItem/>"),
            ("b.xml", item(declared("c0"), choice("甲", "乙"))),
        )
    )
    assert ([one.problem.code for one in reading.refused], reading.taken) == (["file_entity"], 1)
