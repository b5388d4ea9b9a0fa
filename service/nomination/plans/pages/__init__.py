"""*Kế hoạch*: plans with their parts and versions, drafts with what is still to decide."""

from service.nomination.plans.pages import drafting, reading
from service.nomination.plans.pages.entrance import blueprint

__all__ = ["blueprint", "drafting", "reading"]
