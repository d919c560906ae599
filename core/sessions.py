"""Sessions of those who sign in: the trainees' pages open none, and pay nothing for it."""

from __future__ import annotations

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


class Sessions(SecureCookieSessionInterface):
    """Flask's own sessions, without the keys and headers that it prepares where there is no session."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the browser's cookie holds; a new, empty one where it brings none."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Sends what was put into it; an untouched one that nobody brought leaves no trace."""
        if session or session.modified or session.accessed:
            super().save_session(app, session, response)
