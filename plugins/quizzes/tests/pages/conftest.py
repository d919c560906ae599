"""An organiser at the bank of a class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.testing import Maker
from core.training.models import TrainingClass
from plugins.quizzes.tests.conftest import Office


@dataclass
class Bank:
    """What the tests of the bank speak of."""

    found: TrainingClass
    host: FlaskClient
    office: Office

    @property
    def url(self) -> str:
        return f"/console/classes/{self.found.code}/quizzes/bank"

    def get(self, path: str = "", **values: Any) -> Any:
        return self.host.get(f"{self.url}{path}", **values)

    def post(self, path: str, data: dict[str, Any], part: bool = False) -> Any:
        headers = {"HX-Request": "true"} if part else {}
        return self.host.post(f"{self.url}{path}", data=data, headers=headers)


@pytest.fixture
def bank(make: Maker, office: Office, stand: Callable[[timedelta], None]) -> Bank:
    found = make.training_class(code="XBP3")
    return Bank(found, make.staff_browser(found, "host"), office)
