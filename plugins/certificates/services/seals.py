"""The seal of a class: a picture, a drawn one where it was asked for, or none."""

from __future__ import annotations

from datetime import datetime

from core import audit, files
from core.audit import Actor
from core.db import db
from core.files import StoredFile
from core.training.models import TrainingClass
from core.transaction import transaction
from plugins.certificates.models import Seal
from plugins.certificates.queries import issuer_of, seal_row
from plugins.certificates.rendering import drawn_seal, opened_seal

SVG = "image/svg+xml"


def seal_of(training_class: TrainingClass) -> bytes | None:
    """The picture of the seal to print; None for a certificate that is sealed by hand."""
    row = seal_row(training_class.id)
    if row is None:
        return None
    stored = db.session.get(StoredFile, row.file_id) if row.file_id else None
    if stored is not None:
        return files.read(stored)
    return drawn_seal(issuer_of(training_class)) if row.drawn else None


def upload_seal(training_class: TrainingClass, picture: bytes, *, by: Actor, at: datetime) -> None:
    """Keeps a picture as the class's seal; Refused for what is no PNG, JPEG or SVG."""
    name, _clear = opened_seal(picture)
    with transaction():
        media_type = SVG if name.endswith(".svg") else files.picture_type(picture)
        stored = files.store(picture, name, media_type, by=by, at=at, class_id=training_class.id)
        _keep(training_class, stored.id, by=by, at=at, drawn=False)


def draw_seal(training_class: TrainingClass, *, by: Actor, at: datetime) -> None:
    """Has a plain round seal drawn from the issuer's name; only ever by a person's wish."""
    with transaction():
        _keep(training_class, None, by=by, at=at, drawn=True)


def remove_seal(training_class: TrainingClass, *, by: Actor, at: datetime) -> None:
    """Prints no seal: the paper is sealed by hand."""
    with transaction():
        _keep(training_class, None, by=by, at=at, drawn=False)


def copy_seal(source: TrainingClass, target: TrainingClass, *, by: Actor, at: datetime) -> None:
    """Gives a new class the seal of the one it was copied from; joins the running act."""
    with transaction() as session:
        found = session.get(Seal, source.id)
        if found is not None:
            _keep(target, found.file_id, by=by, at=at, drawn=found.drawn)


def _keep(
    training_class: TrainingClass, file_id: int | None, *, by: Actor, at: datetime, drawn: bool
) -> None:
    with transaction() as session:
        session.merge(
            Seal(
                class_id=training_class.id,
                file_id=file_id,
                drawn=drawn,
                changed_at=at,
                changed_by=by.name,
            )
        )
        audit.note(
            "certificates.seal",
            f"class:{training_class.id}",
            by=by,
            at=at,
            class_id=training_class.id,
            file=file_id,
            drawn=drawn,
        )
