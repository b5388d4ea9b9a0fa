"""A diagram in words, and what it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.process.studio.rules import KINDS, outline, used_by_diagram
from tests.support import bpmn

BPMN = Path(__file__).parents[3] / "workflows" / "bpmn"
EVERY = sorted(path.stem for path in BPMN.glob("*.bpmn"))


def seed(name: str) -> bytes:
    return (BPMN / f"{name}.bpmn").read_bytes()


def test_steps_stand_in_the_order_of_the_flow_not_of_the_file() -> None:
    last_first = bpmn.node("userTask", "b", name="Second") + bpmn.node("userTask", "a", name="First")
    xml = bpmn.diagram("p", bpmn.start(), last_first, bpmn.end(), bpmn.path("start", "a", "b", "end"))
    assert [line.name for line in outline(xml)] == ["First", "Second"]


def test_a_reminder_stands_beside_its_step_not_among_the_steps() -> None:
    described = next(line for line in outline(seed("detect")) if line.element_id == "describe_candidate")
    assert [[step.name for step in way] for way in described.beside] == [["Sắp hạn", "Nhắc việc"]]
    assert "urge_describe_candidate" not in {line.element_id for line in outline(seed("detect"))}


def test_a_step_says_who_does_it_and_which_process_it_calls() -> None:
    assert (
        next(line.lane for line in outline(seed("detect")) if line.element_id == "review_by_lead") == "Cơ quan chủ trì"
    )
    assert {line.called for line in outline(seed("exemplar_lifecycle"))} >= {"detect", "reward"}


def test_steps_inside_a_sub_process_are_indented() -> None:
    depths = {line.element_id: line.depth for line in outline(seed("exemplar_lifecycle"))}
    assert set(depths.values()) == {0, 1}


def test_an_english_reader_gets_the_english_labels() -> None:
    assert (
        next(line.name for line in outline(seed("detect"), "en") if line.kind == "userTask") == "Introduce the exemplar"
    )


@pytest.mark.parametrize("name", EVERY)
def test_every_user_task_of_a_seed_diagram_is_in_its_outline_once(name: str) -> None:
    lines = [line for top in outline(seed(name)) for line in (top, *(step for way in top.beside for step in way))]
    told = [line.element_id for line in lines]
    assert len(told) == len(set(told))
    assert seed(name).count(b"<bpmn:userTask ") == sum(line.kind == "userTask" for line in lines)
    assert {line.kind for line in lines} <= set(KINDS)


def test_what_a_diagram_names_is_told_with_the_steps_that_name_it() -> None:
    used = used_by_diagram(seed("detect"))
    assert used.forms["head_decision"] == ("Duyệt giới thiệu", "Quyết định công nhận")
    assert used.decisions == {"eligibility": ("Xét điều kiện",)}
    assert used_by_diagram(seed("exemplar_lifecycle")).processes["detect"] == ("Phát hiện điển hình",)


def test_what_an_expression_will_name_is_not_guessed() -> None:
    xml = bpmn.diagram("p", bpmn.start(), bpmn.call("a", "= next"), bpmn.end(), bpmn.path("start", "a", "end"))
    assert used_by_diagram(xml).processes == {}
