"""What every page shares: the frame, the static files, error pages, request guards, languages.

Words: the *frame* is what surrounds a page (menu, search, person), given by ``app.py`` as data; an *asset* is a built
file whose name carries its hash; a *problem* is an error as RFC 9457 JSON.

Invariants: no page runs a script or style that is not ours (``security.py``); every anticipated error has one status
(``errors.py``); a page works without script.
"""

from __future__ import annotations

from service.web.frame import Frame, Link, MenuItem, Person, RoleChoice
from service.web.security import allow_style_attributes
from service.web.setup import init_app

__all__ = ["Frame", "Link", "MenuItem", "Person", "RoleChoice", "allow_style_attributes", "init_app"]
