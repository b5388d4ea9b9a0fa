"""The pages of batches: doing something to chosen cases, watching it, and putting cases on another version."""

from __future__ import annotations

from service.process.batches.pages import batches, migration
from service.process.batches.pages.blueprint import blueprint

__all__ = ["batches", "blueprint", "migration"]
