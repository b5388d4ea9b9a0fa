from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import html

from service.process.forms.pages import Links, render, render_summary
from service.process.forms.rules import FieldFault, Form
from service.process.forms.rules.faults import NOT_NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lxml.html import HtmlElement

EVIL = "<script>alert('x')</script>\"'"


def shown(
    form: Form, answers: dict[str, Any], now: datetime, context: dict[str, Any] | None = None, **more: Any
) -> HtmlElement:
    faults = more.pop("faults", None)
    locale = more.pop("locale", "vi")
    return html.fromstring(render(form, answers, faults, context or {}, now=now, locale=locale, **more))


def test_ties_label_hint_and_error_to_the_control(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form({"type": "number", "key": "n", "label": "Doanh thu", "description": "Theo báo cáo"})
    page = shown(form, {"n": "2,4 tỷ"}, now, faults={"n": FieldFault(NOT_NUMBER)})
    (control,) = page.xpath("//input[@name='n']")
    assert control.get("value") == "2,4 tỷ"
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby").split() == ["q-n-hint", "q-n-error"]
    assert page.xpath("//label[@for='q-n']")
    assert "Theo báo cáo" in page.get_element_by_id("q-n-hint").text_content()
    assert "1.250,5" in page.get_element_by_id("q-n-error").text_content()


def test_writes_dates_and_numbers_as_vietnamese_does(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form({"type": "number", "key": "n"}, {"type": "datetime", "key": "d"})
    page = shown(form, {"n": 1250.5, "d": "2023-05-05"}, now)
    assert page.xpath("//input[@name='n']/@value") == ["1.250,5"]
    assert page.xpath("//input[@name='d']/@value") == ["05/05/2023"]


def test_preselects_nothing(seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]) -> None:
    for form_id in ("candidate", "evaluation", "ballot_setup"):
        page = shown(seed_form(form_id), {}, now, facts)
        assert not page.xpath("//input[@checked]")
        assert not page.xpath("//option[@selected]")


def test_escapes_everything_a_person_or_a_form_wrote(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        {"type": "textfield", "key": "t", "label": EVIL, "description": EVIL},
        {"type": "textarea", "key": "a", "label": EVIL},
        {"type": "radio", "key": "r", "label": EVIL, "values": [{"value": EVIL, "label": EVIL}]},
        {"type": "select", "key": "s", "valuesExpression": "= lists.evil"},
        {"type": "filepicker", "key": "f", "label": EVIL},
        {"type": "text", "text": EVIL},
        {"type": "dynamiclist", "path": "l", "label": EVIL, "components": [{"type": "textfield", "key": "x"}]},
        {"type": "table", "label": EVIL, "dataSource": "= lists.evil", "columns": [{"key": "value", "label": EVIL}]},
    )
    answers = {
        "t": EVIL,
        "a": "</textarea>" + EVIL,
        "r": EVIL,
        "s": EVIL,
        "f": [{"documentId": EVIL, "metadata": {"fileName": EVIL}}],
        "l": [{"x": EVIL}],
    }
    evil = {"lists": {"evil": [{"value": EVIL, "label": EVIL}]}}
    faults = {"t": EVIL, "l.0.x": EVIL}
    for read_only in (False, True):
        page = shown(form, answers, now, evil, faults=faults, read_only=read_only, links=Links(refresh="/x?a=1&b=2"))
        assert not page.xpath("//script")
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert "<script" not in render_summary(form, faults, locale="vi")


def test_holds_no_inline_style_or_script(
    seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]
) -> None:
    page = shown(seed_form("evidence"), {}, now, facts, links=Links(refresh="/ask"))
    assert not page.xpath("//@style | //style | //script")


def test_asks_only_what_the_answers_so_far_call_for(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        {"type": "radio", "key": "a", "values": [{"value": "yes", "label": "Có"}]},
        {"type": "textfield", "key": "b", "conditional": {"hide": "= a = null"}},
    )
    page = shown(form, {}, now)
    assert not page.xpath("//input[@name='b']")
    assert page.get("data-depends") == "a"
    assert page.xpath("//input[@name='a' and @data-refresh]")
    assert page.xpath("//button[@name='_refresh']")
    page = shown(form, {"a": "yes"}, now, links=Links(refresh="/tasks/7"))
    assert page.xpath("//input[@name='b']")
    assert page.xpath("//input[@name='a']/@hx-post") == ["/tasks/7"]


def test_asks_again_when_an_answer_narrows_a_list_of_options(
    seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]
) -> None:
    page = shown(seed_form("candidate"), {}, now, facts, links=Links(refresh="/tasks/7"))
    assert page.xpath("//select[@name='movement']/@hx-post") == ["/tasks/7"]


def test_a_form_without_conditions_has_no_refresh_button(make_form: Callable[..., Form], now: datetime) -> None:
    page = shown(make_form({"type": "textfield", "key": "a"}), {}, now)
    assert not page.xpath("//button[@name='_refresh']")
    assert page.get("data-depends") is None


def test_enter_never_presses_add_or_remove(
    seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]
) -> None:
    page = shown(seed_form("nurture_plan"), {"targets": [{}]}, now, facts)
    assert page.xpath("(//button[@type='submit'])[1]/@name") == []


def test_offers_rows_with_add_and_remove_up_to_the_most(
    seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]
) -> None:
    page = shown(seed_form("sites"), {"rows": [{"agency": "so-y-te"}, {}]}, now, facts)
    assert page.xpath("//button[@name='_add']/@value") == ["rows"]
    assert page.xpath("//button[@name='_remove']/@value") == ["rows.0", "rows.1"]
    assert page.xpath("//select[@name='rows.0.agency']/option[@selected]/@value") == ["so-y-te"]
    page = shown(seed_form("sites"), {"rows": [{}] * 5}, now, facts)
    assert not page.xpath("//button[@name='_add']")


def test_titles_fixed_rows_and_lets_nobody_change_their_number(
    seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]
) -> None:
    page = shown(seed_form("evidence"), {}, now, facts)
    assert page.xpath("//input[@type='hidden']/@value")[:3] == ["G1", "G4", "N1"]
    assert not page.xpath("//button[@name='_add' or @name='_remove']")
    assert page.xpath("//fieldset[@id='q-criteria-1']/legend/text()") == ["G4"]


def test_a_row_that_is_ticked_shows_its_title_as_what_is_ticked(
    seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]
) -> None:
    page = shown(seed_form("evidence"), {}, now, facts)
    (label,) = page.xpath("//fieldset[@id='q-criteria-1']//label")
    assert label.text == "G4"
    assert page.get_element_by_id(label.get("for")).get("name") == "criteria.1.met"


def test_a_button_of_a_list_leads_back_to_the_list_without_script(
    seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]
) -> None:
    page = shown(seed_form("nurture_plan"), {"targets": [{}]}, now, facts, links=Links(refresh="/tasks/7"))
    assert page.xpath("//button[@name='_add']/@formaction") == ["/tasks/7#q-targets-1"]
    assert page.xpath("//button[@name='_remove']/@formaction") == ["/tasks/7#q-targets"]


def test_names_kinds_of_file_as_people_do(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form({"type": "filepicker", "key": "f", "label": "Tệp", "accept": ".pdf,.docx,.xlsx,.jpg,.jpeg"})
    hint = shown(form, {}, now).get_element_by_id("q-f-hint").text_content()
    assert hint.startswith("PDF, Word, Excel, JPG")


def test_lists_attached_files_with_their_ids(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form({"type": "filepicker", "key": "f", "label": "Tệp", "multiple": True})
    reference = {"documentId": "77", "metadata": {"fileName": "biên bản.pdf", "size": 84_000}}
    links = Links(document=lambda number: f"/documents/{number}")
    page = shown(form, {"f": [reference]}, now, links=links)
    assert page.xpath("//input[@type='hidden' and @name='f']/@value") == ["77"]
    assert page.xpath("//input[@type='file']/@name") == ["f__file"]
    assert page.xpath("//button[@name='_detach']/@value") == ["f/77"]
    assert page.xpath("//a/@href") == ["/documents/77"]


def test_links_each_fault_of_the_summary_to_its_question(seed_form: Callable[[str], Form]) -> None:
    faults = {"targets.0.task": FieldFault("Write an answer."), "outcome": FieldFault("Choose one answer.")}
    page = html.fromstring(render_summary(seed_form("nurture_plan"), faults, locale="vi"))
    assert page.xpath("//a/@href") == ["#q-targets-0-task", "#q-outcome"]
    assert page.xpath("//a/text()")[0].startswith("Nhiệm vụ 1, Nhiệm vụ: ")
    assert render_summary(seed_form("nurture_plan"), {}, locale="vi").strip() == ""


def test_speaks_english_where_asked(seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]) -> None:
    page = shown(seed_form("head_decision"), {"outcome": "return"}, now, facts, locale="en")
    assert "Return for more" in page.text_content()
    assert "Trả để bổ sung" not in page.text_content()


def test_shows_a_past_submission_as_definitions(
    seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]
) -> None:
    answers = {"targets": [{"task": "Trồng na", "target": "5 ha", "by": "2022-12-01"}], "outcome": "plain"}
    page = shown(seed_form("nurture_plan"), answers, now, facts, read_only=True)
    said = {term.text_content(): " ".join(term.getnext().text_content().split()) for term in page.xpath("//dt")}
    assert said["Hoàn thành trước ngày"] == "01/12/2022"
    assert said["Cần cơ chế, chính sách?"] == "Không"
    assert not page.xpath("//input | //button")


def test_shows_a_draft_of_any_shape(seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]) -> None:
    draft = {"criteria": "none", "members": ["x"], "acclaim_on": 5, "acclaim_file": "x", "outcome": {"a": 1}}
    assert shown(seed_form("evidence"), draft, now, facts).xpath("//input")


def test_starts_a_list_that_needs_a_row_with_a_blank_one(
    seed_form: Callable[[str], Form], now: datetime, facts: dict[str, Any]
) -> None:
    assert shown(seed_form("nurture_plan"), {}, now, facts).xpath("//input[@name='targets.0.task']")
    assert not shown(seed_form("sites"), {}, now, facts).xpath("//select[@name='rows.0.agency']")


def test_folds_a_table_that_is_longer_than_a_screen(make_form: Callable[..., Form], now: datetime) -> None:
    columns = [{"key": "who", "label": "Ai"}, {"key": "why", "label": "Lý do"}]
    form = make_form({"type": "table", "label": "Việc", "dataSource": "= lists.work", "columns": columns})
    rows = [{"who": f"Sở {number}", "why": "Vì còn thiếu số lượng tối thiểu của năm"} for number in range(9)]
    assert not shown(form, {}, now, {"lists": {"work": rows[:8]}}).xpath("//details")
    page = shown(form, {}, now, {"lists": {"work": rows}})
    assert len(page.xpath('//details[starts-with(normalize-space(summary), "Việc")]//tbody/tr')) == 9
    assert len(page.xpath('//td[@class="cell-long"]')) == 9
