"""The officer's pages in a real browser: readable by everybody, light, quick by keyboard, and nothing typed is lost."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from service.access.commands import add_membership
from service.access.queries import actor_named
from service.core.clock import business_date
from tests.support.browser import PHONE, WIDE, axe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.support.browser import Visits
    from tests.support.served import Service

pytestmark = pytest.mark.browser

OFFICER, HEAD = "officer.so-y-te", "head.so-y-te"
MOST_BYTES = 100_000
PDF = {"name": "biên bản suy tôn.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n"}
LOOKS = [
    pytest.param(WIDE, "vi", "light", id="wide-vi"),
    pytest.param(PHONE, "vi", "light", id="phone-vi"),
    pytest.param(PHONE, "en", "dark", id="phone-en-dark"),
    pytest.param(WIDE, "en", "dark", id="wide-en-dark"),
]


def rows(service: Service, statement: str, **values: Any) -> list[Any]:
    with service.database.read() as tx:
        return list(tx.execute(text(statement), values))


def open_task(service: Service, element_id: str, user_name: str = OFFICER) -> str:
    """The address of an open task of a step that a person may take."""
    found = rows(
        service,
        "select t.user_task_key, t.element_id from user_task t join user_task_group g using (user_task_key)"
        " where t.state = 'CREATED' and t.element_id = :element and g.\"group\" = :group",
        element=element_id,
        group="/".join(reversed(user_name.split(".", 1))),
    )
    assert found, f"no demo case waits at {element_id} for {user_name}"
    return f"/tasks/{found[0].user_task_key}"


def case_with(service: Service, condition: str) -> str:
    return f"/exemplars/{rows(service, f'select exemplar_key from exemplar where {condition}')[0].exemplar_key}"  # noqa: S608


def one_task_of_each_form(service: Service) -> Iterator[tuple[str, str, str]]:
    """Yield form id, person and address of one open task of every form that waits in the demo."""
    seen: set[str] = set()
    for task in rows(
        service,
        'select f.form_id, t.assignee, g."group" as candidates, t.user_task_key from user_task t'
        " join form f using (form_key) left join user_task_group g using (user_task_key)"
        " where t.state = 'CREATED' order by t.user_task_key",
    ):
        if task.form_id in seen:
            continue
        seen.add(task.form_id)
        agency, _, role = (task.candidates or "").partition("/")
        person = task.assignee or ("supervisor" if task.candidates == "ban-tdkt/supervisor" else f"{role}.{agency}")
        yield task.form_id, person, f"/tasks/{task.user_task_key}"


def check(page: Page, *, name: str) -> list[str]:
    """What axe finds on a page, and whether it scrolls sideways."""
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("scrollTo(0, 0)")  # else the bar on top covers controls half, which axe takes for small ones
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"{name}: scrolls sideways by {wider} px"] if wider > 0 else []
    return found + [f"{name}: {each}" for each in axe(page)]


def language(page: Page, code: str) -> None:
    """Read on in a language."""
    page.context.add_cookies([{"name": "lantoa-language", "value": code, "url": page.url}])


@pytest.mark.parametrize(("size", "code", "theme"), LOOKS)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    visit: Visits, service: Service, size: tuple[int, int], code: str, theme: str
) -> None:
    first = open_task(service, "describe_candidate")
    done = rows(service, "select user_task_key from user_task where state = 'COMPLETED' limit 1")[0].user_task_key
    addresses = [
        "/tasks",
        "/tasks?view=agency",
        "/tasks?q=khong+co",
        first,
        "/exemplars",
        "/exemplars?q=khong+co",
        "/exemplars/new",
        case_with(service, "agency = 'so-y-te' order by exemplar_key"),
    ]
    page = visit(OFFICER, "/tasks", size=size, theme=theme)
    language(page, code)
    found = []
    for address in addresses:
        page.goto(address)
        found += check(page, name=address)
    page.goto(first)
    page.click(".actions .btn-primary")
    page.wait_for_selector(".summary")
    found += check(page, name="refused answers")
    page = visit("supervisor", "/tasks", size=size, theme=theme)
    language(page, code)
    for address in (f"/tasks/{done}", first, case_with(service, "status = 'replicated'"), "/tasks?view=overdue"):
        page.goto(address)
        found += check(page, name=address)
    assert found == []


@pytest.mark.parametrize(("size", "code", "theme"), [LOOKS[1], LOOKS[3]])
def test_axe_finds_nothing_on_any_form_that_waits_in_the_demo(
    visit: Visits, service: Service, size: tuple[int, int], code: str, theme: str
) -> None:
    found, forms = [], set()
    pages: dict[str, Page] = {}
    for form_id, person, address in one_task_of_each_form(service):
        if person not in pages:
            pages[person] = visit(person, "/tasks", size=size, theme=theme)
            language(pages[person], code)
        pages[person].goto(address)
        found += check(pages[person], name=f"{form_id} ({person})")
        forms.add(form_id)
    assert found == []
    assert len(forms) >= 18


def test_a_page_weighs_less_than_100_kb_without_fonts(visit: Visits, service: Service) -> None:
    page = visit(OFFICER, "/tasks")
    weights: dict[str, int] = {}

    def weigh(response: Any) -> None:
        if not response.url.endswith(".woff2") and response.ok:
            weights[urlsplit(response.url).path] = len(gzip.compress(response.body()))

    page.on("response", weigh)
    case = case_with(service, "agency = 'so-y-te' order by exemplar_key")
    for address in ("/tasks", open_task(service, "describe_candidate"), "/exemplars", case):
        weights.clear()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert sum(weights.values()) < MOST_BYTES, (address, weights)


def test_the_case_shows_on_the_diagram_where_it_stands_once_it_is_reached(visit: Visits, service: Service) -> None:
    page = visit(OFFICER, case_with(service, "agency = 'so-y-te' and closed_at is null order by exemplar_key"))
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-drawn]").count() == 0
    page.get_by_role("link", name="Trên sơ đồ").click()
    page.wait_for_selector("[data-drawn] .djs-element.is-now")


def test_the_list_obeys_the_keyboard(visit: Visits) -> None:
    page = visit("supervisor", "/tasks")
    page.wait_for_selector("html[data-ready]", state="attached")
    names = page.locator(".work-name a").all_text_contents()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator(".work.is-cursor .work-name a").text_content() == names[0]
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.wait_for_selector(".work-holder .is-mine")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#task")
    assert page.locator("h1").text_content() == names[0]


def test_the_phone_has_a_search_of_its_own(visit: Visits) -> None:
    page = visit("supervisor", "/tasks", size=PHONE)
    box = page.locator(".list-search input")
    box.fill("ma van trai")
    box.press("Enter")
    page.wait_for_url("**/tasks?q=*")
    assert page.locator(".work-subject").all_text_contents() != []
    assert "Mã Văn Trại" in page.locator(".work-subject").first.text_content()  # type: ignore[operator]


def test_a_draft_saves_itself_and_survives_a_reload(visit: Visits, service: Service) -> None:
    page = visit(OFFICER, open_task(service, "describe_candidate"))
    page.get_by_label("Không mật").check()
    page.get_by_label("Tên người, hộ, tập thể").fill("Bác sĩ Nửa Chừng")
    page.locator("[data-saved].state-done").wait_for()
    assert "Đã lưu nháp lúc" in page.locator("[data-saved]").inner_text()
    page.get_by_label("Nổi bật ở điểm nào?").fill("Khám tại nhà")
    page.locator("h1").click()
    page.locator("[data-saved].state-done").wait_for()
    page.reload()
    assert page.get_by_label("Tên người, hộ, tập thể").input_value() == "Bác sĩ Nửa Chừng"
    assert page.get_by_label("Nổi bật ở điểm nào?").input_value() == "Khám tại nhà"


def test_of_two_windows_the_older_is_told_and_its_entries_stay(visit: Visits, service: Service) -> None:
    address = open_task(service, "describe_candidate")
    first = visit(OFFICER, address)
    first.get_by_label("Không mật").check()
    first.locator("[data-saved].state-done").wait_for()
    second = first.context.new_page()
    second.goto(address)
    first.get_by_label("Tên người, hộ, tập thể").fill("Cửa sổ một")
    first.locator("h1").click()
    first.locator("[data-saved].state-done").wait_for()
    second.get_by_label("Tên người, hộ, tập thể").fill("Cửa sổ hai")
    second.locator("h1").click()
    second.get_by_text("Bản nháp mới hơn đã được lưu ở cửa sổ khác").wait_for()
    assert second.get_by_label("Tên người, hộ, tập thể").input_value() == "Cửa sổ hai"
    second.get_by_role("button", name="Giữ nội dung ở đây").click()
    second.locator("[data-saved].state-done").wait_for()
    assert not second.locator("#draft-conflict").is_visible()
    first.reload()
    assert first.get_by_label("Tên người, hộ, tập thể").input_value() == "Cửa sổ hai"


def test_questions_change_while_one_goes_on_typing(visit: Visits, service: Service) -> None:
    page = visit(OFFICER, open_task(service, "describe_candidate"))
    page.get_by_label("Không mật").check()
    page.get_by_label("Nổi bật ở điểm nào?").fill("Khám tại nhà")
    page.get_by_label("Phong trào").select_option("y-te")
    page.locator("#q-subject_type option[value=individual]").wait_for(state="attached")
    page.get_by_label("Đối tượng").select_option("individual")
    page.get_by_label("Năm sinh").wait_for()
    assert page.get_by_label("Nổi bật ở điểm nào?").input_value() == "Khám tại nhà"
    page.locator("[data-saved].state-done").wait_for()
    assert not page.locator("#draft-conflict").is_visible()


def test_a_refused_form_leads_the_eye_and_the_focus(visit: Visits, service: Service) -> None:
    page = visit(OFFICER, open_task(service, "describe_candidate"))
    page.click(".actions .btn-primary")
    page.wait_for_selector(".summary:focus")
    link = page.locator(".summary a").first
    target = str(link.get_attribute("href"))
    link.click()
    assert page.evaluate("'#' + document.activeElement.id") == target


def test_a_file_is_attached_at_once_and_can_be_taken_away(visit: Visits, service: Service) -> None:
    page = visit(OFFICER, open_task(service, "describe_candidate"))
    _describe(page)
    page.get_by_role("button", name="Gửi giới thiệu").click()
    page.get_by_role("link", name="Bổ sung minh chứng").first.click()
    page.locator("#q-acclaim_file").set_input_files(PDF)
    page.get_by_role("link", name=PDF["name"]).wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name=PDF["name"]).click()
    assert download.value.suggested_filename == PDF["name"]
    page.locator("#q-acclaim_file").set_input_files({**PDF, "name": "lạ.pdf", "buffer": b"MZ"})
    page.locator("#q-acclaim_file-error").wait_for()
    page.get_by_role("button", name=f"Bỏ tệp {PDF['name']}").click()
    page.get_by_role("link", name=PDF["name"]).wait_for(state="detached")


def test_a_file_chosen_while_the_questions_are_asked_again_is_not_lost(visit: Visits, service: Service) -> None:
    page = visit(OFFICER, open_task(service, "describe_candidate"))
    _describe(page)
    page.get_by_role("button", name="Gửi giới thiệu").click()
    page.get_by_role("link", name="Bổ sung minh chứng").first.click()
    with page.expect_file_chooser() as chooser:
        page.locator("#q-acclaim_file-pick").click()
    page.locator(".rows-ticked input[type=checkbox]").first.check()
    page.locator("#q-criteria-0-fact").wait_for()
    chooser.value.set_files(PDF)  # the dialog was opened before the questions were replaced
    page.get_by_role("link", name=PDF["name"]).wait_for()
    page.locator("#q-criteria-0-file").set_input_files({**PDF, "name": "ảnh.pdf"})
    page.get_by_role("link", name="ảnh.pdf").wait_for()
    assert page.get_by_role("link", name=PDF["name"]).count() == 1


def test_of_two_who_claim_the_second_learns_who_was_first(visit: Visits, service: Service) -> None:
    with service.database.read() as tx:
        head, officer = actor_named(tx, HEAD), actor_named(tx, OFFICER)
        today = business_date(tx.now)
    assert head is not None
    assert head.account_key is not None
    assert officer is not None
    with service.database.begin() as tx:
        add_membership(tx, account_key=head.account_key, agency="so-y-te", role="officer", from_on=today)
    address = open_task(service, "describe_candidate")
    first, second = visit(OFFICER, address), visit(HEAD, address)
    second.get_by_label("Không mật").check()
    second.locator("[data-saved].state-done").wait_for()
    first.get_by_role("button", name="Nhận việc").click()
    first.get_by_text("bạn đang giữ việc này").wait_for()
    second.get_by_role("button", name="Nhận việc").click()
    second.get_by_text(f"{officer.display_name} đã nhận việc này").wait_for()
    assert second.locator("#task").count() == 0
    assert "Bản nháp của bạn" in second.locator(".sheet").inner_text()


def _describe(page: Page) -> None:
    """Fill in the first form by its labels."""
    page.get_by_label("Không mật").check()
    page.get_by_label("Gương").check()
    page.get_by_label("Phong trào").select_option("y-te")
    page.locator("#q-subject_type option[value=individual]").wait_for(state="attached")
    page.get_by_label("Đối tượng").select_option("individual")
    page.get_by_label("Năm sinh").fill("1980")
    page.get_by_label("Tên người, hộ, tập thể").fill("Bác sĩ Hứa Văn Tận Tụy")
    page.get_by_label("Trực tiếp lao động").check()
    page.get_by_label("Xã, phường").select_option(index=1)
    page.get_by_label("Từng mặt").check()
    page.get_by_label("Nguồn phát hiện").select_option(index=1)
    page.get_by_label("Nổi bật ở điểm nào?").fill("Khám tại nhà cho 42 hộ, không thu tiền.")
    page.get_by_label("Người đứng đầu chịu trách nhiệm").select_option(index=1)


@pytest.mark.parametrize(("size", "language"), [(WIDE, "vi"), (PHONE, "vi"), (PHONE, "en")])
def test_the_history_tells_why_a_decision_went_so(
    visit: Visits, service: Service, size: tuple[int, int], language: str
) -> None:
    page = visit(
        "supervisor",
        f"{case_with(service, 'recognised_at is not null order by exemplar_key')}?lang={language}",
        size=size,
        language=language,
    )
    why = page.locator(".why").last
    why.locator("summary").click()
    meets, own = ("Đủ điều kiện", "Tiêu chí riêng đạt") if language == "vi" else ("Meets the conditions", "Tiêu chí")
    expect(why.locator("summary")).to_contain_text(meets)
    expect(why.locator("dl")).to_contain_text(own)
    expect(why.locator(".sub")).to_contain_text("bản 1" if language == "vi" else "version 1")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
