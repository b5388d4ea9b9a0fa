from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.process.forms.rules import AnswersInvalid, FieldFault, Form, read_form
from service.process.forms.schemas import check

if TYPE_CHECKING:
    from collections.abc import Callable

YES_NO = [{"value": "yes", "label": "Có"}, {"value": "no", "label": "Không"}]
FILE = {
    "camunda.document.type": "camunda",
    "documentId": "77",
    "storeId": "default",
    "contentHash": "abc",
    "metadata": {"fileName": "anh.PNG", "contentType": "image/png", "size": 10},
}


def text(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, "label": key} | more


def radio(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "radio", "key": key, "label": key, "values": YES_NO} | more


def faults(
    form: Form, answers: Any, now: datetime, context: dict[str, Any] | None = None, **more: Any
) -> dict[str, str]:
    with pytest.raises(AnswersInvalid) as caught:
        check(form, answers, context or {}, now=now, **more)
    assert all(isinstance(fault, FieldFault) for fault in caught.value.fields.values())
    return caught.value.fields


def test_returns_every_question_with_blanks_filled_in(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        text("name"),
        {"type": "number", "key": "count"},
        {"type": "checkbox", "key": "sure"},
        {"type": "checklist", "key": "parts", "values": YES_NO},
        {"type": "filepicker", "key": "file"},
        {"type": "dynamiclist", "path": "rows", "components": [text("task")]},
    )
    blank = {"name": None, "count": None, "sure": False, "parts": [], "file": [], "rows": []}
    assert check(form, {}, {}, now=now) == blank
    assert check(form, dict.fromkeys(blank), {}, now=now) == blank


def test_trims_and_composes_text(make_form: Callable[..., Form], now: datetime) -> None:
    decomposed = "Na\u0302ng  \r\ncao "
    assert check(make_form(text("name")), {"name": decomposed}, {}, now=now) == {"name": "Nâng  \ncao"}


def test_refuses_unknown_questions_at_every_level(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(text("name"), {"type": "dynamiclist", "path": "rows", "components": [text("task")]})
    answers = {"name": "a", "other": 1, "rows": [{"task": "b", "extra": 2}]}
    assert faults(form, answers, now).keys() == {"other", "rows.0.extra"}


@pytest.mark.parametrize("answers", [None, [], "text", 5, True])
def test_refuses_answers_that_are_no_object(make_form: Callable[..., Form], now: datetime, answers: Any) -> None:
    assert faults(make_form(text("name", validate={"required": True})), answers, now).keys() == {""}


@pytest.mark.parametrize(
    ("component", "value"),
    [
        (text("q"), 5),
        (text("q"), ["a"]),
        (text("q"), "a\u0000b"),
        (text("q"), "\ud800"),
        (text("q"), "x" * 201),
        (text("q", validate={"minLength": 3}), "ab"),
        (text("q", validate={"pattern": "[0-9]{4}"}), "12345"),
        (text("q", validate={"pattern": "[0-9]{4}"}), "1234\u20285"),
        (text("q", validate={"validationType": "email"}), "a@b"),
        (text("q", validate={"validationType": "phone"}), "gọi tôi"),
        ({"type": "number", "key": "q"}, True),
        ({"type": "number", "key": "q"}, "5"),
        ({"type": "number", "key": "q"}, float("nan")),
        ({"type": "number", "key": "q"}, float("inf")),
        ({"type": "number", "key": "q"}, 1e16),
        ({"type": "number", "key": "q"}, 10**400),
        ({"type": "number", "key": "q", "decimalDigits": 0}, 1.5),
        ({"type": "number", "key": "q", "decimalDigits": 2}, 1.555),
        ({"type": "number", "key": "q", "validate": {"min": 0}}, -1),
        ({"type": "number", "key": "q", "validate": {"max": "= limit"}}, 11),
        ({"type": "datetime", "key": "q"}, "05/05/2023"),
        ({"type": "datetime", "key": "q"}, "2023-02-30"),
        ({"type": "datetime", "key": "q"}, "20230205"),
        ({"type": "datetime", "key": "q"}, 20230205),
        ({"type": "checkbox", "key": "q"}, "true"),
        ({"type": "checkbox", "key": "q"}, 1),
        (radio("q"), "maybe"),
        (radio("q"), ["yes"]),
        (radio("q"), True),
        ({"type": "checklist", "key": "q", "values": YES_NO}, "yes"),
        ({"type": "checklist", "key": "q", "values": YES_NO}, ["maybe"]),
        ({"type": "checklist", "key": "q", "values": YES_NO}, ["yes", "yes"]),
        ({"type": "taglist", "key": "q", "values": YES_NO, "properties": {"max_items": "1"}}, ["yes", "no"]),
        ({"type": "select", "key": "q", "valuesExpression": "= lists.none"}, "yes"),
        ({"type": "filepicker", "key": "q"}, [{"documentId": "7"}]),
        ({"type": "filepicker", "key": "q"}, ["7"]),
        ({"type": "filepicker", "key": "q"}, FILE),
        ({"type": "filepicker", "key": "q"}, [FILE, FILE | {"documentId": "8"}]),
        ({"type": "filepicker", "key": "q", "accept": ".pdf"}, [FILE]),
        ({"type": "filepicker", "key": "q"}, [FILE | {"metadata": {"fileName": "a", "size": 30_000_000}}]),
        ({"type": "filepicker", "key": "q", "multiple": True}, [FILE] * 11),
    ],
)
def test_refuses_an_ill_typed_or_unfit_answer(
    make_form: Callable[..., Form], now: datetime, component: dict[str, Any], value: Any
) -> None:
    assert faults(make_form(component), {"q": value}, now, {"limit": 10, "lists": {}}).keys() == {"q"}


@pytest.mark.parametrize(
    ("component", "value"),
    [
        (text("q", validate={"validationType": "email"}), "ten@langson.gov.vn"),
        (text("q", validate={"validationType": "phone"}), "0205 3812 345"),
        ({"type": "number", "key": "q"}, 0),
        ({"type": "number", "key": "q", "decimalDigits": 0}, 5.0),
        ({"type": "number", "key": "q", "decimalDigits": 2}, 1.25),
        ({"type": "datetime", "key": "q"}, "2024-02-29"),
        ({"type": "radio", "key": "q", "values": [{"value": 5, "label": "5"}]}, 5),
        ({"type": "filepicker", "key": "q", "accept": ".png"}, [FILE]),
    ],
)
def test_accepts_a_fit_answer(
    make_form: Callable[..., Form], now: datetime, component: dict[str, Any], value: Any
) -> None:
    assert check(make_form(component), {"q": value}, {}, now=now) == {"q": value}


@pytest.mark.parametrize("kind", ["textfield", "number", "datetime", "checkbox", "filepicker"])
def test_asks_for_what_is_required_in_its_own_words(make_form: Callable[..., Form], now: datetime, kind: str) -> None:
    form = make_form({"type": kind, "key": "q", "validate": {"required": True}})
    (fault,) = faults(form, {}, now).values()
    assert fault.split()[0] in {"Write", "Enter", "Tick", "Attach"}


def test_a_number_zero_is_an_answer(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form({"type": "number", "key": "q", "validate": {"required": True}})
    assert check(form, {"q": 0}, {}, now=now) == {"q": 0}


def test_drops_the_answers_of_hidden_questions_whatever_they_are(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        radio("more"),
        text("detail", validate={"required": True}, conditional={"hide": '= more != "yes"'}),
        {"type": "group", "conditional": {"hide": '= more != "yes"'}, "components": [{"type": "number", "key": "n"}]},
    )
    assert check(form, {"more": "no", "detail": "gone", "n": "not a number"}, {}, now=now) == {"more": "no"}
    assert faults(form, {"more": "yes", "n": "x"}, now).keys() == {"detail", "n"}


def test_follows_conditions_that_hang_on_hidden_answers(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        radio("a"),
        radio("b", conditional={"hide": '= a != "yes"'}),
        text("c", validate={"required": True}, conditional={"hide": '= b = null or b != "yes"'}),
    )
    assert check(form, {"a": "no", "b": "yes", "c": "x"}, {}, now=now) == {"a": "no"}


def test_ends_when_conditions_contradict_each_other(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        text("a", conditional={"hide": "= b != null"}),
        text("b", conditional={"hide": "= a = null"}),
    )
    assert check(form, {"a": "x", "b": "y"}, {}, now=now).keys() <= {"a", "b"}


def test_a_name_means_the_forms_own_answer_not_the_variable(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        radio("outcome"), text("why", validate={"required": True}, conditional={"hide": '= outcome = "yes"'})
    )
    assert faults(form, {"outcome": "no"}, now, {"outcome": "yes"}).keys() == {"why"}
    form = make_form(radio("outcome"), text("why", conditional={"hide": "= outcome = variables.outcome"}))
    assert check(form, {"outcome": "yes", "why": "x"}, {"outcome": "yes"}, now=now) == {"outcome": "yes"}


def test_computes_on_the_server_and_ignores_what_was_sent(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        {"type": "number", "key": "a"},
        {"type": "expression", "key": "twice", "expression": "= 2 * a"},
        {"type": "expression", "key": "more", "expression": "= twice + 1"},
    )
    assert check(form, {"a": 3, "twice": 99, "more": {"x": 1}}, {}, now=now) == {"a": 3, "twice": 6, "more": 7}


def test_takes_choices_from_the_lists_of_the_moment(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form({"type": "select", "key": "who", "valuesExpression": "= lists.people"})
    context = {"lists": {"people": [{"value": "an", "label": "An"}]}}
    assert check(form, {"who": "an"}, context, now=now) == {"who": "an"}
    assert faults(form, {"who": "binh"}, now, context).keys() == {"who"}


def test_names_the_row_of_each_fault(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        {
            "type": "dynamiclist",
            "path": "rows",
            "components": [
                radio("kind", validate={"required": True}),
                text("why", validate={"required": True}, conditional={"hide": '= kind != "yes"'}),
                {"type": "number", "key": "n"},
            ],
        }
    )
    answers = {"rows": [{"kind": "no", "why": "gone"}, {"kind": "yes", "n": "x"}, {}, "row", {"kind": "no", "n": 1}]}
    assert list(faults(form, answers, now)) == ["rows.1.why", "rows.1.n", "rows.2.kind", "rows.3"]
    assert check(form, {"rows": [{"kind": "no", "why": "gone"}]}, {}, now=now) == {"rows": [{"kind": "no", "n": None}]}


def test_refuses_a_list_that_is_none_or_too_long(make_form: Callable[..., Form], now: datetime) -> None:
    rows = {"type": "dynamiclist", "path": "rows", "components": [text("task")], "properties": {"max_items": "2"}}
    assert faults(make_form(rows), {"rows": {"0": {}}}, now).keys() == {"rows"}
    assert faults(make_form(rows), {"rows": [{}] * 3}, now).keys() == {"rows"}
    assert faults(make_form(rows), {"rows": [{}] * 5_000}, now).keys() == {"rows"}
    assert faults(make_form(rows | {"validate": {"required": True}}), {"rows": []}, now).keys() == {"rows"}


def test_keeps_a_list_with_fixed_rows_to_its_rows(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form(
        {
            "type": "dynamiclist",
            "path": "rows",
            "allowAddRemove": False,
            "properties": {"rows": "= lists.criteria", "row_key": "criterion"},
            "components": [text("criterion"), {"type": "checkbox", "key": "met"}],
        }
    )
    context = {"lists": {"criteria": ["G1", "G2"]}}
    assert check(form, {"rows": [{"criterion": "G2", "met": True}]}, context, now=now) == {
        "rows": [{"criterion": "G2", "met": True}, {"criterion": "G1", "met": False}]
    }
    assert faults(form, {"rows": [{"criterion": "G9"}]}, now, context).keys() == {"rows.0.criterion"}
    twice = {"rows": [{"criterion": "G1"}, {"criterion": "G1"}]}
    assert faults(form, twice, now, context).keys() == {"rows.1.criterion"}


def test_says_a_broken_rule_in_the_forms_own_words(make_form: Callable[..., Form], now: datetime) -> None:
    rule = {"rule": "= agree <= total", "rule_message": "Quá số người, 100%.", "rule_message_en": "Too many, 100%."}
    form = make_form(
        {"type": "number", "key": "total"},
        {"type": "number", "key": "agree", "properties": rule},
    )
    assert check(form, {"total": 5, "agree": 5}, {}, now=now)
    (fault,) = faults(form, {"total": 5, "agree": 6}, now).values()
    assert isinstance(fault, FieldFault)
    assert fault.in_words(lambda english: english, "vi") == "Quá số người, 100%."
    assert fault.in_words(lambda english: english, "en") == "Too many, 100%."


def test_keeps_dates_within_the_plan_where_it_is_known(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form({"type": "datetime", "key": "on", "properties": {"period": "plan"}})
    plan = {"case": {"plan_from": "2021-01-01", "plan_to": "2025-12-31"}}
    assert check(form, {"on": "2025-12-31"}, plan, now=now) == {"on": "2025-12-31"}
    assert check(form, {"on": "2030-01-01"}, {}, now=now) == {"on": "2030-01-01"}
    assert faults(form, {"on": "2026-01-01"}, now, plan).keys() == {"on"}


def test_takes_what_the_store_says_of_a_document(make_form: Callable[..., Form], now: datetime) -> None:
    form = make_form({"type": "filepicker", "key": "file", "multiple": True})
    stored = FILE | {"contentHash": "true"}
    assert check(form, {"file": [FILE]}, {}, now=now, documents=lambda _: stored) == {"file": [stored]}
    assert faults(form, {"file": [FILE]}, now, documents=lambda _: None).keys() == {"file"}


def test_translates_a_fault_by_its_template() -> None:
    fault = FieldFault("Keep at most %(maximum)s; there are %(count)s.", maximum=3, count=5)
    catalogue = {fault.template: "Giữ nhiều nhất %(maximum)s; đang có %(count)s."}
    assert fault == "Keep at most 3; there are 5."
    assert fault.in_words(lambda english: catalogue[english], "vi") == "Giữ nhiều nhất 3; đang có 5."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
EVERY_KEY = ["text", "count", "on", "sure", "pick", "picks", "file", "rows", "total", "other"]


@settings(max_examples=200, deadline=None)
@given(answers=st.dictionaries(st.sampled_from(EVERY_KEY), JSON, max_size=10))
def test_refuses_or_accepts_any_json_and_says_nothing_else(answers: dict[str, Any]) -> None:
    condition = {"hide": '= pick = "yes" or count(rows) > 1'}
    components = [
        text("text"),
        {"type": "number", "key": "count", "validate": {"max": "= total"}},
        {"type": "datetime", "key": "on", "conditional": condition, "properties": {"period": "plan"}},
        {"type": "checkbox", "key": "sure"},
        radio("pick"),
        {"type": "taglist", "key": "picks", "valuesExpression": "= rows.task"},
        {"type": "filepicker", "key": "file"},
        {"type": "dynamiclist", "path": "rows", "components": [text("task", conditional={"hide": "= parent.sure"})]},
        {"type": "expression", "key": "total", "expression": "= count(rows) + count"},
    ]
    form = read_form(json.dumps({"id": "any", "components": components}).encode())
    now = datetime(2022, 3, 1, tzinfo=UTC)
    with contextlib.suppress(AnswersInvalid):
        accepted = check(form, answers, {"case": {"plan_from": "2021-01-01", "plan_to": "2025-12-31"}}, now=now)
        assert check(form, accepted, {}, now=now) == accepted
        json.dumps(accepted, allow_nan=False)
