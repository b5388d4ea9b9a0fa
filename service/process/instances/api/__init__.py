"""``/v2`` of running instances and what they hold, one module per kind of request."""

from __future__ import annotations

from service.process.instances.api.instances import INSTANCE_FIELDS, authorize_on, blueprint, visible_instance

__all__ = ["INSTANCE_FIELDS", "authorize_on", "blueprint", "visible_instance"]
