"""What a FEEL text or its evaluation can be refused for."""

from __future__ import annotations


class FeelError(Exception):
    """A text that cannot be understood, or an evaluation past a limit.

    ``template`` (a translatable sentence with ``%(name)s`` places) and ``parameters`` make the message; ``position``
    is the offset in the text, counted in characters from 0, or ``None`` where the fault has no place.
    """

    def __init__(self, template: str, position: int | None = None, **parameters: object) -> None:
        self.template = template
        self.position = position
        self.parameters = parameters
        super().__init__(template % parameters)
