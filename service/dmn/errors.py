"""What a decision model, or its evaluation, can be refused for."""

from __future__ import annotations

NOWHERE = ""
"""The element id of a fault that has no element."""


class DmnError(Exception):
    """A model that is not understood, or a decision that has no answer.

    ``element_id`` names the element, or is empty where it has no id; ``template`` (a translatable sentence with
    ``%(name)s`` places) and ``parameters`` make the message.
    """

    def __init__(self, element_id: str, template: str, **parameters: object) -> None:
        self.element_id = element_id
        self.template = template
        self.parameters = parameters
        super().__init__(template % parameters)
