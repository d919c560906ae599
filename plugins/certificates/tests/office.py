"""What an office does in these tests: closes a class, reads the paper, scans its QR."""

from __future__ import annotations

import subprocess
from io import BytesIO

import zxingcpp
from PIL import Image
from sqlalchemy import select

from core import clock
from core.completion.queries import proposals
from core.completion.services import Decision, close_class
from core.db import db
from core.testing import STAFF
from core.training.models import TrainingClass
from core.training.services import switch_plugin
from plugins.certificates.models import Certificate


def close(training_class: TrainingClass) -> None:
    """Closes as proposed; the plugin hears of it and issues, for jobs run at once in tests."""
    decisions = {
        row.enrolment.id: Decision(row.proposal.outcome) for row in proposals(training_class)
    }
    close_class(training_class, decisions, by=STAFF, at=clock.now())


def close_quietly(training_class: TrainingClass) -> None:
    """Closes while certificates are off, and switches them on afterwards: nothing is issued yet."""
    switch_plugin(training_class, "certificates", on=False, by=STAFF, at=clock.now())
    close(training_class)
    switch_plugin(training_class, "certificates", on=True, by=STAFF, at=clock.now())


def issued(training_class: TrainingClass) -> list[Certificate]:
    """Every row of the class by number, read anew."""
    db.session.rollback()
    rows = select(Certificate).where(Certificate.class_id == training_class.id)
    return list(db.session.execute(rows.order_by(Certificate.serial)).scalars())


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def code_on(pdf: bytes) -> str:
    """What a phone reads from the printed QR."""
    done = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-"], input=pdf, capture_output=True, check=True
    )
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(done.stdout)))
    return str(code.text)
