"""How an error looks: in the face of the one who meets it, with the number that stands in the log."""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.web import is_fragment, page

log = logging.getLogger("jixun.web")


def init_app(app: Flask) -> None:
    """Gives every error of the app its page."""
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, _missing)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Exception, _broken)


def face() -> str:
    """Which of the faces a request belongs to, told by the path."""
    first = request.path.split("/")[1]
    return {"console": "console", "m": "phone", "s": "phone", "d": "phone"}.get(first, "public")


def error_page(status: int, title: str, advice: str) -> Response:
    """An error in the face of the one who meets it, with the number that stands in the log."""
    template = "errors/_part.html" if is_fragment() else f"errors/{face()}.html"
    try:
        return page(template, status, status=status, title=title, advice=advice)
    except Exception:
        # The frame of a page may need the very thing that is broken: the database, a plugin's menu.
        log.exception("the page that shows an error failed itself")
        return _bare_page(status, title, advice)


def _bare_page(status: int, *lines: str) -> Response:
    number = _("编号 %(number)s", number=g.get("request_id", ""))
    parts = (Markup("<p>{}</p>").format(line) for line in (*lines, number))
    text = Markup("<!doctype html><html lang=zh><meta charset=utf-8><title>{}</title>").format(
        lines[0]
    )
    return Response(text + Markup("").join(parts), status, mimetype="text/html")


def _words_for(status: int) -> tuple[str, str]:
    words = {
        400: (_("这个请求看不懂"), _("请返回上一页，再试一次")),
        401: (_("请先登录"), _("登录后会回到刚才的页面")),
        403: (_("您没有权限打开这一页"), _("如果工作需要，请联系本班的管理人员")),
        404: (_("没有这个页面"), _("地址可能打错了，或者内容已经移走")),
        405: (_("这个操作方式不对"), _("请返回上一页，用页面上的按钮操作")),
        410: (_("这个链接已经失效"), _("请向本班的工作人员要新的链接")),
        413: (_("文件太大"), _("请把文件缩小后再上传")),
        429: (_("操作太频繁"), _("请等一分钟再试")),
    }
    fallback: tuple[str, str] = (
        _("系统出错了"),
        _("问题已经记下，请稍后再试；仍不行时，请把下面的编号告诉管理员"),
    )
    return words.get(status, fallback)


def _forged(_error: CSRFError) -> Response:
    if face() == "console" and "_user_id" not in session:
        return error_page(401, _("登录已过期"), _("请重新登录，再回到刚才的页面提交"))
    return error_page(400, _("页面停留太久"), _("请返回上一页，刷新后再提交；填好的内容不会丢"))


def _http(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or (error.code or 500) < 400:
        return error
    status = error.code or 500
    title, advice = _words_for(status)
    return error_page(status, title, str(error.description) if status == 410 else advice)


def _missing(error: NotFound) -> Response:
    title, advice = _words_for(404)
    return error_page(404, title, str(error) or advice)


def _refused(error: Refused) -> Response:
    return error_page(409, _("操作没有进行"), "；".join(str(one) for one in error.problems))


def _broken(error: Exception) -> Response:
    number = g.get("request_id", "")
    log.error("request %s: %s %s", number, request.method, request.path, exc_info=error)
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return error_page(500, *_words_for(500))
