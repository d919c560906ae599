"""The console's tab 证书: the list, issuing, voiding, taking away, and the seal."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, has_request_context, request, url_for

from core import clock, jobs
from core.access.guard import this_class
from core.completion.queries import completed
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.web import actor, download, go_to, needs, page
from core.workbooks import XLSX
from plugins.certificates import printing, queries, services
from plugins.certificates.forms import SealForm, VoidForm
from plugins.certificates.models import Seal
from plugins.certificates.rendering import drawn_seal, opened_seal, render
from plugins.certificates.rules import file_name

blueprint = Blueprint(
    "certificates",
    __name__,
    url_prefix="/console/classes/<class_code>/certificates",
    template_folder="templates",
)
PDF = "application/pdf"
SVG = "image/svg+xml"


def public_base() -> str:
    """The address that goes into QR codes: public_url, else the one at which we are being asked.

    Outside a request and without public_url it is "": then nothing is issued, rather than a paper
    whose QR leads nowhere.
    """
    known: str = current_app.config["JIXUN"].public_url
    return known or (request.url_root.rstrip("/") if has_request_context() else "")


def links() -> services.Links:
    """What QR codes of this installation lead to."""
    return services.Links(public_base(), str(current_app.config["SECRET_KEY"]))


@blueprint.get("/")
@needs("certificates.view")
def index() -> Response:
    """All certificates of the class, and how far issuing has come."""
    found = this_class()
    rows = queries.certificates(found.id)
    return page(
        "certificates/index.html",
        rows=rows,
        job=queries.latest_job(found.id),
        running=queries.is_running(queries.latest_job(found.id)),
        due=_due(found.id, {row.certificate.enrolment_id for row in rows}),
        standing=sum(not row.certificate.is_void for row in rows),
        again=_again(rows),
    )


@blueprint.get("/progress")
@needs("certificates.view")
def progress() -> Response:
    """The moving number; tells the page to show itself anew when the run is over."""
    job = queries.latest_job(this_class().id)
    if not queries.is_running(job):
        return Response("", 286, {"HX-Refresh": "true"})
    return page("certificates/_progress.html", job=job)


@blueprint.post("/issue")
@needs("certificates.issue")
def issue() -> Response:
    """Starts issuing to all who completed and have none; a run that goes on is left alone."""
    found = this_class()
    if not queries.is_running(queries.latest_job(found.id)):
        who = [actor().kind, actor().id, actor().name]
        jobs.start(
            queries.JOB,
            by=actor(),
            at=clock.now(),
            class_id=found.id,
            base=public_base(),
            who=who,
        )
    return go_to(url_for("certificates.index"))


@blueprint.get("/<int:certificate_id>.pdf")
@needs("certificates.view")
def one(certificate_id: int) -> Response:
    """One certificate as it was issued."""
    found = queries.certificate_by_id(this_class().id, certificate_id)
    return download(queries.pdf_of(found), file_name(found.number, found.name), PDF, inline=True)


@blueprint.get("/all.zip")
@needs("certificates.view")
def as_zip() -> Response:
    """All that stand, one file each."""
    name = _("%(name)s 结业证书.zip", name=this_class().name)
    return download(printing.as_zip(this_class()), name, "application/zip")


@blueprint.get("/all.pdf")
@needs("certificates.view")
def as_one_pdf() -> Response:
    """All that stand in one file, for the printer."""
    name = _("%(name)s 结业证书.pdf", name=this_class().name)
    return download(printing.as_one_pdf(this_class()), name, PDF, inline=True)


@blueprint.get("/register.xlsx")
@needs("certificates.view")
def register() -> Response:
    """证书发放登记表."""
    found = this_class()
    name = _("%(name)s 证书发放登记表.xlsx", name=found.name)
    return download(printing.register_xlsx(queries.certificates(found.id)), name, XLSX)


@blueprint.route("/<int:certificate_id>/void", methods=["GET", "POST"])
@needs("certificates.void")
def void(certificate_id: int) -> Response:
    """Takes one back, with the reason."""
    found, form = queries.certificate_by_id(this_class().id, certificate_id), VoidForm()
    if form.validate_on_submit():
        try:
            services.void(found, form.reason.data or "", by=actor(), at=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            words = _("证书 %(number)s 已作废，核验页已经更新。", number=found.number)
            flash(words, "success")
            return go_to(url_for("certificates.index"))
    return page("certificates/void.html", form=form, certificate=found)


@blueprint.post("/<int:certificate_id>/reissue")
@needs("certificates.issue")
def reissue(certificate_id: int) -> Response:
    """Gives the holder of a void one a new one."""
    found = queries.certificate_by_id(this_class().id, certificate_id)
    try:
        services.reissue(found, this_class(), links=links(), by=actor(), at=clock.now())
    except Refused as refused:
        flash(str(refused.problems[0]), "danger")
    else:
        flash(_("已补发 %(name)s 的证书，用了新的编号。", name=found.name), "success")
    return go_to(url_for("certificates.index"))


@blueprint.route("/seal", methods=["GET", "POST"])
@needs("certificates.issue")
def seal() -> Response:
    """Which seal is printed, and a specimen to look at."""
    found, form = this_class(), SealForm()
    row = queries.seal_row(found.id)
    if form.validate_on_submit():
        try:
            _keep_seal(form)
        except Refused as refused:
            form.take(refused)
        else:
            flash(_("印章已保存，已发的证书不变。"), "success")
            return go_to(url_for("certificates.seal"))
    elif request.method == "GET" and row is not None:
        form.kind.data = "drawn" if row.drawn else "upload" if row.file_id else "none"
    return _seal_page(form, row)


def _seal_page(form: SealForm, row: Seal | None) -> Response:
    found = this_class()
    return page(
        "certificates/seal.html",
        form=form,
        has_seal=row is not None and (row.drawn or row.file_id is not None),
        mark=int(row.changed_at.timestamp()) if row is not None else 0,
        issuer=queries.issuer_of(found),
        prefix=queries.prefix_of(found),
    )


@blueprint.get("/seal/picture")
@needs("certificates.issue")
def seal_picture() -> Response:
    """The seal as it is printed."""
    picture = services.seal_of(this_class())
    if picture is None:
        raise NotFound
    name, content = opened_seal(picture)
    answer = Response(content, mimetype=SVG if name.endswith(".svg") else "image/png")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


@blueprint.get("/specimen.pdf")
@needs("certificates.issue")
def specimen() -> Response:
    """A certificate of nobody, to look at before issuing."""
    found = this_class()
    face = services.sample_face(found, clock.today(found.zone), links())
    picture = services.seal_of(found) or drawn_seal(_("样章"))
    (pdf,) = render([face], picture)
    return download(pdf, _("样张.pdf"), PDF, inline=True)


def _keep_seal(form: SealForm) -> None:
    found, who, now = this_class(), actor(), clock.now()
    if form.kind.data == "upload":
        picture = form.seal.data.read() if form.seal.data else b""
        services.upload_seal(found, picture, by=who, at=now)
    elif form.kind.data == "drawn":
        services.draw_seal(found, by=who, at=now)
    else:
        services.remove_seal(found, by=who, at=now)


def _due(class_id: int, had: set[int]) -> int:
    """How many completed and have never had a certificate."""
    return sum(one.enrolment_id not in had for one in completed(class_id))


def _again(rows: list[queries.CertificateRow]) -> set[int]:
    """Of void certificates, those whose holder has no other that stands: the latest of each."""
    standing = {row.certificate.enrolment_id for row in rows if not row.certificate.is_void}
    last = {row.certificate.enrolment_id: row.certificate.id for row in rows}
    return {one for holder, one in last.items() if holder not in standing}
