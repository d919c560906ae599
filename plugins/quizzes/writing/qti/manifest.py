"""The manifest of a QTI package: its items in order, and their topics, levels and tags as LOM."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from plugins.quizzes.rules.items import Item
from plugins.quizzes.terms import Level
from plugins.quizzes.writing.qti.names import Names, fit, xml_of

LOM = "http://ltsc.ieee.org/xsd/LOM"
LEVELS = {Level.EASY: "easy", Level.MIDDLE: "medium", Level.HARD: "difficult"}


def manifest_xml(items: Sequence[Item], pictures: Sequence[str], names: Names) -> bytes:
    """The file imsmanifest.xml."""
    root = Element("manifest", {"xmlns": names.package_space, "identifier": "questions"})
    about = SubElement(root, "metadata")
    SubElement(about, "schema").text = (
        "QTI Package" if names.version == "3.0" else "QTIv2.1 Package"
    )
    SubElement(about, "schemaversion").text = "3.0.0" if names.version == "3.0" else "1.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for number, item in enumerate(items, start=1):
        _resource(item, number, pictures, resources, names)
    for name in pictures:
        told = {"identifier": f"p-{name[:16]}", "type": "webcontent", "href": f"images/{name}"}
        SubElement(SubElement(resources, "resource", told), "file", href=f"images/{name}")
    return xml_of(root)


def _resource(
    item: Item, number: int, pictures: Sequence[str], resources: Element, names: Names
) -> None:
    href = f"items/{names.file(number)}"
    told = {"identifier": f"r{number:05d}", "type": names.resource, "href": href}
    resource = SubElement(resources, "resource", told)
    if item.topic or item.tags or item.level is not Level.UNKNOWN:
        _describe(item, SubElement(SubElement(resource, "metadata"), "lom", xmlns=LOM))
    SubElement(resource, "file", href=href)
    for name in dict.fromkeys(one.name for one in item.pictures if one.name in set(pictures)):
        SubElement(resource, "dependency", identifierref=f"p-{name[:16]}")


def _describe(item: Item, lom: Element) -> None:
    if item.tags:
        general = SubElement(lom, "general")
        for tag in item.tags:
            SubElement(SubElement(general, "keyword"), "string", language="zh").text = fit(tag)
    if item.level is not Level.UNKNOWN:
        difficulty = SubElement(SubElement(lom, "educational"), "difficulty")
        SubElement(difficulty, "source").text = "LOMv1.0"
        SubElement(difficulty, "value").text = LEVELS[item.level]
    if item.topic:
        taxon = SubElement(SubElement(SubElement(lom, "classification"), "taxonPath"), "taxon")
        SubElement(SubElement(taxon, "entry"), "string", language="zh").text = fit(item.topic)
