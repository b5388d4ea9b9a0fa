"""*Quy trình* without a browser: who may open it, what it says, what is deployed and what is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from service.app import domain
from service.core.operations import SERVICE_TASK, signature_of
from service.process.definitions.queries import latest_definition
from service.process.studio import queries
from tests.process.studio.conftest import with_script_task

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.process.studio.conftest import Owner
    from tests.support.served import Service

SEED = Path(__file__).parents[3]
PAGES = (
    *("/definitions", "/definitions/new", "/definitions/detect", "/definitions/detect/edit"),
    *("/forms", "/forms/candidate", "/decisions", "/decisions/eligibility", "/decisions/eligibility_minimum/figures"),
)
RENAMED = ("Giới thiệu điển hình", "Nêu gương điển hình")


def renamed(xml: bytes) -> bytes:
    return xml.replace(*(f'name="{name}"'.encode() for name in RENAMED))


@pytest.mark.parametrize("user_name", ["owner", "admin"])
def test_owner_and_administrator_open_every_page(sign_in: Callable[[str], Owner], user_name: str) -> None:
    person = sign_in(user_name)
    assert [person.get(path).status_code for path in PAGES] == [200] * len(PAGES)


def test_an_officer_is_told_that_the_pages_are_not_theirs(sign_in: Callable[[str], Owner]) -> None:
    officer = sign_in("officer.so-y-te")
    assert [officer.get(path).status_code for path in PAGES] == [403] * len(PAGES)


def test_what_is_not_deployed_is_not_found(owner: Owner) -> None:
    gone = ("/definitions/gone", "/definitions/detect?version=9", "/definitions/detect/versions/9.bpmn", "/forms/gone")
    assert [owner.get(path).status_code for path in (*gone, "/decisions/gone", "/forms/candidate?version=9")] == [
        404
    ] * 6


def test_the_list_says_version_running_cases_and_who_changed_it(owner: Owner, service: Service) -> None:
    row = html.fromstring(owner.get("/definitions").text).xpath('//tr[contains(., "exemplar_lifecycle")]')[0]
    with service.database.read() as tx:
        running = queries.running_cases(tx)
    assert running > 0
    assert row.xpath('string(td[@data-label="Hồ sơ đang chạy"])').strip() == str(running)
    assert "Bản 1" in row.text_content()
    assert "hệ thống" in row.text_content()


def test_a_case_is_counted_in_its_own_process_and_in_the_called_one(service: Service) -> None:
    with service.database.read() as tx:
        running = queries.running_by_version(tx)
        cases = queries.running_cases(tx)
    called = {process: count for (process, _), count in running.items() if process != "exemplar_lifecycle"}
    assert running["exemplar_lifecycle", 1] == cases
    assert 0 < called["detect"] < cases
    assert sum(called.values()) <= cases


def test_a_version_comes_back_as_the_bytes_that_were_deployed(owner: Owner, detect: bytes) -> None:
    answer = owner.client.get("/definitions/detect/versions/1.bpmn?download=1")
    assert answer.data == detect
    assert answer.headers["Content-Disposition"] == "attachment; filename=detect.bpmn"
    assert owner.client.get("/forms/candidate/versions/1.form").data == (SEED / "forms/candidate.form").read_bytes()
    assert (
        owner.client.get("/decisions/eligibility/versions/1.dmn").data
        == (SEED / "workflows/dmn/eligibility.dmn").read_bytes()
    )


def test_the_check_answers_at_the_element_in_the_readers_language(owner: Owner, detect: bytes) -> None:
    broken = detect.replace(b'formId="candidate"', b'formId="gone"')
    (vietnamese,) = owner.send("/definitions/lint", broken).json["findings"]
    (english,) = owner.send("/definitions/lint?lang=en", broken).json["findings"]
    assert vietnamese["elementId"] == english["elementId"] == "describe_candidate"
    assert vietnamese["severity"] == "error"
    assert vietnamese["message"].startswith("Không có biểu mẫu 'gone'")
    assert english["message"].startswith("The form 'gone'")


def test_before_deploying_the_changes_and_the_staying_cases_are_said(owner: Owner, detect: bytes) -> None:
    answer = owner.send("/definitions/changes?base=1", renamed(detect))
    told = html.fromstring(answer.json["html"]).text_content()
    assert answer.status_code == 200
    assert "Trước khi triển khai bản 2" in told
    for name in RENAMED:
        assert name in told
    assert "giữ bản 1 đến khi xong" in told
    assert "Vòng đời điển hình" in told


def test_before_deploying_a_removed_step_says_how_many_cases_stand_at_it(owner: Owner, detect: bytes) -> None:
    moved = detect.replace(b"attach_evidence", b"attach_proof")
    told = html.fromstring(owner.send("/definitions/changes", moved).json["html"])
    removed = told.xpath('//li[contains(., "Bổ sung minh chứng") and .//del]')[0].text_content()
    assert "hồ sơ đang" in removed


def test_before_deploying_a_refused_diagram_only_the_findings_are_said(owner: Owner, detect: bytes) -> None:
    answer = owner.send("/definitions/changes", with_script_task(detect))
    assert answer.status_code == 422
    assert "html" not in answer.json
    assert "register_exemplar" in {finding["elementId"] for finding in answer.json["findings"]}


def test_a_newer_version_than_the_work_began_from_is_said(owner: Owner, detect: bytes) -> None:
    assert owner.send("/definitions/deploy?name=detect", renamed(detect)).status_code == 200
    told = owner.send("/definitions/changes?base=1", detect).json["html"]
    assert "notice-soon" in told
    assert "notice-soon" not in owner.send("/definitions/changes?base=2", detect).json["html"]


def test_a_deployed_diagram_is_the_next_version_with_its_note(owner: Owner, detect: bytes) -> None:
    answer = owner.send("/definitions/deploy?name=detect&note=Rõ+hơn", renamed(detect))
    assert answer.json["version"] == 2
    page = html.fromstring(owner.get(answer.json["href"]).text)
    versions = page.xpath('string(//section[@aria-labelledby="versions-title"])')
    assert "Bản 2" in versions
    assert "Rõ hơn" in versions
    assert all(name in page.xpath('string(//section[@aria-labelledby="diff-title"])') for name in RENAMED)


def test_running_cases_stay_on_the_version_they_began_with(owner: Owner, service: Service, detect: bytes) -> None:
    with service.database.read() as tx:
        before = queries.running_by_version(tx, "detect")
    owner.send("/definitions/deploy?name=detect", renamed(detect))
    with service.database.read() as tx:
        assert queries.running_by_version(tx, "detect") == before
    row = html.fromstring(owner.get("/definitions").text).xpath('//tr[contains(., "detect")]')[0]
    assert f"{before['detect', 1]} ở bản 1" in " ".join(row.text_content().split())


def test_a_refused_diagram_changes_nothing(owner: Owner, service: Service, detect: bytes) -> None:
    answer = owner.send("/definitions/deploy?name=detect", with_script_task(detect))
    assert answer.status_code == 422
    assert {"error"} <= {finding["severity"] for finding in answer.json["findings"]}
    with service.database.read() as tx:
        latest = latest_definition(tx, "detect")
    assert latest is not None
    assert latest.version == 1


def test_uploaded_files_become_new_versions_together(owner: Owner, service: Service, detect: bytes) -> None:
    form = json.loads((SEED / "forms/candidate.form").read_bytes())
    form["components"][0]["label"] = "Mức mật"
    files = ((io.BytesIO(json.dumps(form).encode()), "candidate.form"), (io.BytesIO(renamed(detect)), "detect.bpmn"))
    answer = owner.upload(*files, note="Cùng nhau")
    assert answer.status_code == 303
    with service.database.read() as tx:
        assert [item.version for item in queries.form_versions(tx, "candidate")] == [2, 1]
        assert queries.form_versions(tx, "candidate")[0].note == "Cùng nhau"
    assert "Mức mật" in owner.get("/forms/candidate").text
    assert "Mức mật" not in owner.get("/forms/candidate?version=1").text


def test_one_refused_file_keeps_all_of_them_out(owner: Owner, service: Service, detect: bytes) -> None:
    files = ((io.BytesIO(renamed(detect)), "detect.bpmn"), (io.BytesIO(b"{}"), "bad.form"))
    answer = owner.upload(*files)
    assert answer.status_code == 422
    assert html.fromstring(answer.text).xpath('//div[@role="alert"]//p')
    with service.database.read() as tx:
        latest = latest_definition(tx, "detect")
    assert latest is not None
    assert latest.version == 1


def test_an_upload_without_a_file_says_what_to_do(owner: Owner) -> None:
    answer = owner.upload()
    assert answer.status_code == 422
    assert html.fromstring(answer.text).xpath('//div[@role="alert"]//p')


def test_a_form_can_be_tried_and_keeps_nothing(owner: Owner) -> None:
    owner.get("/forms/candidate")
    assert 'name="register_no"' not in owner.page
    answer = owner.post("/forms/candidate", secret_mark="mat", _refresh="1")
    assert answer.status_code == 200
    assert answer.text.count('name="') != owner.get("/forms/candidate").text.count('name="')


def test_a_decision_is_shown_as_its_table(owner: Owner) -> None:
    page = html.fromstring(owner.get("/decisions/eligibility").text)
    assert page.xpath('//table[@class="rules"]//th[@scope="col"][2]/text()') == ["Hồ sơ mật"]
    assert len(page.xpath('//table[@class="rules"]/tbody/tr')) > 3


def test_a_decision_leads_to_those_whose_answers_it_reads(owner: Owner) -> None:
    page = html.fromstring(owner.get("/decisions/award_proposal").text)
    assert page.xpath('string(//a[@href="/decisions/award_scores"])') == "Mức điểm"


def test_the_lists_of_forms_and_decisions_say_which_steps_use_them(owner: Owner) -> None:
    row = html.fromstring(owner.get("/forms").text).xpath('//tr[contains(., "head_decision")]')[0].text_content()
    assert "Duyệt giới thiệu, Quyết định công nhận" in row
    assert "Xét điều kiện" in owner.get("/decisions").text


def test_the_editor_offers_every_element_template(owner: Owner) -> None:
    templates = owner.client.get("/definitions/element-templates.json").json
    files = {f"vn.lantoa.{path.stem}" for path in (SEED / "workflows/element-templates").glob("*.json")}
    places = [place for function in domain().operations.values() for place in signature_of(function).at]
    assert files <= {template["id"] for template in templates}
    assert len({template["id"] for template in templates}) == len(templates) == len(files) + len(places)


def bindings(template: dict[str, Any]) -> set[tuple[str, str]]:
    return {(entry["binding"]["type"], entry.get("value", "")) for entry in template["properties"]}


def test_every_operation_can_be_picked_with_its_inputs_and_outputs_named(owner: Owner) -> None:
    templates = owner.client.get("/definitions/element-templates.json").json
    for name, function in domain().operations.items():
        for place in signature_of(function).at:
            kind = "zeebe:taskDefinition" if place == SERVICE_TASK else "zeebe:taskListener"
            (template,) = [
                each
                for each in templates
                if each["id"].startswith("vn.lantoa.operation.") and (kind, name) in bindings(each)
            ]
            assert name not in template["name"], "a sentence, not a code"
            labels = {entry["id"]: entry["label"] for entry in template["properties"] if "label" in entry}
            for part in ("headers", "reads", "gives"):
                for variable in getattr(signature_of(function), part):
                    assert labels[f"{part}.{variable}"] != variable


def test_operations_are_named_in_the_readers_language(owner: Owner) -> None:
    def named() -> dict[str, str]:
        found = owner.client.get("/definitions/element-templates.json").json
        return {each["id"]: each["name"] for each in found}

    assert named()["vn.lantoa.operation.exemplar.register.service-task"] == "Tìm cơ quan chủ trì và điển hình trùng"
    assert named()["vn.lantoa.unit-task"] == "Việc của đơn vị"
    owner.client.get("/language/en")
    assert named()["vn.lantoa.unit-task"] == "Task of the unit"
    assert named()["vn.lantoa.operation.exemplar.register.service-task"] == "Find the lead agency and exemplars alike"
