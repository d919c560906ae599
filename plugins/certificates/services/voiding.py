"""Taking a certificate back; its number and its PDF are kept."""

from __future__ import annotations

from datetime import datetime

from core import audit
from core.audit import Actor
from core.errors import Problem, Refused
from core.i18n import gettext as _
from core.transaction import transaction
from plugins.certificates.models import Certificate


def void(certificate: Certificate, reason: str, *, by: Actor, at: datetime) -> None:
    """Voids a certificate for whoever issued it; the public page says so from this moment on.

    Refused without a reason, and for one that is void already.
    """
    if not reason.strip():
        raise Refused(Problem("reason_missing", _("请写明作废的原因。"), "reason"))
    with transaction() as session:
        session.refresh(certificate, with_for_update=True)
        if certificate.is_void:
            words = _("证书 %(number)s 已经作废。", number=certificate.number)
            raise Refused(Problem("already_void", words))
        certificate.standing_for = None
        certificate.voided_at, certificate.voided_by = at, by.name
        certificate.void_reason = reason.strip()[:400]
        audit.note(
            "certificates.void",
            f"certificate:{certificate.id}",
            by=by,
            at=at,
            class_id=certificate.class_id,
            number=certificate.number,
            reason=certificate.void_reason,
        )
