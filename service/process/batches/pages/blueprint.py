"""The blueprint that the pages of this room hang on, and what they all ask."""

from __future__ import annotations

from flask import Blueprint

from service.core.errors import sentence

blueprint = Blueprint("batches", __name__, url_prefix="/batches", template_folder="../templates")

REASON_MISSING = sentence("Say why; it goes into the history of every case.")
