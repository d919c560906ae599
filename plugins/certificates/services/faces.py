"""What is printed on a certificate, as values and as it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.i18n import gettext as _
from core.training.models import TrainingClass
from plugins.certificates.queries import issuer_of, prefix_of
from plugins.certificates.rendering import CertificateFace
from plugins.certificates.rules import number_text, token_for


@dataclass(frozen=True)
class Links:
    """Where a QR leads: the installation's public address, and the secret that makes tokens."""

    base: str
    secret: str

    def token(self, holder: str, number: str) -> str:
        """What stands in the address of one certificate."""
        return token_for(self.secret, holder, number)

    def url(self, token: str) -> str:
        """The page that verifies it."""
        return f"{self.base.rstrip('/')}/v/{token}"


def new_face(
    training_class: TrainingClass, name: str, hours: Decimal, issued_on: date
) -> CertificateFace:
    """A certificate as it would be printed today; its number and address are still to come."""
    return CertificateFace(
        name=name,
        class_name=training_class.name,
        host=training_class.host,
        starts_on=training_class.starts_on,
        ends_on=training_class.ends_on,
        credit_hours=hours,
        number="",
        issuer=issuer_of(training_class),
        issued_on=issued_on,
        verify_url="",
    )


def sample_face(training_class: TrainingClass, issued_on: date, links: Links) -> CertificateFace:
    """A specimen that nobody can take for a certificate: 样张, number 0, a QR that verifies nothing."""
    blank = new_face(training_class, _("样张"), Decimal(40), issued_on)
    number = number_text(prefix_of(training_class), issued_on.year, 0)
    return replace(blank, number=number, verify_url=links.url("sample"))


def kept(face: CertificateFace) -> dict[str, Any]:
    """The face as JSON; dates and hours travel as text, so that they stay exact."""
    return {name: str(value) for name, value in vars(face).items()}


def face_of(data: dict[str, Any]) -> CertificateFace:
    """The face as it was kept."""
    values: dict[str, Any] = dict(data)
    for name in ("starts_on", "ends_on", "issued_on"):
        values[name] = date.fromisoformat(values[name])
    values["credit_hours"] = Decimal(values["credit_hours"])
    return CertificateFace(**values)
