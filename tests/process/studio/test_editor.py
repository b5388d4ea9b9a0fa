"""The editor in a real browser: draw, be told, deploy, lose nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from service.access.queries import actor_named
from service.nomination.exemplars.commands import start_nomination
from service.process.definitions.queries import latest_definition
from service.process.studio import queries
from service.process.studio.rules import changes
from tests.process.studio.conftest import BPMN, with_script_task
from tests.support.browser import axe

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

    from tests.support.browser import Visits
    from tests.support.served import Service

pytestmark = pytest.mark.browser

PROCESS = "exemplar_lifecycle"


WORDS = """() => [...document.querySelectorAll('.editor *')].flatMap((it) => {
  const texts = [...it.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim());
  return [it.title, it.ariaLabel, it.placeholder, ...texts].filter(Boolean);
})"""
"""Every text a person can read or hear on the editor."""


def opened(visit: Visits, path: str = "/definitions/detect/edit", **how: object) -> Page:
    page = visit("owner", path, **how)  # type: ignore[arg-type]
    page.wait_for_selector("html[data-ready=modeler]")
    return page


def shape(page: Page, element_id: str) -> Locator:
    return page.locator(f".djs-element[data-element-id={element_id}] > .djs-hit")


def select(page: Page, element_id: str) -> None:
    shape(page, element_id).click(position={"x": 50, "y": 30})
    expect(page.locator(".bio-properties-panel-header-label")).not_to_be_empty()


def open_group(page: Page, name: str) -> None:
    page.locator(f"[data-group-id=group-{name}] .bio-properties-panel-group-header").click()


def file(xml: bytes) -> FilePayload:
    return {"name": "drawing.bpmn", "mimeType": "application/xml", "buffer": xml}


def version(service: Service, process_definition_id: str = "detect") -> int:
    with service.database.read() as tx:
        latest = latest_definition(tx, process_definition_id)
    return 0 if latest is None else latest.version


def kept(page: Page) -> None:
    """Wait until the work is in the browser's store."""
    for _ in range(50):
        if page.evaluate("localStorage.length"):
            return
        page.wait_for_timeout(100)
    pytest.fail("Expected the work to be kept in the browser, but it is not.")


def rename(page: Page, element_id: str, name: str) -> None:
    """Change a label where it stands: double click, type, click beside it."""
    shape(page, element_id).dblclick(position={"x": 50, "y": 30})
    page.keyboard.press("Control+a")
    page.keyboard.type(name)
    page.locator(".djs-container > svg").click(position={"x": 700, "y": 20})
    expect(page.locator(f"[data-element-id={element_id}] text")).to_contain_text(name.split(maxsplit=1)[0])


def deploy(page: Page, note: str = "") -> None:
    page.locator("[data-deploy-now]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Trước khi triển khai")
    dialog.get_by_label("Thay đổi gì, vì sao?").fill(note)
    dialog.get_by_role("button", name="Triển khai").click()
    page.wait_for_url(re.compile(r"/definitions/\w+$"))


def test_a_changed_label_is_deployed_as_version_two_and_running_cases_stay(visit: Visits, service: Service) -> None:
    with service.database.read() as tx:
        before = queries.running_by_version(tx, PROCESS)[PROCESS, 1]
        officer = actor_named(tx, "officer.so-y-te")
    page = opened(visit, f"/definitions/{PROCESS}/edit")
    expect(page.locator("[data-state]")).to_have_text("Giống bản đang dùng")
    rename(page, "open_case", "Mở hồ sơ mới")
    expect(page.locator("[data-state]")).to_have_text("Chưa triển khai")
    deploy(page, "Đặt tên rõ hơn")
    expect(page.locator("h1 + p")).to_contain_text("Bản 2, đang dùng")
    expect(page.get_by_text("Đặt tên rõ hơn")).to_be_visible()
    assert officer is not None
    with service.database.begin(officer) as tx:
        start_nomination(tx, agency="so-y-te")
    page.goto("/definitions")
    expect(page.get_by_role("row", name=PROCESS)).to_contain_text(f"{before} ở bản 1")
    with service.database.read() as tx:
        assert queries.running_by_version(tx, PROCESS) == {(PROCESS, 1): before, (PROCESS, 2): 1}


def test_before_deploying_the_changes_are_said_and_nothing_is_done_when_put_off(
    visit: Visits, service: Service
) -> None:
    page = opened(visit)
    rename(page, "describe_candidate", "Nêu gương")
    page.locator("[data-deploy-now]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".diff li")).to_have_count(1)
    expect(dialog.locator(".diff li")).to_contain_text("Giới thiệu điển hình Nêu gương")
    expect(dialog).to_contain_text("giữ bản 1 đến khi xong")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert version(service) == 1


def test_a_diagram_as_deployed_is_said_to_differ_in_nothing(visit: Visits) -> None:
    page = opened(visit, "/definitions/reward/edit")
    page.locator("[data-deploy-now]").click()
    expect(page.get_by_role("dialog")).to_contain_text("Không bước, đường nối hay thiết lập nào khác bản 1")


def test_a_finding_appears_at_the_element_and_in_the_list_and_goes_when_mended(visit: Visits) -> None:
    page = opened(visit)
    select(page, "describe_candidate")
    open_group(page, "form")
    form_id = page.get_by_label("Mã biểu mẫu")
    form_id.fill("khong_co")
    mark = page.locator("[data-container-id=describe_candidate] .finding-mark")
    expect(mark).to_have_attribute("title", re.compile("Không có biểu mẫu 'khong_co'"))
    expect(page.locator("[data-findings-state]")).to_contain_text("1 lỗi")
    mark.click()
    expect(page.locator(".finding-error")).to_contain_text("Không có biểu mẫu 'khong_co'")
    form_id.fill("candidate")
    expect(mark).to_have_count(0)
    expect(page.locator("[data-findings-list] li")).to_have_count(0)


def test_a_line_of_the_list_leads_to_its_element(visit: Visits) -> None:
    page = opened(visit)
    page.locator("[data-open]").set_input_files(files=file(with_script_task()))
    page.locator("[data-findings] summary").click()
    page.locator("[data-findings-list]").get_by_role("button", name="Ghi nhận").first.click()
    expect(page.locator(".bio-properties-panel-header-label")).to_contain_text("Ghi nhận")
    expect(page.locator(".djs-element.selected")).to_have_attribute("data-element-id", "register_exemplar")


def test_a_refused_deployment_shows_why_at_the_element_and_keeps_the_drawing(visit: Visits, service: Service) -> None:
    page = opened(visit)
    page.locator("[data-open]").set_input_files(files=file(with_script_task()))
    page.locator("[data-deploy-now]").click()
    expect(page.locator("[data-state]")).to_have_text("Chưa triển khai gì. Hãy sửa theo danh sách.")
    expect(page.locator("[data-container-id=register_exemplar] .finding-mark.is-error")).to_be_visible()
    expect(page.locator(".finding-error").first).to_be_visible()
    expect(shape(page, "register_exemplar")).to_have_count(1)
    expect(page.locator("[data-deploy-now]")).to_be_enabled()
    assert version(service) == 1


def test_a_warning_does_not_stop(visit: Visits, service: Service) -> None:
    page = opened(visit)
    without_form = (BPMN / "detect.bpmn").read_bytes().replace(b'<zeebe:formDefinition formId="candidate" />', b"")
    page.locator("[data-open]").set_input_files(files=file(without_form))
    expect(page.locator("[data-findings-state]")).to_have_class(re.compile("state-soon"))
    deploy(page)
    assert version(service) == 2


def test_a_file_that_is_no_diagram_leaves_the_drawing_as_it_was(visit: Visits) -> None:
    page = opened(visit)
    page.locator("[data-open]").set_input_files(files=file(b"no diagram"))
    expect(page.locator(".finding-error")).to_have_text(re.compile("Tệp này không phải sơ đồ"))
    expect(shape(page, "describe_candidate")).to_have_count(1)


def test_unfinished_work_is_there_after_the_page_was_left(visit: Visits) -> None:
    page = opened(visit)
    rename(page, "describe_candidate", "Nêu gương")
    page.locator("[data-undo]:enabled").wait_for()
    kept(page)
    page.reload()
    page.wait_for_selector("html[data-ready=modeler]")
    expect(page.locator("[data-kept]")).to_contain_text("Đang hiện phần vẽ dở")
    expect(page.locator("[data-element-id=describe_candidate] text")).to_contain_text("Nêu gương")
    page.locator("[data-kept] button").click()
    expect(page.locator("[data-element-id=describe_candidate] text")).to_contain_text("Giới thiệu")
    expect(page.locator("[data-state]")).to_have_text("Giống bản đang dùng")
    expect(page.locator("[data-kept]")).to_be_hidden()


def test_undo_and_redo_work_by_button_and_by_key(visit: Visits) -> None:
    page = opened(visit)
    label = page.locator("[data-element-id=describe_candidate] text")
    rename(page, "describe_candidate", "Nêu gương")
    page.locator("[data-undo]").click()
    expect(label).to_contain_text("Giới thiệu")
    expect(page.locator("[data-state]")).to_have_text("Giống bản đang dùng")
    page.locator("[data-redo]").click()
    expect(label).to_contain_text("Nêu gương")
    page.locator(".djs-container > svg").click(position={"x": 700, "y": 20})
    page.keyboard.press("Control+z")
    expect(label).to_contain_text("Giới thiệu")


def test_a_new_process_is_drawn_from_scratch_and_deployed(visit: Visits, service: Service) -> None:
    page = opened(visit, "/definitions/new")
    shape(page, "started").click()
    page.locator(".djs-context-pad [data-action='append.append-task']").click()
    page.keyboard.type("Việc đầu tiên")
    page.keyboard.press("Enter")
    page.locator(".djs-context-pad [data-action='append.end-event']").click()
    expect(page.locator(".djs-connection")).to_have_count(2)
    deploy(page, "Bản đầu")
    expect(page.locator("h1")).to_have_text("Quy trình mới")
    expect(page.locator("h1 + p")).to_contain_text("Bản 1, đang dùng")
    with service.database.read() as tx:
        assert [item.last.note for item in queries.processes(tx) if item.name == "Quy trình mới"] == ["Bản đầu"]


def test_the_drawing_is_downloaded_as_a_file_that_opens_elsewhere(visit: Visits) -> None:
    page = opened(visit)
    with page.expect_download() as download:
        page.locator("[data-download]").click()
    assert download.value.suggested_filename == "detect.bpmn"
    before = (BPMN / "detect.bpmn").read_bytes()
    assert changes(before, download.value.path().read_bytes()) == ()


def test_a_step_takes_its_settings_from_an_element_template(visit: Visits) -> None:
    page = opened(visit)
    select(page, "describe_candidate")
    page.locator(".djs-context-pad [data-action=replace]").click()
    page.locator(".djs-popup [data-id='replace.template-vn.lantoa.board-task']").click()
    page.locator(".bio-properties-panel-group-header").filter(has_text="Giao việc").click()
    expect(page.get_by_label("Giao cho")).to_be_visible()
    expect(page.locator(".bio-properties-panel-header-label")).to_contain_text("Giới thiệu điển hình")


def test_an_operation_is_picked_in_words_and_the_check_takes_what_it_writes(visit: Visits) -> None:
    page = opened(visit)
    page.locator("[data-fit]").click()
    shape(page, "register_exemplar").click(force=True)
    page.locator(".djs-context-pad [data-action=replace]").click()
    page.locator("[data-id='replace.template-vn.lantoa.operation.integrity.check.service-task']").click()
    for group in ("Biến đầu vào", "Biến đầu ra"):
        page.locator(".bio-properties-panel-group-header").filter(has_text=group).click()
    expect(page.locator(".bio-properties-panel-label").filter(has_text="Điển hình")).to_be_visible()
    expect(page.get_by_label("Kết quả")).to_have_value("outcome")
    expect(page.locator("[data-findings-state]")).to_have_text("Kiểm tra sơ đồ: không có lỗi.")
    with page.expect_download() as download:
        page.locator("[data-download]").click()
    assert b'type="integrity.check"' in download.value.path().read_bytes()


def test_the_menus_offer_only_what_the_engine_runs(visit: Visits) -> None:
    page = opened(visit)
    select(page, "describe_candidate")
    page.locator(".djs-context-pad [data-action=replace]").click()
    expect(page.locator(".djs-popup [data-id=replace-with-service-task]")).to_be_visible()
    offered = page.locator(".djs-popup [data-id]").evaluate_all("items => items.map((item) => item.dataset.id)")
    assert not [item for item in offered if re.search("script|ad-hoc|transaction|toggle-loop", item)]


def test_an_ordinary_session_is_wholly_in_vietnamese(visit: Visits) -> None:
    page = opened(visit, "/definitions/detect/edit")
    shown: set[str] = set()
    for element_id in ("describe_candidate", "register_exemplar", "g_duplicate", "detect_started"):
        shape(page, element_id).click(position={"x": 18, "y": 18}, force=True)
        page.locator(".bio-properties-panel-group-header:not(.open)").evaluate_all(
            "all => all.forEach((it) => it.click())"
        )
        for menu in ("append", "replace"):
            page.locator(f".djs-context-pad [data-action={menu}]").click()
            expect(page.locator(".djs-popup")).to_be_visible()
            shown |= set(page.evaluate(WORDS))
            page.keyboard.press("Escape")
    page.locator(".djs-palette [data-action=create]").click()
    expect(page.locator(".djs-popup")).to_be_visible()
    shown |= set(page.evaluate(WORDS))
    untranslated = set(page.locator("#editor").evaluate("editor => [...editor.untranslated]"))
    assert len(shown) > 150
    assert untranslated & shown == set()


def test_axe_finds_nothing_and_the_watermark_is_whole(visit: Visits) -> None:
    page = opened(visit)
    select(page, "describe_candidate")
    assert axe(page) == []
    box = page.locator(".bjs-powered-by").bounding_box()
    assert box is not None
    topmost = "([x, y]) => document.elementFromPoint(x, y).closest('.bjs-powered-by') !== null"
    corners = [(box["x"] + 3, box["y"] + 3), (box["x"] + box["width"] - 3, box["y"] + box["height"] - 3)]
    assert all(page.evaluate(topmost, corner) for corner in corners)


def test_without_script_the_editor_says_what_to_do_instead(visit: Visits) -> None:
    page = visit("owner", "/definitions/detect/edit", script=False)
    expect(page.locator(".editor-noscript")).to_be_visible()
    expect(page.locator(".editor-do")).to_be_hidden()
