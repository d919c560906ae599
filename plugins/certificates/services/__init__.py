"""Issuing certificates, voiding them, and the seal they bear."""

from plugins.certificates.services.faces import Links, face_of, sample_face
from plugins.certificates.services.issuing import Issued, issue, reissue
from plugins.certificates.services.numbering import Run, reserve
from plugins.certificates.services.seals import (
    copy_seal,
    draw_seal,
    remove_seal,
    seal_of,
    upload_seal,
)
from plugins.certificates.services.voiding import void

__all__ = [
    "Issued",
    "Links",
    "Run",
    "copy_seal",
    "draw_seal",
    "face_of",
    "issue",
    "reissue",
    "remove_seal",
    "reserve",
    "sample_face",
    "seal_of",
    "upload_seal",
    "void",
]
