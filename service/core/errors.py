"""The six kinds of anticipated errors.

Concrete errors subclass a kind beside the command that raises them. The sentence is a class attribute with
``%(name)s`` places, so that it can be translated by its template: *Expected to <verb> <noun> '<key>', but <fact>.
<What to do>.*
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


class Sentence(str):
    """A text of the catalogue: English as a string, and what whoever shows it needs to say it in another language.

    It may fill a place of another sentence, which is then translated as a whole.
    """

    __slots__ = ("parameters", "template")

    template: str
    parameters: Mapping[str, object]

    def __new__(cls, template: str, /, **parameters: object) -> Self:
        """Fill the template's places; without parameters the places stay."""
        filled = super().__new__(cls, template % parameters if parameters else template)
        filled.template = template
        filled.parameters = parameters
        return filled


def sentence(template: str, /, **parameters: object) -> Sentence:
    """Mark a template for the translation catalogue; returns it, its places filled where parameters are given."""
    return Sentence(template, **parameters)


def plain_sentence(said: object) -> Any:
    """Return a sentence or error as JSON values, its places likewise, so that it can be kept and said later.

    What is neither comes back as itself where JSON has it, else as text.
    """
    template = getattr(said, "template", "")
    if template:
        parameters = getattr(said, "parameters", {})
        return {
            "template": str(template),
            "parameters": {name: plain_sentence(value) for name, value in parameters.items()},
        }
    return said if said is None or isinstance(said, (bool, int, float)) else str(said)


def sentence_of(plain: Any) -> Any:
    """Return what ``plain_sentence`` made these values from."""
    if not isinstance(plain, dict):
        return plain
    return Sentence(plain["template"], **{name: sentence_of(value) for name, value in plain["parameters"].items()})


class AnticipatedError(Exception):
    """What a person or client can run into and act on. ``code`` is stable, for programs."""

    code: ClassVar[str] = "error"
    template: ClassVar[str] = ""

    def __init__(self, **parameters: object) -> None:
        self.parameters = parameters
        super().__init__(self.template % parameters)


class NotFound(AnticipatedError):  # noqa: N818 -- the kinds are named for what happened
    """The thing does not exist, or the actor may not know that it does."""

    code = "not_found"


class Forbidden(AnticipatedError):  # noqa: N818
    """The actor sees the thing but may not do this with it."""

    code = "forbidden"


class InvalidInput(AnticipatedError):  # noqa: N818
    """What was sent does not fit; ``fields`` maps a field path to its sentence."""

    code = "invalid_input"

    def __init__(self, *, fields: Mapping[str, str] | None = None, **parameters: object) -> None:
        self.fields = dict(fields or {})
        super().__init__(**parameters)


class WrongState(AnticipatedError):  # noqa: N818
    """The thing is no longer, or not yet, in the state this needs."""

    code = "wrong_state"


class Conflict(AnticipatedError):  # noqa: N818
    """Somebody else changed the thing in between."""

    code = "conflict"


class EngineFault(AnticipatedError):  # noqa: N818
    """A diagram cannot go on: no matching flow, a FEEL error, an operation that failed. Becomes an incident.

    ``error_type`` is Camunda's name for the kind of incident. ``element_id`` says at which element, empty where at
    none, and ``process_definition_key`` of which version, once the run that stopped there has told.
    """

    code = "engine_fault"
    error_type: str = "UNKNOWN"
    process_definition_key: int | None = None

    def __init__(self, **parameters: object) -> None:
        super().__init__(**parameters)
        self.element_id = str(parameters.get("element_id", ""))


KINDS = (NotFound, Forbidden, InvalidInput, WrongState, Conflict, EngineFault)
