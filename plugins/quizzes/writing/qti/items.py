"""One question as an item of QTI."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element, SubElement

from plugins.quizzes.reading.points import points_text
from plugins.quizzes.rules.items import Blank, Item, Picture
from plugins.quizzes.terms import BLANK, LETTERS, Kind
from plugins.quizzes.writing.qti.names import Names, fit, say, xml_of

RESPONSE = "RESPONSE"
CARDINALITY = {Kind.MULTIPLE: "multiple", Kind.MATCH: "multiple", Kind.ORDER: "ordered"}
JUDGEMENTS = (("true", "对"), ("false", "错"))


def item_xml(item: Item, number: int, names: Names) -> bytes:
    """The file of an item; its key stands in the declarations, its explanation in a modal feedback."""
    title = fit(" ".join(item.stem.split()))[:60] or f"{number}"
    root = names.made(
        "assessmentItem",
        identifier=f"q{number:05d}",
        title=title,
        adaptive="false",
        timeDependent="false",
    )
    root.set("xmlns", names.space)
    _declare(item, root, names)
    _outcomes(item, root, names)
    body = names.made("itemBody", root)
    BODIES.get(item.kind, _choice)(item, body, names)
    if item.points:
        rubric = names.made("rubricBlock", body, view="scorer")
        inside = names.made("contentBody", rubric) if names.version == "3.0" else rubric
        say(SubElement(inside, "p"), points_text(item.points))
    _processing(item, root, names)
    if item.explanation:
        _feedback(item, root, names)
    return xml_of(root)


def _declare(item: Item, root: Element, names: Names) -> None:
    if item.kind is Kind.BLANK:
        blanks = item.answer if isinstance(item.answer, tuple) else ()
        for place in range(item.stem.count(BLANK)):
            blank = blanks[place] if place < len(blanks) else Blank(())
            _declare_blank(blank, place, root, names)
        return
    base = {Kind.ESSAY: "string", Kind.MATCH: "directedPair"}.get(item.kind, "identifier")
    declared = names.made(
        "responseDeclaration",
        root,
        identifier=RESPONSE,
        cardinality=CARDINALITY.get(item.kind, "single"),
        baseType=base,
    )
    values = _values(item)
    if values:
        names.values(names.made("correctResponse", declared), values)


def _values(item: Item) -> list[str]:
    if item.answer is None or isinstance(item.answer, tuple):
        return []
    if isinstance(item.answer, bool):
        return ["true" if item.answer else "false"]
    if item.kind is Kind.ESSAY:
        return [item.answer] if item.answer else []
    if item.kind is Kind.MATCH:
        return [f"L{LETTERS[i]} R{letter}" for i, letter in enumerate(item.answer)]
    return list(item.answer)


def _declare_blank(blank: Blank, place: int, root: Element, names: Names) -> None:
    declared = names.made(
        "responseDeclaration",
        root,
        identifier=f"{RESPONSE}{place + 1}",
        cardinality="single",
        baseType="string" if blank.tolerance is None else "float",
    )
    if blank.accepted:
        names.values(names.made("correctResponse", declared), blank.accepted[:1])
    if len(blank.accepted) > 1:
        mapping = names.made("mapping", declared, defaultValue="0")
        for text in blank.accepted:
            names.made("mapEntry", mapping, mapKey=text, mappedValue="1", caseSensitive="false")


def _outcomes(item: Item, root: Element, names: Names) -> None:
    names.made(
        "outcomeDeclaration", root, identifier="SCORE", cardinality="single", baseType="float"
    )
    if item.score is not None:
        most = names.made(
            "outcomeDeclaration",
            root,
            identifier="MAXSCORE",
            cardinality="single",
            baseType="float",
        )
        names.values(names.made("defaultValue", most), [format(item.score, "f")])
    if item.explanation:
        names.made(
            "outcomeDeclaration",
            root,
            identifier="FEEDBACK",
            cardinality="single",
            baseType="identifier",
        )


def _stem(item: Item, body: Element) -> None:
    for line in item.stem.split("\n"):
        say(SubElement(body, "p"), line or "\u00a0")
    _show(item.pictures, "stem", body)


def _show(pictures: Sequence[Picture], place: str, within: Element) -> None:
    """The pictures of a place; of the stem each in a paragraph of its own."""
    for one in pictures:
        if one.place == place:
            around = SubElement(within, "p") if place == "stem" else within
            SubElement(around, "img", src=f"../images/{one.name}", alt=fit(one.alt))


def _choice(item: Item, body: Element, names: Names) -> None:
    _stem(item, body)
    interaction = names.made(
        "choiceInteraction",
        body,
        responseIdentifier=RESPONSE,
        shuffle="false",
        maxChoices="0" if item.kind is Kind.MULTIPLE else "1",
    )
    if item.kind is Kind.JUDGE:
        for identifier, word in JUDGEMENTS:
            names.made("simpleChoice", interaction, identifier=identifier).text = word
    else:
        _choices(item, interaction, "simpleChoice", names)


def _choices(item: Item, within: Element, name: str, names: Names, prefix: str = "") -> None:
    more = {"matchMax": "1"} if prefix else {}
    for letter, text in zip(LETTERS, item.options, strict=False):
        choice = names.made(name, within, identifier=f"{prefix}{letter}", **more)
        say(choice, text)
        _show(item.pictures, letter, choice)


def _blanks(item: Item, body: Element, names: Names) -> None:
    place = 0
    for line in item.stem.split("\n"):
        paragraph = SubElement(body, "p")
        first, *others = line.split(BLANK)
        say(paragraph, first or ("" if others else "\u00a0"))
        for text in others:
            place += 1
            names.made("textEntryInteraction", paragraph, responseIdentifier=f"{RESPONSE}{place}")
            say(paragraph, text)
    _show(item.pictures, "stem", body)


def _essay(item: Item, body: Element, names: Names) -> None:
    _stem(item, body)
    names.made("extendedTextInteraction", body, responseIdentifier=RESPONSE)


def _order(item: Item, body: Element, names: Names) -> None:
    _stem(item, body)
    interaction = names.made("orderInteraction", body, responseIdentifier=RESPONSE, shuffle="true")
    _choices(item, interaction, "simpleChoice", names)


def _match(item: Item, body: Element, names: Names) -> None:
    _stem(item, body)
    interaction = names.made(
        "matchInteraction",
        body,
        responseIdentifier=RESPONSE,
        shuffle="true",
        maxAssociations=str(len(item.options)),
    )
    lefts = names.made("simpleMatchSet", interaction)
    _choices(item, lefts, "simpleAssociableChoice", names, "L")
    rights = names.made("simpleMatchSet", interaction)
    for letter, text in zip(LETTERS, item.targets, strict=False):
        told = {"identifier": f"R{letter}", "matchMax": str(len(item.options))}
        say(names.made("simpleAssociableChoice", rights, **told), text)


BODIES: dict[Kind, Callable[[Item, Element, Names], None]] = {
    Kind.BLANK: _blanks,
    Kind.ESSAY: _essay,
    Kind.ORDER: _order,
    Kind.MATCH: _match,
}


def _processing(item: Item, root: Element, names: Names) -> None:
    """Where all is right or wrong, the template says it; a number's tolerance is written out."""
    blanks = item.answer if isinstance(item.answer, tuple) else ()
    if item.kind is Kind.ESSAY:
        return
    if not any(one.tolerance is not None for one in blanks):
        suffix = "" if names.version == "2.1" else ".xml"
        names.made("responseProcessing", root, template=f"{names.template}match_correct{suffix}")
        return
    processing = names.made("responseProcessing", root)
    for place, blank in enumerate(blanks, start=1):
        condition = names.made("responseCondition", processing)
        rule = names.made("responseIf", condition)
        _compare(blank, f"{RESPONSE}{place}", rule, names)
        score = names.made("setOutcomeValue", rule, identifier="SCORE")
        total = names.made("sum", score)
        names.made("variable", total, identifier="SCORE")
        names.made("baseValue", total, baseType="float").text = "1"


def _compare(blank: Blank, identifier: str, rule: Element, names: Names) -> None:
    if blank.tolerance is None:
        compared = names.made("match", rule)
    else:
        within = format(blank.tolerance, "f")
        told = {"toleranceMode": "absolute", "tolerance": f"{within} {within}"}
        compared = names.made("equal", rule, **told)
    names.made("variable", compared, identifier=identifier)
    names.made("correct", compared, identifier=identifier)


def _feedback(item: Item, root: Element, names: Names) -> None:
    feedback = names.made(
        "modalFeedback",
        root,
        outcomeIdentifier="FEEDBACK",
        identifier="explanation",
        showHide="show",
    )
    inside = names.made("contentBody", feedback) if names.version == "3.0" else feedback
    say(SubElement(inside, "p"), item.explanation)
