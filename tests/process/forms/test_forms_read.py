from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.process.forms.rules import FormRefused, read_form

NAME = {"type": "textfield", "key": "name", "label": "Tên"}


def refused(*components: Any, **root: Any) -> dict[str, str]:
    document = {"id": "trial", "type": "default", "components": list(components)} | root
    with pytest.raises(FormRefused) as caught:
        read_form(json.dumps(document).encode())
    return caught.value.fields


def test_reads_what_a_form_file_says() -> None:
    form = read_form(
        json.dumps(
            {
                "id": "trial",
                "type": "default",
                "schemaVersion": 19,
                "components": [
                    NAME | {"validate": {"required": True, "maxLength": 9}, "properties": {"privacy": "P2"}}
                ],
            }
        ).encode()
    )
    (part,) = form.components
    assert (form.form_id, part.key, part.required, part.bounds.max_length) == ("trial", "name", True, 9)
    assert part.privacy == "P2"


@pytest.mark.parametrize(
    "document",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"id": "a", "id": "b"}', b'{"id": NaN}', b"[" * 100_000, b" " * 600_000],
    ids=["empty", "cut", "list", "not-utf8", "name-twice", "nan", "deep", "large"],
)
def test_refuses_a_file_that_is_no_form(document: bytes) -> None:
    with pytest.raises(FormRefused):
        read_form(document)


def test_names_every_fault_with_path_and_reason() -> None:
    faults = refused(
        {"type": "iframe", "url": "x"},
        NAME,
        NAME,
        NAME | {"key": "a b"},
        NAME | {"key": "hidden", "conditional": {"hide": "= 1 +"}},
        NAME | {"key": "pattern", "validate": {"pattern": "("}},
    )
    assert faults.keys() == {
        "components[0].type",
        "components[2].key",
        "components[3].key",
        "components[4].conditional.hide",
        "components[5].validate.pattern",
    }
    assert "iframe" in faults["components[0].type"]
    assert "twice" in faults["components[2].key"]


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)+", "(.*a){30}", r"(\w+)+$", "a*" * 9, "a" * 300])
def test_refuses_a_pattern_that_can_be_slow(pattern: str) -> None:
    assert refused(NAME | {"validate": {"pattern": pattern}}).keys() == {"components[0].validate.pattern"}


@pytest.mark.parametrize("pattern", ["[0-9]{4}", r"\d+/QĐ-\w+", "(ab|cd)e?", "[^ ]{1,10}(,[^ ]{1,10}){0,3}"])
def test_accepts_an_ordinary_pattern(pattern: str) -> None:
    read_form(json.dumps({"id": "f", "components": [NAME | {"validate": {"pattern": pattern}}]}).encode())


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"defaultValue": "x"}, "components[0].defaultValue"),
        ({"readonly": True}, "components[0].readonly"),
        ({"label": 5}, "components[0].label"),
        ({"validate": {"requried": True}}, "components[0].validate.requried"),
        ({"validate": {"required": "yes"}}, "components[0].validate.required"),
        ({"validate": {"maxLength": -1}}, "components[0].validate.maxLength"),
        ({"validate": {"validationType": "iban"}}, "components[0].validate.validationType"),
        ({"validate": []}, "components[0].validate"),
        ({"conditional": {"hide": "secret"}}, "components[0].conditional.hide"),
        ({"properties": {"privacy": "P9"}}, "components[0].properties.privacy"),
        ({"properties": {"rule": "= 1 = 1"}}, "components[0].properties.rule_message"),
        ({"key": "case"}, "components[0].key"),
        ({"key": "_add"}, "components[0].key"),
        ({"type": ["textfield"]}, "components[0].type"),
    ],
)
def test_refuses_what_it_would_have_to_ignore(change: dict[str, Any], path: str) -> None:
    assert path in refused(NAME | change)


@pytest.mark.parametrize(
    ("component", "path"),
    [
        ({"type": "radio", "key": "a"}, "components[0].values"),
        ({"type": "radio", "key": "a", "values": [{"value": "x"}]}, "components[0].values[0]"),
        ({"type": "radio", "key": "a", "values": [{"value": "x", "label": "x"}] * 2}, "components[0].values"),
        ({"type": "select", "key": "a", "valuesKey": "list"}, "components[0].valuesKey"),
        ({"type": "select", "key": "a", "valuesExpression": "= ]"}, "components[0].valuesExpression"),
        ({"type": "datetime", "key": "a", "subtype": "time"}, "components[0].subtype"),
        ({"type": "expression", "key": "a"}, "components[0].expression"),
        ({"type": "table", "columns": [{"key": "a", "label": "a"}]}, "components[0].dataSource"),
        ({"type": "table", "dataSource": "= []"}, "components[0].columns"),
        ({"type": "html", "content": "= secret"}, "components[0].content"),
        ({"type": "group", "components": []}, "components[0].components"),
        ({"type": "group", "path": "p", "components": [NAME]}, "components[0].path"),
        ({"type": "filepicker", "key": "a", "accept": "image/*"}, "components[0].accept"),
        ({"type": "number", "key": "a", "validate": {"min": "five"}}, "components[0].validate.min"),
        (5, "components[0]"),
    ],
)
def test_refuses_an_incomplete_component(component: Any, path: str) -> None:
    assert path in refused(component)


def test_refuses_a_list_inside_a_list() -> None:
    inner = {"type": "dynamiclist", "path": "inner", "components": [NAME]}
    outer = {"type": "dynamiclist", "path": "outer", "components": [{"type": "group", "components": [inner]}]}
    assert "components[0].components[0].components[0]" in refused(outer)


def test_gives_each_list_keys_of_its_own_and_a_group_none() -> None:
    rows = {"type": "dynamiclist", "path": "rows", "components": [NAME]}
    read_form(json.dumps({"id": "f", "components": [NAME, rows]}).encode())
    assert refused(NAME, {"type": "group", "components": [NAME]}).keys() == {"components[1].components[0].key"}


def test_refuses_too_many_or_too_deep_components() -> None:
    assert "components[300]" in refused(*[NAME | {"key": f"k{number}"} for number in range(301)])
    deep: dict[str, Any] = NAME
    for _ in range(8):
        deep = {"type": "group", "components": [deep]}
    assert any(reason.startswith("expected at most") for reason in refused(deep).values())


def test_cleans_html() -> None:
    content = '<p onclick="x()">Chào <script>alert(1)</script><a href="javascript:x()">đi</a></p>'
    form = read_form(json.dumps({"id": "f", "components": [{"type": "html", "content": content}]}).encode())
    assert "script" not in form.components[0].content
    assert "onclick" not in form.components[0].content
    assert "Chào" in form.components[0].content


@pytest.mark.parametrize("form_id", ["", "a b", "1x", "../x", 5])
def test_refuses_an_unusable_form_id(form_id: Any) -> None:
    assert "id" in refused(NAME, id=form_id)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                ["type", "key", "path", "label", "values", "validate", "conditional", "properties", "components"]
            ),
            st.none()
            | st.sampled_from(["textfield", "radio", "group", "dynamiclist", "number", "= 1 +", "a"])
            | st.integers()
            | st.lists(st.dictionaries(st.sampled_from(["type", "value", "label"]), st.text(max_size=3)), max_size=2)
            | st.dictionaries(st.sampled_from(["hide", "rule", "required", "min", "pattern"]), st.text(max_size=5)),
        ),
        max_size=3,
    )
)
def test_reads_or_refuses_whatever_it_is_given(components: list[dict[str, Any]]) -> None:
    with contextlib.suppress(FormRefused):
        read_form(json.dumps({"id": "any", "components": components}).encode())
