"""Consent, story, screening, channels, takedown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.core.actor import Actor
from service.core.operations import BpmnError
from service.nomination.exemplars.model import referral
from service.nomination.exemplars.operations import propagate
from service.nomination.publicity import operations as publicity
from service.nomination.publicity.commands import ConsentNotInForce, revoke_consent
from service.nomination.publicity.model import consent, network_session, public_notice, publicity_item, screening, story
from service.nomination.publicity.queries import consent_in_force
from service.nomination.publicity.rules import restricted_findings
from service.process.instances.model import message

ALL = ["ten", "anh", "cau-chuyen", "xa", "don-vi"]
CONSENT = {"outcome": "granted", "scope": ALL, "signer": "Hoàng Thị Mơ", "file": [{"documentId": "5"}]}
STORY = {
    "title": "Người thắp lửa bản cao",
    "content": ["kinh-nghiem"],
    "how": "Cô Hoàng Thị Mơ chia lớp theo trình độ.",
    "meaning": "Trẻ em ở Vũ Lễ đều đến trường.",
}
ITEM = {"channel": "unit_website", "published_on": "2022-03-02", "link": "https://so-gddt.example/1"}


def screened(steps: Any) -> str:
    with pytest.raises(BpmnError) as raised:
        steps.call(propagate.screen_story)
    return raised.value.code


def test_keeps_who_consented_to_what(steps: Any) -> None:
    steps.twice(publicity.record_consent, CONSENT)
    (row,) = steps.rows(consent)
    assert (row.scope, row.signer) == (ALL, "Hoàng Thị Mơ")


def test_keeps_nobodys_name_with_a_refusal(steps: Any) -> None:
    steps.call(publicity.record_consent, CONSENT | {"outcome": "refused", "guardian": "Ông Lý"})
    (row,) = steps.rows(consent)
    assert (row.outcome, row.signer, row.guardian, row.scope) == ("refused", None, None, [])
    assert consent_in_force(steps.tx, steps.exemplar_key) is None


def test_lets_a_covered_story_pass(steps: Any) -> None:
    steps.call(publicity.record_consent, CONSENT)
    steps.twice(publicity.record_story, STORY)
    assert steps.twice(propagate.screen_story) is None
    assert [row.result for row in steps.rows(screening)] == ["clear"]
    assert len(steps.rows(story)) == 1


def test_stops_a_story_without_consent_in_force(steps: Any) -> None:
    steps.call(publicity.record_story, STORY)
    assert screened(steps) == "CONSENT_MISSING"
    steps.call(publicity.record_consent, CONSENT)
    revoke_consent(steps.tx, exemplar_key=steps.exemplar_key)
    assert screened(steps) == "CONSENT_MISSING"


@pytest.mark.parametrize(
    ("missing", "answers"),
    [
        ("ten", {}),
        ("xa", {}),
        ("cau-chuyen", {}),
        ("anh", {"photo": [{"documentId": "9"}]}),
        ("don-vi", {"meaning": "Sở Giáo dục và Đào tạo tự hào."}),
    ],
)
def test_stops_a_story_that_shows_more_than_was_consented(steps: Any, missing: str, answers: dict[str, Any]) -> None:
    steps.call(publicity.record_consent, CONSENT | {"scope": [part for part in ALL if part != missing]})
    steps.call(publicity.record_story, STORY | answers)
    assert screened(steps) == "CONSENT_MISSING"
    assert missing in steps.rows(screening)[0].findings


@pytest.mark.parametrize("text", ["theo tài liệu mật", "(MẬT)", "số căn cước 020085001234"])
def test_stops_a_story_with_secret_or_identity_content(steps: Any, text: str) -> None:
    steps.call(publicity.record_consent, CONSENT)
    steps.call(publicity.record_story, STORY | {"how": f"Làm {text}"})
    assert screened(steps) == "SECRET_CONTENT"


def test_stops_every_story_of_a_secret_exemplar(steps: Any) -> None:
    steps.change(secret=True)
    steps.call(publicity.record_consent, CONSENT)
    steps.call(publicity.record_story, STORY)
    assert screened(steps) == "SECRET_CONTENT"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gọi 0912345678", ["phone_number"]),
        ("chứng minh 123456789", ["identity_number"]),
        ("đồng bào dân tộc thiểu số", ["dan toc thieu so"]),
        ("lãi 1200000000000 đồng trong năm 2021", []),
    ],
)
def test_finds_what_is_never_shown(text: str, found: list[str]) -> None:
    assert restricted_findings(text) == found


def test_keeps_items_and_sessions_with_who_published(steps: Any) -> None:
    session = {"channel": "speakers", "published_on": "2022-03-03", "sessions": 3, "audience": 120}
    steps.twice(publicity.record_media_items, {"items": [ITEM, session]}, at="propagate/publish_locally")
    assert [(row.channel, row.owner) for row in steps.rows(publicity_item)] == [
        ("unit_website", "so-gddt"),
        ("speakers", "so-gddt"),
    ]
    (row,) = steps.rows(network_session)
    assert (row.channel, row.sessions, row.audience) == ("speakers", 3, 120)


def test_names_the_media_agency_as_owner_of_what_it_published(steps: Any) -> None:
    steps.tx.actor = Actor("publicist", account_key=3, groups=frozenset({"bao-lang-son/publicist"}))
    steps.call(publicity.record_media_items, {"items": [ITEM]}, media_agency="bao-lang-son")
    assert steps.rows(publicity_item)[0].owner == "bao-lang-son"


def test_hides_at_once_what_a_revoked_consent_covered(steps: Any) -> None:
    steps.call(publicity.record_consent, CONSENT)
    steps.call(publicity.record_story, STORY)
    steps.call(publicity.record_media_items, {"items": [ITEM]})
    revoke_consent(steps.tx, exemplar_key=steps.exemplar_key, reason="Gia đình xin")
    assert steps.rows(story)[0].hidden_at == steps.rows(publicity_item)[0].hidden_at == steps.tx.now
    assert steps.rows(consent)[0].revoked_reason == "Gia đình xin"
    (sent,) = steps.rows(message)
    assert (sent.message_name, sent.correlation_key) == ("consent_revoked", str(steps.exemplar_key))
    steps.twice(publicity.unpublish)
    with pytest.raises(ConsentNotInForce):
        revoke_consent(steps.tx, exemplar_key=steps.exemplar_key)


def test_refers_the_exemplar_to_the_council(steps: Any) -> None:
    steps.twice(propagate.refer_exemplar)
    assert [row.referred_on for row in steps.rows(referral)] == [date(2022, 3, 1)]


@pytest.mark.parametrize(("scope", "is_named"), [(ALL, True), (["cau-chuyen"], False)])
def test_publishes_the_list_for_ten_working_days_naming_only_who_consented(
    steps: Any,
    scope: list[str],
    is_named: bool,  # noqa: FBT001 -- parametrised
) -> None:
    steps.call(publicity.record_consent, CONSENT | {"scope": scope})
    steps.twice(propagate.publish_list)
    (row,) = steps.rows(public_notice)
    assert (row.published_on, row.until_on, row.is_named) == (date(2022, 3, 1), date(2022, 3, 15), is_named)
