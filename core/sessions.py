"""Sessions of those who sign in: a trainee's phone has none, and its pages pay nothing for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class Sessions(SecureCookieSessionInterface):
    """Flask's own sessions, without the keys and headers that it prepares where there is no session."""

    def __init__(self, before_saving: Sequence[Callable[[Response], Response]] = ()) -> None:
        self.before_saving = before_saving

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the browser's cookie holds; a new, empty one where it brings none."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Sends what was put into it; one that nobody brought or touched leaves no trace."""
        if session or session.modified:
            for prepare in self.before_saving:
                prepare(response)
        if session or session.modified or session.accessed:
            super().save_session(app, session, response)
