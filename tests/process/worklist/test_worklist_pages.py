"""The officer's pages over the whole application, without a browser: what works without script."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from service import engine
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import modify_instance
from service.process.instances.queries import open_user_tasks, user_task_by_key
from service.process.jobs.commands import Failure, activate_jobs, fail_job
from service.process.jobs.queries import Wanted
from service.process.worklist import commands, queries
from tests.process.worklist.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from service.process.instances.queries import UserTask
    from tests.process.worklist.conftest import Office
    from tests.support.visitor import Visitor

OFFICER, HEAD, COLLEAGUE, STRANGER = "officer.so-y-te", "head.so-y-te", "officer.so-noi-vu", "officer.so-gddt"
PDF = b"%PDF-1.4\n"


def at(task: UserTask, rest: str = "") -> str:
    return f"/tasks/{task.user_task_key}{rest}"


def page_of(answer: Any) -> HtmlElement:
    return html.fromstring(answer.text)


def css(node: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return the elements of a selector made of tags, one class and attributes each, by descent."""
    found = [node]
    for step in selector.split():
        tag, _, rest = step.partition("[")
        name, _, of_class = tag.partition(".")
        path = f".//{name or '*'}"
        path += f"[contains(concat(' ', @class, ' '), ' {of_class} ')]" if of_class else ""
        for attribute in filter(None, rest.replace("]", "").split("[")):
            key, _, value = attribute.partition("=")
            path += f"[@{key}='{value}']" if value else f"[@{key}]"
        found = [element for each in found for element in each.xpath(path)]
    return found


def said(page: HtmlElement) -> str:
    return " ".join(page.text_content().split())


def revision(page: HtmlElement) -> str:
    return str(page.get_element_by_id("draft-revision").get("value"))


def draft_of(office: Office, task: UserTask, user_name: str = OFFICER) -> Any:
    with office.database.read(office.actor(user_name)) as tx:
        return queries.my_draft(tx, task.user_task_key)


def sent(office: Office, **changes: str) -> dict[str, str]:
    return {name: str(value) for name, value in office.candidate().items()} | changes


def test_lists_tasks_in_groups_with_a_way_to_claim(office: Office, visitor: Callable[[str], Visitor]) -> None:
    task = office.complete(office.start())
    page = page_of(visitor(OFFICER).get("/tasks"))
    assert [heading.text.strip() for heading in css(page, ".group-head")] == ["Sau đó"]
    (row,) = css(page, ".work")
    assert "Bổ sung minh chứng" in said(row)
    assert "Trạm Y tế Đồng Đăng" in said(row)
    assert "Chăm sóc sức khỏe" in said(css(row, ".work-subject")[0])
    assert css(row, "form")[0].get("action") == at(task, "/claim")


def test_says_so_when_nothing_waits(visitor: Callable[[str], Visitor]) -> None:
    assert "Không còn việc nào đến hạn." in said(page_of(visitor(OFFICER).get("/tasks")))


def test_leads_a_search_on_to_all_cases(visitor: Callable[[str], Visitor]) -> None:
    page = page_of(visitor(OFFICER).get("/tasks?q=trạm"))
    assert css(page, ".list-more a")[0].get("href") == "/exemplars?q=tr%E1%BA%A1m"


def test_refuses_a_made_up_cursor(visitor: Callable[[str], Visitor]) -> None:
    assert visitor(OFFICER).get("/tasks?after=zz").status_code == 422


def test_shows_the_form_and_beside_it_the_case(office: Office, visitor: Callable[[str], Visitor]) -> None:
    page = page_of(visitor(OFFICER).get(at(office.complete(office.start()))))
    assert page.xpath("//h1")[0].text == "Bổ sung minh chứng"
    assert css(page, ".actions .btn-primary")[0].text == "Gửi minh chứng để xét"
    panel = css(page, "aside.case")[0]
    assert "Sở Y tế" in said(panel)
    assert [said(item) for item in css(panel, ".standing li")] == [
        "Vòng đời",
        "Phát hiện điển hình",
        "Bổ sung minh chứng",
    ]
    assert "Giới thiệu điển hình" in said(css(page, ".before")[0])


def test_speaks_english_throughout(office: Office, visitor: Callable[[str], Visitor]) -> None:
    page = page_of(visitor(OFFICER).get(at(office.start(), "?lang=en")))
    assert page.xpath("//h1")[0].text == "Introduce the exemplar"
    assert css(page, ".actions .btn-primary")[0].text == "Send the introduction"


def test_a_foreign_task_is_not_found(office: Office, visitor: Callable[[str], Visitor]) -> None:
    task = office.start()
    stranger = visitor(STRANGER)
    assert stranger.get(at(task)).status_code == 404
    for rest in ("", "/draft", "/discard", "/claim", "/release"):
        assert stranger.post(at(task, rest)).status_code == 404


def test_a_colleague_of_another_role_reads_and_may_not_send(office: Office, visitor: Callable[[str], Visitor]) -> None:
    task = office.start()
    head = visitor(HEAD)
    page = page_of(head.get(at(task)))
    assert page.find(".//form[@id='task']") is None
    assert "chờ đồng nghiệp" in said(page)
    assert head.post(at(task)).status_code == 403


def test_sends_a_task_and_names_what_comes_next(office: Office, visitor: Callable[[str], Visitor]) -> None:
    task = office.start()
    officer = visitor(OFFICER)
    officer.get(at(task))
    assert officer.post(at(task), **sent(office)).status_code == 303
    notice = css(page_of(officer.get("/tasks")), ".notice")[0]
    assert said(notice) == "Đã gửi: Giới thiệu điển hình. Tiếp theo: Bổ sung minh chứng."
    assert "Đã gửi bởi" in said(page_of(officer.get(at(task)))) or "gửi" in said(page_of(officer.get(at(task))))


def test_refused_answers_come_back_with_a_summary_and_stay_in_the_draft(
    office: Office, visitor: Callable[[str], Visitor]
) -> None:
    task = office.start()
    officer = visitor(OFFICER)
    officer.get(at(task))
    answer = officer.post(at(task), **sent(office, name=""))
    assert answer.status_code == 422
    page = page_of(answer)
    (link,) = css(page, ".summary a")
    assert link.get("href") == "#q-name"
    assert page.get_element_by_id("q-name").get("aria-invalid") == "true"
    assert page.get_element_by_id("q-highlight").text_content().strip() == "Khám tại nhà cho 42 hộ."
    assert draft_of(office, task).answers["highlight"] == "Khám tại nhà cho 42 hộ."


def test_saves_a_draft_by_a_button(office: Office, visitor: Callable[[str], Visitor]) -> None:
    task = office.start()
    officer = visitor(OFFICER)
    officer.get(at(task))
    page = page_of(officer.post(at(task), _save="1", _revision="0", secret_mark="none", name="Nửa chừng"))
    assert "Đã lưu nháp lúc 09:00" in said(page)
    assert revision(page) == "1"
    assert page_of(officer.get(at(task))).get_element_by_id("q-name").get("value") == "Nửa chừng"
    assert officer.post(at(task, "/discard")).status_code == 303
    assert draft_of(office, task) is None


def test_saves_a_draft_for_a_script(office: Office, visitor: Callable[[str], Visitor]) -> None:
    task = office.start()
    officer = visitor(OFFICER)
    officer.get(at(task))
    assert officer.post(at(task, "/draft"), secret_mark="none", name="A", _revision="0").json == {
        "revision": 1,
        "saved_at": "09:00",
    }
    stale = officer.client.post(
        at(task, "/draft"),
        data={"name": "B", "_revision": "0", "csrf_token": _token(officer)},
        headers={"Accept": "application/json"},
    )
    assert (stale.status_code, stale.json["code"]) == (409, "draft_stale")


def test_an_older_window_is_told_and_loses_nothing(office: Office, visitor: Callable[[str], Visitor]) -> None:
    task = office.start()
    officer = visitor(OFFICER)
    officer.get(at(task))
    officer.post(at(task), _save="1", _revision="0", secret_mark="none", name="Cửa sổ một")
    answer = officer.post(at(task), _save="1", _revision="0", secret_mark="none", name="Cửa sổ hai")
    assert answer.status_code == 409
    page = page_of(answer)
    assert page.get_element_by_id("q-name").get("value") == "Cửa sổ hai"
    conflict = page.get_element_by_id("draft-conflict")
    assert conflict.get("hidden") is None
    assert "cửa sổ khác" in said(conflict)
    assert draft_of(office, task).answers["name"] == "Cửa sổ một"
    kept = officer.post(at(task), _save="overwrite", _revision=revision(page), secret_mark="none", name="Cửa sổ hai")
    assert kept.status_code == 200
    assert draft_of(office, task).answers["name"] == "Cửa sổ hai"


def test_asks_more_questions_where_an_answer_calls_for_them(office: Office, visitor: Callable[[str], Visitor]) -> None:
    task = office.start()
    officer = visitor(OFFICER)
    officer.get(at(task))
    page = page_of(officer.post(at(task), _refresh="1", secret_mark="none", movement="y-te", subject_type="individual"))
    assert page.get_element_by_id("q-birth_year") is not None


def test_attaches_and_detaches_a_file_without_script(office: Office, visitor: Callable[[str], Visitor]) -> None:
    task = office.complete(office.start())
    officer = visitor(OFFICER)
    officer.get(at(task))
    page = page_of(_post_file(officer, task, "biên bản.pdf", PDF))
    (attached,) = css(page, "input[type=hidden][name=acclaim_file]")
    download = officer.get(f"/documents/{attached.get('value')}")
    assert (download.status_code, download.data) == (200, PDF)
    download.close()
    officer.get(at(task))
    button = f"acclaim_file/{attached.get('value')}"
    page = page_of(officer.post(at(task), acclaim_file=str(attached.get("value")), _detach=button, _revision="1"))
    assert not css(page, "input[type=hidden][name=acclaim_file]")


def test_says_at_the_field_why_a_file_was_refused(office: Office, visitor: Callable[[str], Visitor]) -> None:
    task = office.complete(office.start())
    officer = visitor(OFFICER)
    officer.get(at(task))
    page = page_of(_post_file(officer, task, "virus.exe", b"MZ"))
    assert "virus.exe" in said(page.get_element_by_id("q-acclaim_file-error"))
    assert css(page, ".summary a")[0].get("href") == "#q-acclaim_file"


def test_claiming_what_a_colleague_took_says_who(office: Office, visitor: Callable[[str], Visitor]) -> None:
    office.appoint(COLLEAGUE, "so-y-te", "officer")
    task = office.start()
    first, second = visitor(OFFICER), visitor(COLLEAGUE)
    assert first.post(at(task, "/claim")).location == at(task)
    answer = second.post(at(task, "/claim"), back="/tasks?view=free")
    assert answer.location == "/tasks?view=free"
    assert office.actor(OFFICER).display_name in said(css(page_of(second.get("/tasks")), ".notice")[0])


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example", "tasks"])
def test_leads_nowhere_else_after_a_claim(office: Office, visitor: Callable[[str], Visitor], back: str) -> None:
    task = office.start()
    assert visitor(OFFICER).post(at(task, "/claim"), back=back).location in (at(task), "/")


def test_what_was_typed_survives_a_colleague_who_was_faster(office: Office, visitor: Callable[[str], Visitor]) -> None:
    office.appoint(COLLEAGUE, "so-y-te", "officer")
    taken, done = office.start(), office.start()
    officer = visitor(OFFICER)
    officer.get(at(taken))
    with office.database.begin(office.actor(COLLEAGUE)) as tx:
        commands.assign_user_task(tx, user_task_key=taken.user_task_key, assignee=COLLEAGUE)
    office.complete(done, COLLEAGUE)
    for task, words in ((taken, "đã nhận việc này"), (done, "đã gửi việc này")):
        answer = officer.post(at(task), **sent(office, name="Công tôi gõ"))
        assert answer.status_code == 409
        assert words in said(css(page_of(answer), ".advice")[0])
        assert "Công tôi gõ" in said(page_of(answer))
    with office.database.read() as tx:
        still = user_task_by_key(tx, taken.user_task_key)
    assert still is not None
    assert still.state == "CREATED"


def test_starts_a_nomination_once_however_often_the_page_is_sent(visitor: Callable[[str], Visitor]) -> None:
    officer = visitor(OFFICER)
    assert css(page_of(officer.get("/tasks")), ".head-do a")[0].get("href") == "/exemplars/new"
    page = page_of(officer.get("/exemplars/new"))
    assert css(page.get_element_by_id("q-agency"), "option[selected]")[0].get("value") == "so-y-te"
    entries = {"agency": "so-y-te", "request_key": str(css(page, "[name=request_key]")[0].get("value"))}
    first, again = officer.post("/exemplars/new", **entries), officer.post("/exemplars/new", **entries)
    assert first.status_code == 303
    assert first.location == again.location
    assert page_of(officer.get(first.location)).xpath("//h1")[0].text == "Giới thiệu điển hình"


def test_starts_nothing_for_a_foreign_agency_or_without_one(visitor: Callable[[str], Visitor]) -> None:
    officer = visitor(OFFICER)
    officer.get("/exemplars/new")
    assert officer.post("/exemplars/new", agency="so-gddt").status_code == 404
    assert officer.post("/exemplars/new", agency="").status_code == 422
    assert officer.post("/exemplars/new").status_code == 422


def test_shows_the_case_with_its_story_so_far(office: Office, visitor: Callable[[str], Visitor]) -> None:
    office.complete(office.start())
    officer = visitor(OFFICER)
    address = css(page_of(officer.get("/exemplars")), ".work-name a")[0].get("href")
    page = page_of(officer.get(address))
    assert "Bổ sung minh chứng" in said(css(page, ".works-here")[0])
    newest = css(page, ".timeline li")[0]
    assert "01/03/2022, 09:00 · Phát hiện, bản 1" in said(newest)
    assert "gửi “Giới thiệu điển hình”" in said(newest)


def test_tells_that_a_case_waits_for_a_program_or_was_stopped_by_one(
    office: Office, visitor: Callable[[str], Visitor]
) -> None:
    task = "<zeebe:taskDefinition type='scan'/>"
    job = f"<bpmn:serviceTask \\1><bpmn:extensionElements>{task}</bpmn:extensionElements></bpmn:serviceTask>"
    drawn = (ROOT / "workflows" / "bpmn" / "detect.bpmn").read_text()
    changed, number = re.subn(r'(?s)<bpmn:userTask (id="attach_evidence" name="[^"]+")>.*?</bpmn:userTask>', job, drawn)
    assert number == 1
    with office.database.begin(office.actor("owner")) as tx:
        deploy(tx, [Resource("detect.bpmn", changed.encode())])
    first = office.start()
    with office.database.begin(office.actor(OFFICER)) as tx:
        commands.complete_user_task(tx, user_task_key=first.user_task_key, answers=office.candidate())
    officer = visitor(OFFICER)
    address = css(page_of(officer.get("/exemplars")), ".work-name a")[0].get("href")

    def here() -> str:
        return said(css(page_of(officer.get(address)), ".works-here")[0])

    assert here() == "Bổ sung minh chứngđang chờ chương trình “scan”"
    (row,) = css(page_of(visitor("supervisor").get("/monitoring/detect/cases?element=attach_evidence")), ".work")
    assert "Bổ sung minh chứng" in said(row)
    with office.database.begin() as tx:
        (given,) = activate_jobs(tx, Wanted("scan"), limit=1, timeout=timedelta(minutes=1), worker="w")
        fail_job(tx, job_key=given.job_key, failure=Failure(message="no paper"))
    assert here() == "Bổ sung minh chứngdừng vì sự cố"
    history = said(css(page_of(officer.get(address)), ".timeline")[0])
    assert "Chương trình không làm được “Bổ sung minh chứng”" in history


@pytest.mark.parametrize("words", ["bac si nhan", "Bác sĩ Trần", "tran nhan suc khoe", "suc khoe tran"])
def test_finds_a_case_by_any_words_of_name_code_and_movement(
    office: Office, visitor: Callable[[str], Visitor], words: str
) -> None:
    office.complete(office.start(), name="Bác sĩ Trần Nhân")
    office.start()
    page = page_of(visitor(OFFICER).get(f"/exemplars?q={words}"))
    assert [link.text for link in css(page, ".work-name a")] == ["Bác sĩ Trần Nhân"]


def test_draws_the_diagrams_a_case_runs_on_and_no_other(office: Office, visitor: Callable[[str], Visitor]) -> None:
    office.complete(office.start())
    officer = visitor(OFFICER)
    address = css(page_of(officer.get("/exemplars")), ".work-name a")[0].get("href")
    frames = css(page_of(officer.get(address)), ".diagram")
    assert [frame.get("aria-label") for frame in frames] == ["Phát hiện", "Vòng đời điển hình"]
    assert b"describe_candidate" in officer.get(frames[0].get("data-diagram")).data
    trail = officer.get(frames[0].get("data-diagram-data")).json
    assert trail["current"] == ["attach_evidence"]
    assert "describe_candidate" in trail["done"]
    assert officer.get(f"{address}/diagrams/1.bpmn").status_code == 404
    assert visitor(STRANGER).get(frames[0].get("data-diagram")).status_code == 404


def test_a_modified_case_tells_who_changed_it_why_and_where_it_stands(
    office: Office, visitor: Callable[[str], Visitor]
) -> None:
    task = office.complete(office.start())
    supervisor = office.actor("supervisor")
    with office.database.begin(supervisor) as tx:
        command = engine.ModifyInstance(moves=(engine.Move(task.user_task_key, "describe_candidate"),))
        key = task.process_instance_key
        modify_instance(tx, process_instance_key=key, command=command, reason="Ghi nhầm tên tập thể")
        (again,) = open_user_tasks(tx, key)
    assert again.element_id == "describe_candidate"
    page = page_of(visitor(OFFICER).get(at(again)))
    assert f"{supervisor.display_name} điều chỉnh hồ sơ" in said(page)
    assert "Ghi nhầm tên tập thể" in said(page)


def _token(person: Visitor) -> str:
    return person.get("/tasks").text.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]


def _post_file(person: Visitor, task: UserTask, name: str, content: bytes) -> Any:
    entries = {"csrf_token": _token(person), "_save": "1", "acclaim_file__file": (BytesIO(content), name)}
    return person.client.post(at(task), data=entries, content_type="multipart/form-data")
