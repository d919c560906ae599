"""What a browser would send if somebody opened a form and pressed its button."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict


class FilledIn(HTMLParser):
    """Collects the values of every field of a page that can be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.values: MultiDict[str, str] = MultiDict()
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given and self.select:
            self.values.add(self.select, value)
        elif tag == "textarea":
            self.area = name
            self.values[name] = ""
        elif tag == "input" and name not in ("", "csrf_token", "state"):
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if ticked:
                self.values.add(name, value)

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data


@pytest.fixture
def filled_in() -> Callable[[FlaskClient, str], MultiDict[str, str]]:
    def read(browser: FlaskClient, address: str) -> MultiDict[str, str]:
        answer = browser.get(address)
        assert answer.status_code == 200
        parser = FilledIn()
        parser.feed(answer.text)
        return parser.values

    return read
