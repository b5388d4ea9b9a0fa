"""*Việc của tôi*: the list, the page of one user task, and what its buttons do."""

from __future__ import annotations

from service.process.worklist.pages import index, task
from service.process.worklist.pages.blueprint import blueprint

__all__ = ["blueprint", "index", "task"]
