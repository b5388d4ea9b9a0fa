"""Operations of *Tuyên truyền* that need the exemplar itself: screening, referral, the public list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.calendar import add_working_days
from service.core.clock import business_date
from service.core.errors import sentence
from service.core.operations import BpmnError, OperationCall, operation
from service.nomination.agencies.queries import display_name, place_by_code
from service.nomination.exemplars.model import referral
from service.nomination.exemplars.queries import Exemplar, exemplar_by_key
from service.nomination.exemplars.rules import has_secret_marking, subject_name
from service.nomination.plans.queries import parameter
from service.nomination.publicity.model import public_notice, screening
from service.nomination.publicity.queries import Story, consent_in_force, latest_story
from service.nomination.publicity.rules import Subject, beyond_consent, restricted_findings
from service.nomination.records.commands import exemplar_key_of, write_record

if TYPE_CHECKING:
    from datetime import date

    from service.core.tx import Tx

SHOWS_SECRETS = sentence(
    "Expected a story for everybody, but it bears a mark of secrecy or the number of an identity card. Take it out."
)
NO_CONSENT = sentence("Expected a consent to the story, but none is in force. Ask for it, or note that it was refused.")
BEYOND_CONSENT = sentence(
    "Expected a story within the consent, but it shows a name, a place, a unit or a picture that the consent does not "
    "cover. Ask for consent to it, or take it out of the story."
)
_PUBLIC_COMMENT_DAYS = 10
_PROVINCE = " tỉnh Lạng Sơn"
"""What an agency's full name ends with and a story leaves out."""


@operation("publicity.screen", reads=("exemplar_key",))
def screen_story(tx: Tx, call: OperationCall) -> None:
    """Check a story before its head sees it.

    Raises ``BpmnError`` CONSENT_MISSING (no consent in force, or the story shows more than it covers) and
    SECRET_CONTENT (a mark of secrecy, or an identity number).
    """
    found = exemplar_by_key(tx, exemplar_key_of(call))
    story = latest_story(tx, found.exemplar_key)
    consent = consent_in_force(tx, found.exemplar_key)
    words = "" if story is None else f"{story.title}\n{story.how}\n{story.meaning}"
    findings = restricted_findings(words)
    result, reason = "clear", ""
    if found.secret or has_secret_marking(words) or "identity_number" in findings:
        result, reason = "SECRET_CONTENT", SHOWS_SECRETS
    elif story is None or consent is None:
        result, reason = "CONSENT_MISSING", NO_CONSENT
    elif beyond := _beyond(tx, found, story, frozenset(consent.scope)):
        result, reason, findings = "CONSENT_MISSING", BEYOND_CONSENT, [*findings, *beyond]
    write_record(tx, screening, call, result=result, findings=findings)
    if result != "clear":
        raise BpmnError(result, reason)


def _beyond(tx: Tx, found: Exemplar, story: Story, scope: frozenset[str]) -> list[str]:
    place = place_by_code(tx, found.place) if found.place else None
    subject = Subject(
        name=subject_name(found.name or ""),
        place=place.name if place else None,
        unit=found.workplace or display_name(tx, found.agency).removesuffix(_PROVINCE),
        scope=scope,
    )
    words = f"{story.title}\n{story.how}\n{story.meaning}"
    return beyond_consent(words, has_photo=bool(story.photos), subject=subject)


@operation("exemplar.refer", reads=("exemplar_key",))
def refer_exemplar(tx: Tx, call: OperationCall) -> None:
    """Refer the exemplar to the Council through Ban TĐKT for propaganda (D5, R54)."""
    write_record(tx, referral, call, referred_on=business_date(tx.now))


@operation("publicity.publish_list", reads=("exemplar_key",))
def publish_list(tx: Tx, call: OperationCall) -> None:
    """Open the list to the people's comments; the name appears only where a consent in force covers it."""
    key, today = exemplar_key_of(call), business_date(tx.now)
    consent = consent_in_force(tx, key)
    write_record(
        tx,
        public_notice,
        call,
        published_on=today,
        until_on=_last_day(tx, today),
        is_named=consent is not None and "ten" in consent.scope,
    )


def _last_day(tx: Tx, today: date) -> date:
    return add_working_days(today, int(parameter(tx, "public_comment_days", default=_PUBLIC_COMMENT_DAYS)))
