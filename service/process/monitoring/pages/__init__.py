"""*Giám sát* of the processes: the live diagrams, the lists behind their figures, and the incidents."""

from __future__ import annotations

from service.process.monitoring.pages import clock, incidents, modification, processes
from service.process.monitoring.pages.blueprint import blueprint

__all__ = ["blueprint", "clock", "incidents", "modification", "processes"]
