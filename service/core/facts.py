"""Facts that are read when an expression first names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Facts(Mapping[str, Any]):
    """Facts of one case by name; each reader is called at most once."""

    def __init__(self, readers: Mapping[str, Callable[[], Any]]) -> None:
        self._readers = readers
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Return a fact; raises ``KeyError`` for one that no case has."""
        if name not in self._known:
            self._known[name] = self._readers[name]()
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of all facts."""
        return iter(self._readers)

    def __len__(self) -> int:
        """Return how many facts there are."""
        return len(self._readers)
