"""The blueprint that the pages of this room hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("worklist", __name__, url_prefix="/tasks", template_folder="../templates")
