"""What issued documents are called, and what letters say: Giao is direct, Đề nghị courteous (R34, R75)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import sentence

if TYPE_CHECKING:
    from service.core.errors import Sentence

TITLES: dict[str, Sentence] = {
    "D1": sentence("Plan of a unit"),
    "D2": sentence("Plans of the units, together"),
    "D3": sentence("A unit's report of the year"),
    "D4": sentence("Where exemplars were detected"),
    "D5": sentence("Exemplars referred to the Council"),
    "D6": sentence("A unit's mid-term report"),
    "D7": sentence("Mid-term review, province"),
    "D8": sentence("A unit's final report and delegates"),
    "D9": sentence("Final review, province"),
    "D10": sentence("Results of the year, province"),
    "D11": sentence("Measures and forms of honour proposed"),
    "D12": sentence("Notice of an inspection"),
    "D13": sentence("Publicity plan"),
    "assignment/directive": sentence("Assignment of tasks"),
    "assignment/request": sentence("Request for cooperation"),
    "shortfall/directive": sentence("Urging to reach the year's minimum"),
    "shortfall/request": sentence("Letter about the year's numbers"),
    "urge": sentence("Urging letter"),
    "courtesy": sentence("Courteous reminder"),
}
"""Kind of a document, with its manner where the two differ in it → what it is called."""

REPORTED = ("D1", "D2", "D3", "D6", "D7", "D8", "D9", "D10", "D11")
"""Documents that carry a report to be read here; of a unit's own, the unit's."""

OF_UNIT = ("D1", "D3", "D6", "D8")

SUBJECTS: dict[str, Sentence] = {
    "assignment/directive": sentence("assignment of the tasks of the plan"),
    "assignment/request": sentence("cooperation in carrying out the plan"),
    "shortfall/directive": sentence("reaching the minimum of the year %(year)s"),
    "shortfall/request": sentence("the number of exemplars of the year %(year)s"),
    "urge": sentence("urging to complete “%(task)s”"),
    "courtesy": sentence("cooperation in completing “%(task)s”"),
}
"""Kind → what it is about; a report is about what it is called."""

PARAGRAPHS: dict[str, tuple[Sentence, ...]] = {
    "assignment/directive": (
        sentence(
            "%(issuer)s assigns %(recipient)s the tasks set out for it in %(plan)s: to detect, nurture, spread and "
            "replicate exemplars, and to report in time."
        ),
        sentence("%(recipient)s organises the work and answers for its results."),
    ),
    "assignment/request": (
        sentence(
            "%(issuer)s respectfully asks %(recipient)s to take part in %(plan)s: in detecting, nurturing, spreading "
            "and replicating exemplars, and in telling of the results."
        ),
        sentence("%(issuer)s thanks %(recipient)s for working together."),
    ),
    "shortfall/directive": (
        sentence("By the count of %(day)s the minimum of the year %(year)s may not be reached in these movements:"),
        sentence(
            "%(recipient)s takes measures to reach it before the year ends; where that cannot be, it reports why."
        ),
    ),
    "shortfall/request": (
        sentence("By the count of %(day)s the numbers of the year %(year)s in these movements are:"),
        sentence(
            "%(issuer)s hopes for the attention of %(recipient)s in the months that remain, and will gladly help where "
            "something is in the way."
        ),
    ),
    "urge": (
        sentence(
            "The task “%(task)s” (%(case)s) was due on %(due_on)s. By %(day)s it was overdue by %(days)s days and had "
            "not been completed."
        ),
        sentence("%(recipient)s completes it without delay, and tells the reason and the day it will be completed."),
    ),
    "courtesy": (
        sentence(
            "In working together on %(plan)s, %(issuer)s hopes to receive “%(task)s” (%(case)s) from %(recipient)s, "
            "which was hoped for by %(due_on)s."
        ),
        sentence("Should something be in the way, please let us know, so that we can find a way together."),
        sentence("We thank %(recipient)s for its attention and cooperation."),
    ),
    "D12": (
        sentence("%(issuer)s announces an inspection of how %(plan)s is carried out, to %(recipient)s."),
        sentence("Content, time and members of the inspection stand in its plan."),
    ),
    "": (sentence("%(issuer)s sends %(recipient)s its document under %(plan)s."),),
}
"""Kind → what its letter says; a kind that is not named has the last one."""

MODES = {"directive": sentence("Directed"), "request": sentence("Requested")}


def kind_of(code: str, mode: str | None) -> str:
    """Return the kind a document's words stand under."""
    kind = f"{code}/{mode or 'directive'}"
    return kind if kind in TITLES else code
