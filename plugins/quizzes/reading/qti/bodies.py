"""The body of a QTI item: its text, with a blank where something is to be filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from plugins.quizzes.reading.markup import Listener, Said
from plugins.quizzes.terms import BLANK

INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
FEEDBACK = ("feedbackBlock", "feedbackInline", "modalFeedback")


@dataclass
class Body:
    """What the body says: the stem, its interactions in order, and what is not for the trainee's eyes."""

    stem: Said = field(default_factory=lambda: Said(""))
    interactions: list[Element] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    for_scorers: list[str] = field(default_factory=list)


def body_of(item: Element) -> Body:
    """The body of an item; prompts belong to the stem, choices do not."""
    body, listener = Body(), Listener()
    found = item.find("itemBody")
    for part in found if found is not None else ():
        _hear(part, listener, body)
    body.stem = listener.said()
    return body


def said_in(element: Element) -> Said:
    """What a choice, a prompt or a feedback says."""
    listener = Listener()
    listener.handle_data(element.text or "")
    for part in element:
        _hear(part, listener, Body())
    return listener.said()


def _hear(element: Element, listener: Listener, body: Body) -> None:
    name = element.tag
    if name in FEEDBACK:
        body.feedback.append(said_in(element).text)
    elif name == "rubricBlock" and "candidate" not in element.get("view", "candidate"):
        body.for_scorers += [said_in(part).text for part in element] or [said_in(element).text]
    elif name.endswith("Interaction"):
        _interact(element, listener, body)
    else:
        _hear_tag(element, listener, body)
    listener.handle_data(element.tail or "")


def _interact(element: Element, listener: Listener, body: Body) -> None:
    body.interactions.append(element)
    if element.tag in INLINE:
        listener.handle_data(BLANK)
        return
    prompt = element.find("prompt")
    if prompt is not None:
        listener.handle_starttag("p", [])
        _inside(prompt, listener, body)
        listener.handle_endtag("p")


def _hear_tag(element: Element, listener: Listener, body: Body) -> None:
    attributes: Iterable[tuple[str, str | None]] = element.items()
    name = element.tag
    if name == "object" and element.get("type", "").startswith("image/"):
        told = [("src", element.get("data")), ("alt", "".join(element.itertext()))]
        listener.handle_starttag("img", list(told))
        return
    listener.handle_starttag(name, list(attributes))
    _inside(element, listener, body)
    listener.handle_endtag(name)


def _inside(element: Element, listener: Listener, body: Body) -> None:
    listener.handle_data(element.text or "")
    for part in element:
        _hear(part, listener, body)
