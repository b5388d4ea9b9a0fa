"""From a plan to the draft of the next period: days moved, agencies replaced, and what a person must decide."""

from service.nomination.plans.rules.clone.cloning import Asked, Clone, Moved
from service.nomination.plans.rules.clone.following import clone

__all__ = ["Asked", "Clone", "Moved", "clone"]
