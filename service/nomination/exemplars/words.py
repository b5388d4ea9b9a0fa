"""Codes of the exemplar's life as msgids, for pages and lists."""

from __future__ import annotations

from flask import has_app_context
from flask_babel import gettext

from service.core.errors import sentence

SUBJECTS = {
    "collective": sentence("Collective"),
    "individual": sentence("Individual"),
    "household": sentence("Household"),
    "worker": sentence("Worker"),
    "farmer": sentence("Farmer"),
    "student": sentence("Pupil or student"),
}
STAGES = {
    "detect": sentence("Detect"),
    "nurture": sentence("Nurture"),
    "propagate": sentence("Propagate"),
    "evaluate": sentence("Evaluate"),
    "reward": sentence("Reward"),
    "replicate": sentence("Replicate"),
}
STATUSES = {
    "open": sentence("Being detected"),
    "recognised": sentence("Recognised"),
    "built": sentence("Built"),
    "replicated": sentence("Replicated"),
    "awarded": sentence("Awarded"),
    "honoured": sentence("Honoured"),
    "not_recognised": sentence("Not recognised"),
    "not_effective": sentence("Not effective yet"),
    "dropped": sentence("Nurturing stopped"),
    "merged": sentence("Merged with another case"),
    "withheld": sentence("Withheld"),
    "withdrawn": sentence("Withdrawn"),
}
BLOCKS = {
    "ky-luat": sentence("Discipline"),
    "thanh-tra-dieu-tra": sentence("Inspection or investigation"),
    "khieu-nai-to-cao": sentence("Complaint or denunciation"),
    "bao-neu-tham-nhung": sentence("Corruption reported by the press"),
    "thu-hoi": sentence("Award revoked or declaration false"),
}
OUTCOMES = {
    "effective": sentence("Effective"),
    "needs_more": sentence("Needs more nurturing"),
    "not_effective": sentence("Not effective yet"),
}
SITES = {
    "offered": sentence("Offered"),
    "accepted": sentence("Accepted"),
    "declined": sentence("Declined"),
    "adopted": sentence("Adopted"),
    "closed": sentence("Closed without answer"),
}
MARKS = {
    "prominence": sentence("Prominence"),
    "fit": sentence("Fit"),
    "reach": sentence("Reach"),
    "effect": sentence("Effect"),
}
AWARDS = {
    "giay-khen": sentence("Certificate of commendation of the unit"),
    "bang-khen-tinh": sentence("Certificate of merit of the province"),
    "cap-nha-nuoc": sentence("Award of the State"),
}
DECIDED = {
    "eligible": sentence("Meets the conditions"),
    "ineligible": sentence("Does not meet the conditions"),
    "incomplete": sentence("The file is not complete yet"),
    "state": sentence("Award of the State"),
    "province": sentence("Award of the province"),
    "unit": sentence("Award of the unit"),
    "none": sentence("No award"),
}
"""What the decisions of an exemplar's life answer."""
FIGURES = {
    "selected": sentence("Recognised for the quota of %(year)s"),
    "built": sentence("Built for the quota of %(year)s"),
    "replicated": sentence("Replicated for the quota of %(year)s"),
    "not_replicated": sentence("Recognised for the quota of %(year)s, not replicated yet"),
    "running": sentence("Running for the quota of %(year)s"),
    "unplaced": sentence("Running in %(year)s without a movement that has a quota"),
    "introduced": sentence("Introduced in %(year)s"),
    "referred": sentence("Referred to the Council in %(year)s"),
}
"""Figure of the quota table → what its list shows."""
WORDS = {**SUBJECTS, **DECIDED, **STAGES, **STATUSES, **BLOCKS, **OUTCOMES, **SITES, **MARKS, **AWARDS}


def said(message: str) -> str:
    """Return a message in the reader's language; unchanged where nobody reads (worker, command line)."""
    return str(gettext(message)) if message and has_app_context() else message
