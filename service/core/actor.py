"""Who acts: a person with memberships, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field

SEES_EVERYTHING = "ban-tdkt/supervisor"
PROCESS_OWNER = "process_owner"
ADMINISTRATOR = "administrator"
AUDITOR = "auditor"
PROVINCE_ROLES = (PROCESS_OWNER, ADMINISTRATOR, AUDITOR)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as one transaction knows them.

    ``groups`` are candidate groups, ``<agency>/<role>``; ``roles`` are province-wide roles. Both are those in force
    at the moment the request came in.
    """

    user_name: str
    account_key: int | None = None
    display_name: str = ""
    groups: frozenset[str] = field(default=frozenset())
    roles: frozenset[str] = field(default=frozenset())

    @property
    def is_system(self) -> bool:
        """Whether no person stands behind this actor (timers, start-up, the command line)."""
        return self.account_key is None

    @property
    def agencies(self) -> frozenset[str]:
        """The codes of the agencies this person is a member of."""
        return frozenset(group.split("/", 1)[0] for group in self.groups)

    @property
    def sees_everything(self) -> bool:
        """Whether lists are not narrowed to the actor's groups."""
        return self.is_system or SEES_EVERYTHING in self.groups or AUDITOR in self.roles


SYSTEM = Actor(user_name="system", display_name="system")
