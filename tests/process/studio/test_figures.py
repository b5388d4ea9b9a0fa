"""Changing the figures of a dated decision on its page: what it asks, shows, refuses and deploys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from service.process.studio import queries

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.process.studio.conftest import Owner
    from tests.support.served import Service

PAGE = "/decisions/eligibility_minimum/figures"
ENTERED = {
    "from_on": "01/01/2021",
    "figure-0-gate": "4",
    "figure-0-common": "5",
    "figure-0-own": "62,5",
    "basis": "Quyết định 12/QĐ-UBND",
    "version": "1",
}


def versions(service: Service, decision_id: str = "eligibility_minimum") -> list[tuple[int, str]]:
    with service.database.read() as tx:
        return [(each.version, each.note) for each in queries.decision_versions(tx, decision_id)]


def send(owner: Owner, entered: dict[str, str], page: str = PAGE) -> TestResponse:
    owner.get(PAGE)
    return owner.post(page, **entered)


def test_the_figures_in_force_stand_in_the_fields(owner: Owner) -> None:
    page = html.fromstring(owner.get(PAGE).text)
    assert [page.get_element_by_id(f"figure-0-{name}").value for name in ("gate", "common", "own")] == ["4", "2", "60"]
    assert "Mức từ ngày khác" in owner.get("/decisions/eligibility_minimum").text
    assert "Mức từ ngày khác" not in owner.get("/decisions/eligibility").text


def test_what_would_have_been_otherwise_is_shown_and_nothing_deployed(owner: Owner, service: Service) -> None:
    said = send(owner, ENTERED | {"_do": "check"})
    assert said.status_code == 200
    shown = " ".join(html.fromstring(said.text).xpath('string(//section[@aria-labelledby="effect-title"])').split())
    assert "lần sẽ khác:" in shown
    assert "eligible → incomplete: " in shown
    assert [version for version, _ in versions(service)] == [1]


def test_figures_put_in_force_are_a_new_version_with_their_basis(owner: Owner, service: Service) -> None:
    said = send(owner, ENTERED | {"_do": "apply"})
    assert (said.status_code, said.headers["Location"]) == (303, "/decisions/eligibility_minimum")
    assert versions(service)[0] == (2, "Quyết định 12/QĐ-UBND")
    assert versions(service, "eligibility")[0][0] == 2
    page = owner.get("/decisions/eligibility_minimum").text
    assert "62.5" in page
    assert page.count("Quyết định 12/QĐ-UBND") == 2


@pytest.mark.parametrize(
    ("entered", "name", "said"),
    [
        ({"from_on": ""}, "from_on", "Hãy nhập ngày theo dạng ngày/tháng/năm."),
        ({"from_on": "31/02/2026"}, "from_on", "Hãy nhập ngày theo dạng ngày/tháng/năm."),
        ({"figure-0-own": "nhiều"}, "figure-0-own", "Nhập một số cho “Tiêu chí riêng, %”."),
        ({"figure-0-own": "1e9"}, "figure-0-own", "Nhập một số cho"),
        ({"figure-0-gate": ""}, "figure-0-gate", "Nhập một số cho “Tiêu chí bắt buộc”."),
        ({"basis": "  "}, "basis", "Ghi căn cứ"),
        ({"figure-0-common": "2", "figure-0-own": "60"}, "from_on", "Hãy đổi ít nhất một mức"),
    ],
)
@pytest.mark.parametrize("button", ["check", "apply"])
def test_what_does_not_fit_is_said_at_its_field_and_nothing_deployed(
    owner: Owner, service: Service, button: str, entered: dict[str, str], name: str, said: str
) -> None:
    answer = send(owner, ENTERED | entered | {"_do": button})
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert said in page.get_element_by_id(f"{name}-error").text_content()
    assert page.get_element_by_id(name).get("aria-invalid") == "true"
    assert page.get_element_by_id("figure-0-common").value == (ENTERED | entered)["figure-0-common"]
    assert len(versions(service)) == 1


def test_whoever_was_outrun_is_told_and_changes_nothing(owner: Owner, service: Service) -> None:
    send(owner, ENTERED | {"_do": "apply"})
    late = send(owner, ENTERED | {"_do": "apply", "figure-0-own": "70"})
    assert late.status_code == 409
    assert "đã có bản mới hơn" in late.text
    assert len(versions(service)) == 2


@pytest.mark.parametrize("decision_id", ["eligibility", "gone"])
def test_a_decision_without_dated_figures_has_no_such_page(owner: Owner, decision_id: str) -> None:
    assert owner.get(f"/decisions/{decision_id}/figures").status_code == 404
    assert send(owner, ENTERED | {"_do": "apply"}, f"/decisions/{decision_id}/figures").status_code == 404
