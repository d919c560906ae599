"""Certificates taken away together: as a ZIP, as one PDF for the printer, and the 发放登记表."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

from core import clock
from core.errors import NotFound
from core.i18n import gettext as _
from core.training.models import TrainingClass
from core.workbooks import write_xlsx
from plugins.certificates.models import Certificate
from plugins.certificates.queries import CertificateRow, certificates, pdf_of
from plugins.certificates.rules import file_name


def standing(training_class: TrainingClass) -> list[Certificate]:
    """Those that are not void, by number; NotFound where there is none."""
    found = [row.certificate for row in certificates(training_class.id)]
    kept = [one for one in found if not one.is_void]
    if not kept:
        raise NotFound(_("本班还没有发放证书。"))
    return kept


def as_zip(training_class: TrainingClass) -> bytes:
    """Each PDF under its number and name, so that two of one name are two files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for one in standing(training_class):
            issued = one.issued_at or training_class.created_at
            stamp = clock.local(issued, training_class.zone).timetuple()[:6]
            entry = zipfile.ZipInfo(file_name(one.number, one.name), stamp)
            archive.writestr(entry, pdf_of(one))
    return out.getvalue()


def as_one_pdf(training_class: TrainingClass) -> bytes:
    """All sheets in one file, by number, for the printer."""
    import pikepdf

    whole = pikepdf.Pdf.new()
    parts = [pikepdf.open(BytesIO(pdf_of(one))) for one in standing(training_class)]
    for part in parts:
        whole.pages.extend(part.pages)
    out = BytesIO()
    whole.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def register_xlsx(rows: Sequence[CertificateRow]) -> bytes:
    """发放登记表 with an empty column for the signature; void ones are in it, marked."""
    heads = [
        _("证书编号"), _("学号"), _("姓名"), _("单位"), _("学时"), _("发证日期"), _("状态"),
        _("作废原因"), _("领取人签名"),
    ]  # fmt: skip
    lines = [
        (
            row.certificate.number,
            row.student_number,
            row.certificate.name,
            row.unit,
            row.certificate.face["credit_hours"],
            row.certificate.face["issued_on"],
            _("已作废") if row.certificate.is_void else _("有效"),
            row.certificate.void_reason,
            "",
        )
        for row in rows
    ]
    return write_xlsx(_("证书发放登记表"), heads, lines)
