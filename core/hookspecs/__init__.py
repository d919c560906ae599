"""Every hook of Jixun, in the order of a class's life; the tense of a name is its contract.

`register_*` is called once at the start. `*_problems` is asked inside the transaction of the act and
may stop it. A past participle is told after the commit and can stop nothing. `*_panels` and
`phone_cards` are asked while a page is drawn. Arguments may be added: take only those you need.
"""

from core.hookspecs import acts, pages, start
from core.hookspecs.marks import hookimpl as hookimpl

PARTS = (start, acts, pages)
"""In the order of a class's life."""
