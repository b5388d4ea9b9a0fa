"""The incidents as a page: what stopped, for whom, and what came of trying again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from service.access.queries import actor_named
from service.core.paging import encode_cursor
from service.nomination.exemplars.model import exemplar
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from service.process.instances.model import incident, process_instance
from service.process.monitoring import queries
from tests.support import bpmn
from tests.support.browser import PHONE, WIDE, axe
from tests.support.reading import Reader, reader

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from werkzeug.test import TestResponse

    from tests.support.browser import Visits
    from tests.support.served import Service

PAGE = "/monitoring/incidents"
OFFICER = "officer.so-y-te"
NO_FLOW = "không điều kiện nào đúng và không có đường mặc định"
STUCK = bpmn.diagram(
    "stuck", bpmn.start(), bpmn.node("exclusiveGateway", "choose", name="Đủ hồ sơ chưa?"), bpmn.end(),
    bpmn.flow("start", "choose"), bpmn.flow("choose", "end", "= false"),
)  # fmt: skip
JUDGE = '<zeebe:calledDecision decisionId="= which" resultVariable="found"/>'
JUDGES = bpmn.diagram(
    "judges", bpmn.start(), bpmn.node("businessRuleTask", "judge", extensions=JUDGE, name="Xét điều kiện"), bpmn.end(),
    bpmn.path("start", "judge", "end"),
)  # fmt: skip
DECISION = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" namespace="n"><decision id="late">'
    b'<variable name="late"/><literalExpression><text>1 + 1</text></literalExpression></decision></definitions>'
)


def stop(service: Service, xml: bytes = STUCK, count: int = 1, **variables: Any) -> list[int]:
    """Deploy a diagram, start it some times as an officer, and return the incidents that made."""
    with service.database.begin() as tx:
        made = deploy(tx, [Resource("test.bpmn", xml)])
        officer = actor_named(tx, OFFICER)
    assert officer is not None
    key = made.definitions[0].process_definition_key
    with service.database.begin(officer) as tx:
        given = {"agency": "so-y-te", **variables}
        begun = [create_instance(tx, process_definition_key=key, variables=given) for _ in range(count)]
    with service.database.read() as tx:
        of_these = incident.c.process_instance_key.in_(begun)
        return list(tx.execute(select(incident.c.incident_key).where(of_these)).scalars())


def send(person: Reader, path: str, **entries: Any) -> TestResponse:
    token = person.open("/tasks").xpath('//meta[@name="csrf-token"]/@content')[0]
    return person.client.post(path, data={"csrf_token": token, **entries})


def retry(person: Reader, key: int) -> HtmlElement:
    """Press the button of an incident; returns the page it leads to."""
    answer = send(person, f"{PAGE}/{key}/retry")
    assert answer.status_code == 303
    return person.open(answer.location)


def said(page: HtmlElement) -> list[str]:
    return [" ".join(notice.text_content().split()) for notice in page.xpath('//ul[@class="notices"]/li')]


def rows(page: HtmlElement) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.xpath('//li[@class="work"]')]


def test_says_so_when_nothing_has_stopped(service: Service) -> None:
    assert "Không có sự cố nào." in reader(service, "owner").open(PAGE).text_content()


def test_says_what_could_not_be_done_at_which_step_of_whose_case(service: Service) -> None:
    stop(service)
    (row,) = rows(reader(service, "supervisor").open(PAGE))
    assert f"Không chạy tiếp được tại bước 'Đủ hồ sơ chưa?': {NO_FLOW}." in row
    assert "Hôm nay" in row
    assert "Do Nguyễn Công Thành bắt đầu" in row
    assert "Thử lại" in row
    (row,) = rows(reader(service, "supervisor").open(f"{PAGE}?lang=en"))
    assert "Expected to go on at element 'Đủ hồ sơ chưa?', but no condition holds" in row


def test_tells_after_a_retry_that_the_case_stopped_again(service: Service) -> None:
    (key,) = stop(service)
    (notice,) = said(retry(reader(service, "owner"), key))
    assert "lại dừng ở bước “Đủ hồ sơ chưa?”." in notice
    assert NO_FLOW in notice
    page = reader(service, "owner").open(f"{PAGE}?view=resolved")
    assert ["Lại dừng" in row and "thử lại ngày" in row for row in rows(page)] == [True]


def test_tells_after_a_retry_that_the_case_went_on(service: Service) -> None:
    (key,) = stop(service, JUDGES, which="late")
    owner = reader(service, "owner")
    assert "Xét điều kiện" in rows(owner.open(PAGE))[0]
    with service.database.begin() as tx:
        deploy(tx, [Resource("late.dmn", DECISION)])
    page = retry(owner, key)
    assert ["đã chạy tiếp, không còn dừng ở bước “Xét điều kiện”." in notice for notice in said(page)] == [True]
    assert rows(page) == []
    assert "Đã xử lý" in rows(owner.open(f"{PAGE}?view=resolved"))[0]


def test_retries_everything_shown_and_says_what_came_of_each(service: Service) -> None:
    stop(service, count=2)
    stop(service, JUDGES, which="late")
    with service.database.begin() as tx:
        deploy(tx, [Resource("late.dmn", DECISION)])
    supervisor = reader(service, "supervisor")
    shown = supervisor.open(PAGE).xpath('//input[@name="incident"]/@value')
    assert len(shown) == 3
    page = supervisor.open(send(supervisor, f"{PAGE}/retry", incident=shown).location)
    assert sorted("lại dừng" in notice for notice in said(page)) == [False, True, True]
    assert len(rows(page)) == 2


def test_says_why_one_of_several_was_not_tried_again(service: Service) -> None:
    first, second = stop(service, count=2)
    supervisor = reader(service, "supervisor")
    retry(supervisor, first)
    page = supervisor.open(send(supervisor, f"{PAGE}/retry", incident=[first, second, "x", str(2**70)]).location)
    notices = said(page)
    assert f"Không thể xử lý sự cố '{first}' vì đã được xử lý." in notices[0]
    assert ["lại dừng" in notice for notice in notices[1:]] == [True, True]


def test_shows_a_process_owner_the_incident_but_not_the_case(service: Service) -> None:
    (key,) = stop(service)
    with service.database.begin() as tx:
        case = tx.execute(select(exemplar).where(exemplar.c.name != "").limit(1)).one()
        tx.execute(
            incident.update()
            .where(incident.c.incident_key == key)
            .values(process_instance_key=case.process_instance_key)
        )
        of_case = process_instance.c.process_instance_key == case.process_instance_key
        title = tx.execute(select(process_instance.c.title).where(of_case)).scalar_one()
    link = f'//p[@class="work-name"]/a[@href="/exemplars/{case.exemplar_key}"]'
    page = reader(service, "supervisor").open(PAGE)
    assert title in page.xpath(f"string({link})")
    page = reader(service, "owner").open(PAGE)
    assert NO_FLOW in rows(page)[0]
    assert title not in page.text_content()
    assert not page.xpath(link)


def test_is_for_those_who_operate_the_processes(service: Service) -> None:
    (key,) = stop(service)
    for user_name in (OFFICER, "council.1"):
        person = reader(service, user_name)
        person.open(PAGE, 403)
        assert send(person, f"{PAGE}/{key}/retry").status_code == 403
        assert send(person, f"{PAGE}/retry", incident=[key]).status_code == 403


def test_knows_no_other_incident_and_resolves_each_once(service: Service) -> None:
    (key,) = stop(service)
    owner = reader(service, "owner")
    assert send(owner, f"{PAGE}/1/retry").status_code == 404
    assert send(owner, f"{PAGE}/nothing/retry").status_code == 404
    retry(owner, key)
    assert send(owner, f"{PAGE}/{key}/retry").status_code == 409


def test_narrows_the_list_to_a_process_or_a_step(service: Service) -> None:
    stop(service)
    stop(service, JUDGES, which="none")
    owner = reader(service, "owner")
    assert len(rows(owner.open(PAGE))) == 2
    choices = owner.open(PAGE).xpath('//select[@name="at"]//option/@value')
    assert choices == ["", "judges", "judges/judge", "stuck", "stuck/choose"]
    found = {at: len(rows(owner.open(f"{PAGE}?at={at}"))) for at in (*choices, "stuck/judge", "nothing")}
    assert found == dict.fromkeys(choices[1:], 1) | {"": 2, "stuck/judge": 0, "nothing": 0}


def test_pages_through_many(service: Service) -> None:
    stop(service, count=queries.INCIDENTS_SHOWN + 2)
    owner = reader(service, "owner")
    assert len(rows(owner.open(PAGE))) == queries.INCIDENTS_SHOWN
    assert owner.rows(PAGE) == queries.INCIDENTS_SHOWN + 2


@pytest.mark.parametrize("cursor", ["x", encode_cursor(["y"]), encode_cursor([None]), encode_cursor([str(2**70)])])
def test_refuses_a_cursor_that_is_not_its_own(service: Service, cursor: str) -> None:
    owner = reader(service, "owner")
    owner.open(f"{PAGE}?after={cursor}", 422)
    owner.open(f"/monitoring/detect/cases?after={cursor}", 422)


def test_is_reached_from_the_figures_the_list_of_processes_and_the_diagram(service: Service) -> None:
    supervisor, owner = reader(service, "supervisor"), reader(service, "owner")
    assert not supervisor.open("/supervision").xpath(f'//a[@href="{PAGE}"]')
    stop(service)
    number = '//a[@href="/monitoring/incidents"]/span[@class="numbers-value"]'
    assert supervisor.open("/supervision").xpath(f"string({number})") == "1"
    assert owner.open("/definitions").xpath(f'//a[@href="{PAGE}?at=stuck"]')
    assert owner.open("/monitoring/stuck").xpath(f'//table//a[@href="{PAGE}?at=stuck/choose"]')
    assert not reader(service, "council.1").open("/monitoring/stuck").xpath(f'//a[starts-with(@href,"{PAGE}")]')


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_can_be_read_and_retried_by_everybody(service: Service, visit: Visits, size: tuple[int, int]) -> None:
    stop(service, count=2)
    page = visit("owner", PAGE, size=size, script=size == WIDE)
    page.locator(".incidents .work").first.get_by_role("button").click()
    page.locator(".notice-late").wait_for()
    page.wait_for_load_state("load")
    assert page.locator(".incidents .work").count() == 2
    if size == PHONE:
        page = visit("owner", page.url.removeprefix(service.url), size=size)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert axe(page) == []
