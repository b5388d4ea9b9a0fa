"""What a request may hold at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from service.web.body import DEEPEST, LONGEST_NUMBER, JsonRefused, refuse_unkeepable

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ('{"a": ["b", "x\\u0000"]}', "a.1"),
        ('{"a": "\\ud83d"}', "a"),
        ('{"a": {"\\udc00": 1}}', "a"),
        ('{"a": 1e400}', "a"),
        ('{"a": -Infinity}', "a"),
        (f'{{"a": {"9" * (LONGEST_NUMBER + 1)}}}', "a"),
        (f'{{"a": {"9" * 5000}}}', "$"),
        ("[" * 100_000, "$"),
        ('{"a":' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1), "a.a.a.a.a"),
    ],
)
def test_refuses_json_that_cannot_be_kept_and_names_the_place(content: str, path: str) -> None:
    with pytest.raises(JsonRefused) as refused:
        refuse_unkeepable(content.encode())
    assert list(refused.value.fields) == [path]


@pytest.mark.parametrize(
    "content",
    [
        '{"a": "\\\\u0000 \\\\ud800"}',
        '{"a": "\\ud83d\\ude00"}',
        f'{{"a": {"9" * LONGEST_NUMBER}, "b": 1e100, "c": "{"9" * 60}", "d": "NaN"}}',
        json.dumps([[n] for n in range(500)]),
        '{"a": \\u0000}',
    ],
)
def test_lets_pass_what_only_looks_like_it_and_leaves_bad_syntax_to_the_reader(content: str) -> None:
    refuse_unkeepable(content.encode())


@pytest.mark.parametrize("path", ["/nothing%00", "/nothing?a=%00", "/nothing?%00=a"])
def test_refuses_nul_in_an_address(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_refuses_nul_in_a_form(client: FlaskClient) -> None:
    assert client.post("/nothing", data={"a": "b\0"}).status_code == 400
    assert client.post("/nothing", data={"a\0": "b"}, content_type="multipart/form-data").status_code == 400
