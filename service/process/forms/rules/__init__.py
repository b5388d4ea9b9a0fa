"""What a form is and what its answers mean: pure, one verb per file."""

from service.process.forms.rules.faults import AnswersInvalid, FieldFault
from service.process.forms.rules.form import Component, Form, Option, each_component, without_privacy
from service.process.forms.rules.from_html import asks_again, from_html
from service.process.forms.rules.read import FormRefused, read_form

__all__ = [
    "AnswersInvalid",
    "Component",
    "FieldFault",
    "Form",
    "FormRefused",
    "Option",
    "asks_again",
    "each_component",
    "from_html",
    "read_form",
    "without_privacy",
]
