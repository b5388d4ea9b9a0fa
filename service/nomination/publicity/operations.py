"""What diagrams may call about publicity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.operations import USER_TASK, OperationCall, operation
from service.nomination.publicity.commands import hide_published
from service.nomination.publicity.model import channel_plan, consent, network_session, publicity_item, story
from service.nomination.records.commands import exemplar_key_of, write_record, write_records
from service.nomination.records.rules import day, items, text, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx


@operation("consent.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_consent(tx: Tx, call: OperationCall) -> None:
    """Keep who agreed to what being public; a refusal keeps nothing but itself."""
    answers = call.submission or {}
    is_refused = answers["outcome"] == "refused"
    given: Mapping[str, Any] = {} if is_refused else answers
    write_record(
        tx,
        consent,
        call,
        outcome=answers["outcome"],
        scope=items(given.get("scope")),
        signer=text(given.get("signer")),
        guardian=text(given.get("guardian")),
        relation=text(given.get("relation")),
        named=items(given.get("named")),
        files=items(given.get("file")),
    )


@operation("story.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_story(tx: Tx, call: OperationCall) -> None:
    """Keep the story as written (R46, R69)."""
    answers = call.submission or {}
    write_record(
        tx,
        story,
        call,
        title=answers["title"],
        content=items(answers.get("content")),
        how=answers["how"],
        meaning=answers["meaning"],
        photos=items(answers.get("photo")),
    )


@operation("channels.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_channels(tx: Tx, call: OperationCall) -> None:
    """Keep where the story will appear (R47)."""
    answers = call.submission or {}
    write_record(
        tx,
        channel_plan,
        call,
        channels=items(answers.get("channels")),
        outcome=answers["outcome"],
        media_agency=text(answers.get("media_agency")),
    )


@operation("media_items.record", at=(USER_TASK,), reads=("agency", "exemplar_key", "media_agency"))
def record_media_items(tx: Tx, call: OperationCall) -> None:
    """Keep what was published, and the sessions of people networks (R47, R48)."""
    rows = items((call.submission or {}).get("items"))
    owner = _owner(tx, call)
    today = business_date(tx.now)
    pieces = [
        {
            "channel": row["channel"],
            "published_on": day(row.get("published_on")) or today,
            "link": text(row.get("link")),
            "files": items(row.get("file")),
            "owner": owner,
        }
        for row in rows
    ]
    sessions = [
        {
            "channel": row["channel"],
            "held_on": day(row.get("published_on")),
            "sessions": whole(row["sessions"]),
            "audience": whole(row.get("audience")),
        }
        for row in rows
        if row.get("sessions")
    ]
    write_records(tx, publicity_item, call, pieces)
    write_records(tx, network_session, call, sessions)


def _owner(tx: Tx, call: OperationCall) -> str:
    """Return the agency that published: the media agency where one of its people reports, else the unit."""
    media, unit = call.variables.get("media_agency"), str(call.variables.get("agency") or "")
    return str(media) if media and media in tx.actor.agencies and unit not in tx.actor.agencies else unit


@operation("publicity.unpublish", reads=("exemplar_key",))
def unpublish(tx: Tx, call: OperationCall) -> None:
    """Hide what was published; revoking the consent did so already, this makes sure."""
    hide_published(tx, exemplar_key=exemplar_key_of(call))
