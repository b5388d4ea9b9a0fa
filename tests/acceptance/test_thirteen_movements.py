"""One exemplar in each of the 13 movements, from detection to replication, through the published client library."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import camunda_orchestration_sdk as sdk
import httpx
import pytest

from tests.support import camunda
from tests.support.playing import TODAY
from tests.support.rehearsal import Played, Rehearsal
from tests.support.served import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.camunda import Clients
    from tests.support.served import Service

LEADS = {
    "hoc-tap-bac": "ban-tuyen-giao",
    "nong-thon-moi": "vp-dieu-phoi-ntm",
    "doanh-nghiep": "hiep-hoi-doanh-nghiep",
    "van-hoa-cong-so": "so-noi-vu",
    "vi-nguoi-ngheo": "so-ldtbxh",
    "toan-dan-doan-ket": "mttq",
    "day-tot-hoc-tot": "so-gddt",
    "quoc-phong-an-ninh": "bo-chbp",
    "y-te": "so-y-te",
    "kinh-te-nong-dan": "hoi-nong-dan",
    "lao-dong-sang-tao": "lien-doan-lao-dong",
    "khoi-nghiep": "doan-thanh-nien",
    "phu-nu": "hoi-lhpn",
}
"""Movement → the agency whose quota the exemplar counts for."""
SUBJECT_TYPES = {
    "nong-thon-moi": "household",
    "vi-nguoi-ngheo": "household",
    "day-tot-hoc-tot": "student",
    "kinh-te-nong-dan": "farmer",
    "lao-dong-sang-tao": "worker",
    "toan-dan-doan-ket": "individual",
    "khoi-nghiep": "individual",
}
NOMINATED_BY = {"van-hoa-cong-so": "so-y-te"}
"""Where the nominating agency is not the lead agency, so that both have their say."""
PEOPLE = {"individual", "student", "farmer", "worker"}
STEPS = (
    *("detect/describe_candidate", "detect/decide_recognition", "nurture/confirm_built", "propagate/publish_locally"),
    *("evaluate/confirm_evaluation", "reward/hand_over_award", "replicate/conclude_replication"),
)
"""Steps no exemplar gets past without."""
Counters = dict[tuple[str, str], dict[str, Any]]


def case_of(movement: str) -> Mapping[str, Any]:
    """What is nominated in a movement."""
    subject_type = SUBJECT_TYPES.get(movement, "collective")
    return {
        "agency": NOMINATED_BY.get(movement, LEADS[movement]),
        "movement": movement,
        "subject_type": subject_type,
        "name": f"Người thử {movement}" if subject_type in PEOPLE else f"Tập thể thử {movement}",
        "birth_year": 2006 if subject_type == "student" else 1985,
    }


def quotas(service: Service) -> Counters:
    """Return the rows of the quota table of 2022 as the supervisor gets them, by agency and movement."""
    answer = httpx.get(
        f"{service.url}/api/v1/quotas",
        params={"plan": "lang-son-2021-2025", "year": 2022},
        auth=("supervisor", PASSWORD),
    )
    assert answer.status_code == 200
    return {(row["agency"], row["movement"]): row for row in answer.json()}


class Year:
    """What was played: every case by movement, and the quota table before and after."""

    def __init__(self, service: Service, clients: Clients) -> None:
        self.before = quotas(service)
        rehearsal = Rehearsal(service, clients, TODAY + timedelta(days=1))
        self.cases: dict[str, Played] = {movement: rehearsal.start(case_of(movement)) for movement in LEADS}
        rehearsal.play(list(self.cases.values()), days=30)
        self.after = quotas(service)


@pytest.fixture(scope="module")
def year(shared_service: Service, clients: Clients) -> Year:
    """Thirteen nominations played to their end."""
    return Year(shared_service, clients)


@pytest.mark.parametrize("movement", LEADS)
def test_carries_an_exemplar_from_detection_to_replication(year: Year, movement: str) -> None:
    played = year.cases[movement]
    if played.fault is not None:
        raise played.fault
    assert played.has_ended
    steps = [step for step, _ in played.done]
    assert [step for step in STEPS if step in steps] == list(STEPS)

    row = (LEADS[movement], movement)
    grown = {name: year.after[row][name] - year.before[row][name] for name in ("selected", "built", "replicated")}
    assert grown == {"selected": 1, "built": 1, "replicated": 1}


def test_counts_nothing_for_anybody_else(year: Year) -> None:
    others = year.before.keys() - {(agency, movement) for movement, agency in LEADS.items()}
    assert {row: year.after[row] for row in others} == {row: year.before[row] for row in others}


def test_asks_the_lead_agency_about_an_exemplar_of_another(year: Year) -> None:
    done = dict(year.cases["van-hoa-cong-so"].done)
    assert done["detect/confirm_by_head"] == "head.so-y-te"
    assert done["detect/review_by_lead"] == "officer.so-noi-vu"
    assert done["detect/decide_recognition"] == "head.so-noi-vu"


def test_leaves_no_incident(year: Year, clients: Clients) -> None:
    assert year.cases
    query = sdk.IncidentSearchQuery(filter_=sdk.IncidentFilter(state=sdk.IncidentStateExactMatch.ACTIVE))
    assert clients("supervisor").search_incidents(data=query).items == []


def test_a_revoked_consent_takes_what_was_published_down(year: Year, clients: Clients) -> None:
    """The message reaches a running case: the Ban confirms the takedown while the case goes on."""
    assert year.cases
    running = next(
        task
        for task in clients("supervisor")
        .search_user_tasks(
            data=sdk.UserTaskSearchQuery(
                filter_=sdk.UserTaskFilter(
                    element_id=sdk.ElementId("score_exemplar"), state=sdk.UserTaskStateExactMatch.CREATED
                )
            )
        )
        .items
    )
    variables = clients("supervisor").search_variables(
        data=sdk.VariableSearchQuery(
            filter_=sdk.VariableFilter(process_instance_key=running.process_instance_key, name="exemplar_key")
        )
    )
    clients("owner").publish_message(
        data=sdk.MessagePublicationRequest(
            name="consent_revoked", correlation_key=variables.items[0].value.strip('"'), time_to_live=0
        )
    )
    tasks = camunda.open_tasks(clients("supervisor"), running.process_instance_key)
    assert {task.element_id for task in tasks} == {"score_exemplar", "confirm_takedown"}
