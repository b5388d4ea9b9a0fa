"""The pages of access: signing in and out, one's own account, and the people an administrator manages."""

from __future__ import annotations

from service.access.pages import account, accounts, sign_in
from service.access.pages.blueprint import blueprint

__all__ = ["account", "accounts", "blueprint", "sign_in"]
