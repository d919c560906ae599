"""Routes that learn to build their address when they are first asked for it.

Werkzeug compiles a function for each rule while the app is made; with three hundred rules that is
nine tenths of the start of every worker, and of every test, for addresses of which few are built.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Built = tuple[str, str]


class Route(Rule):
    """A rule of the URL map; what it answers is Werkzeug's."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Built]:
        compiled: list[Callable[..., Built]] = []
        compile_builder = super()._compile_builder

        def build(rule: Rule, **values: Any) -> Built:
            if not compiled:
                compiled.append(compile_builder(append_unknown))
            return compiled[0](rule, **values)

        return build
