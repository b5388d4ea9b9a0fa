"""What can be wrong with an answer: a small catalogue of sentences that can be translated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from service.core.errors import InvalidInput, sentence

if TYPE_CHECKING:
    from collections.abc import Callable


class FieldFault(str):
    """One sentence about one answer: English as a string, translatable by its template.

    ``vietnamese`` is set where the sentence is the form's own (a rule's message) and needs no catalogue.
    """

    __slots__ = ("parameters", "template", "vietnamese")

    template: str
    parameters: dict[str, object]
    vietnamese: str | None

    def __new__(cls, template: str, *, vietnamese: str | None = None, **parameters: object) -> Self:
        """Fill the template's places."""
        fault = super().__new__(cls, template % parameters if parameters else template)
        fault.template = template
        fault.parameters = parameters
        fault.vietnamese = vietnamese
        return fault

    def in_words(self, translate: Callable[[str], str], locale: str) -> str:
        """Return the sentence in a language; ``translate`` maps an English template to that language's."""
        if self.vietnamese is not None:
            return str(self) if locale == "en" else self.vietnamese
        template = translate(self.template)
        return template % self.parameters if self.parameters else template


class AnswersInvalid(InvalidInput):
    """Some answers do not fit the form; ``fields`` holds a ``FieldFault`` under each path."""

    code = "answers_invalid"
    template = sentence(
        "Expected to accept the answers of form '%(form_id)s', but %(count)s of them need correction. "
        "Correct the named answers and send again."
    )


MISSING_TEXT: Final = sentence("Write an answer.")
MISSING_NUMBER: Final = sentence("Enter a number.")
MISSING_DATE: Final = sentence("Enter a date.")
MISSING_CHOICE: Final = sentence("Choose one answer.")
MISSING_CHOICES: Final = sentence("Choose at least one answer.")
MISSING_TICK: Final = sentence("Tick the box to confirm.")
MISSING_FILE: Final = sentence("Attach a file.")
MISSING_ROW: Final = sentence("Add at least one item.")

NOT_TEXT: Final = sentence("Expected text.")
NOT_NUMBER: Final = sentence("Enter one number, for example 1.250,5.")
NOT_DATE: Final = sentence("Enter a real date as day/month/year, for example 05/05/2023.")
NOT_TICK: Final = sentence("Expected true or false.")
NOT_LIST: Final = sentence("Expected a list.")
NOT_ROW: Final = sentence("Expected a row of named answers.")
NOT_OPTION: Final = sentence("Choose an answer from the list.")
NOT_FILE: Final = sentence("Expected a reference to a stored document.")
NOT_SHOWN: Final = sentence("Remove the characters that cannot be shown.")
NOT_PATTERN: Final = sentence("Write the answer in the expected form.")
NOT_EMAIL: Final = sentence("Enter an e-mail address, for example ten@langson.gov.vn.")
NOT_PHONE: Final = sentence("Enter a telephone number, for example 0205 3812 345.")
UNKNOWN: Final = sentence("This form has no such question.")
UNKNOWN_FILE: Final = sentence("Attach the file again: it is not in the document store.")
TWICE: Final = sentence("Choose each answer once.")
FIXED_ROW: Final = sentence("This list has a fixed set of items, and this is not one of them.")

TOO_LONG: Final = sentence("Shorten to at most %(maximum)s characters; there are %(length)s.")
TOO_SHORT: Final = sentence("Write at least %(minimum)s characters.")
TOO_SMALL: Final = sentence("Enter a number that is at least %(minimum)s.")
TOO_LARGE: Final = sentence("Enter a number that is at most %(maximum)s.")
TOO_FINE: Final = sentence("Enter at most %(digits)s digits after the decimal comma.")
NOT_WHOLE: Final = sentence("Enter a whole number.")
TOO_MANY: Final = sentence("Keep at most %(maximum)s; there are %(count)s.")
FILE_LARGE: Final = sentence("Attach a smaller file: '%(name)s' is larger than %(maximum)s MB.")
FILE_KIND: Final = sentence("Attach another kind of file: '%(name)s' is not one of %(accepted)s.")
OUTSIDE_PLAN: Final = sentence("Enter a date from %(first)s to %(last)s.")
