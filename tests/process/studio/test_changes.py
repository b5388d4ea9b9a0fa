"""What differs between two versions, as an owner would say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.engine.document import DocumentRefused
from service.process.studio.rules import Change, changes
from tests.support import bpmn

BPMN = Path(__file__).parents[3] / "workflows" / "bpmn"
EVERY = sorted(path.stem for path in BPMN.glob("*.bpmn"))


def process(*nodes: str) -> bytes:
    return bpmn.diagram("p", *nodes)


def said(change: Change) -> dict[str, tuple[str, str]]:
    return {item.template % item.parameters: (item.before, item.after) for item in change.differences}


def one(before: bytes, after: bytes) -> Change:
    (change,) = changes(before, after)
    return change


def due(text: str) -> bytes:
    return process(bpmn.start(), bpmn.user("a", extensions=f'<zeebe:taskSchedule dueDate="{text}"/>'))


@pytest.mark.parametrize("name", EVERY)
def test_a_diagram_does_not_differ_from_itself(name: str) -> None:
    xml = (BPMN / f"{name}.bpmn").read_bytes()
    assert changes(xml, xml) == ()


def test_a_moved_shape_and_other_white_space_are_no_change() -> None:
    xml = (BPMN / "detect.bpmn").read_bytes()
    assert changes(xml, xml.replace(b'x="160" y="80"', b'x="999" y="80"').replace(b"\n", b"\n  ")) == ()


def test_a_changed_setting_is_told_with_its_words_before_and_after() -> None:
    change = one(due("= now()"), due("= add_working_days(now(), 3)"))
    assert (change.kind, change.element_id, change.tag) == ("changed", "a", "userTask")
    assert said(change) == {"Due date": ("= now()", "= add_working_days(now(), 3)")}


def test_a_setting_that_comes_or_goes_has_one_side_empty() -> None:
    bare = process(bpmn.start(), bpmn.user("a"))
    assert said(one(bare, due("= now()"))) == {"Due date": ("", "= now()")}
    assert said(one(due("= now()"), bare)) == {"Due date": ("= now()", "")}


def test_a_list_that_a_modeler_leaves_empty_is_no_change() -> None:
    bare = process(bpmn.start(), bpmn.user("a"))
    for name in ("ioMapping", "properties", "taskHeaders", "taskListeners", "executionListeners"):
        assert changes(bare, process(bpmn.start(), bpmn.user("a", extensions=f"<zeebe:{name}/>"))) == (), name


def test_a_new_name_is_a_change_of_the_same_element() -> None:
    old, new = (process(bpmn.node("userTask", "a", name=name)) for name in ("Old", "New"))
    change = one(old, new)
    assert change.name == "New"
    assert said(change) == {"Name": ("Old", "New")}


def test_an_inserted_step_is_one_change_though_it_bends_flows() -> None:
    first, last = bpmn.start(), bpmn.end()
    old = process(first, last, bpmn.flow("start", "end"))
    bent = bpmn.node("sequenceFlow", "start_to_end", sourceRef="start", targetRef="a")
    new = process(first, bpmn.node("userTask", "a", name="Ask"), last, bent, bpmn.flow("a", "end"))
    change = one(old, new)
    assert (change.kind, change.name) == ("added", "Ask")


def test_an_added_step_says_what_it_follows_and_how_it_is_set_up() -> None:
    first = bpmn.node("userTask", "a", name="First")
    added = bpmn.node("userTask", "b", name="Then", extensions='<zeebe:formDefinition formId="story"/>')
    change = one(process(first), process(first, added, bpmn.flow("a", "b")))
    assert change.follows == ("First",)
    assert said(change) == {"Form": ("", "story")}


def test_a_removed_step_takes_its_flows_with_it() -> None:
    kept, gone = bpmn.node("userTask", "a", name="Kept"), bpmn.node("userTask", "b", name="Gone")
    change = one(process(kept, gone, bpmn.flow("a", "b")), process(kept))
    assert (change.kind, change.element_id, change.name) == ("removed", "b", "Gone")


def test_a_flow_led_elsewhere_says_from_where_to_where() -> None:
    nodes = [bpmn.node("userTask", item, name=item.upper()) for item in "abc"]
    old = process(*nodes, bpmn.node("sequenceFlow", "f", sourceRef="a", targetRef="b"))
    new = process(*nodes, bpmn.node("sequenceFlow", "f", sourceRef="a", targetRef="c"))
    assert said(one(old, new)) == {"To": ("B", "C")}


def test_a_renamed_step_does_not_change_the_flows_and_lanes_around_it() -> None:
    def named(name: str) -> bytes:
        lane = bpmn.node("lane", "l", "<bpmn:flowNodeRef>a</bpmn:flowNodeRef>", name=f"Lane {name}")
        nodes = (bpmn.node("userTask", "a", name=name), bpmn.node("userTask", "b"), bpmn.flow("a", "b"))
        return process(f'<bpmn:laneSet id="s">{lane}</bpmn:laneSet>', *nodes)

    assert [(change.element_id, *said(change)) for change in changes(named("X"), named("Y"))] == [
        ("l", "Name"),
        ("a", "Name"),
    ]


def test_a_step_moved_to_another_lane_says_so() -> None:
    def standing(lane_id: str) -> bytes:
        lanes = "".join(
            bpmn.node("lane", item, "<bpmn:flowNodeRef>a</bpmn:flowNodeRef>" * (item == lane_id), name=item.upper())
            for item in ("x", "y")
        )
        return process(f'<bpmn:laneSet id="s">{lanes}</bpmn:laneSet>', bpmn.node("userTask", "a", name="Ask"))

    assert said(one(standing("x"), standing("y"))) == {"Lane": ("X", "Y")}


def test_a_condition_and_a_message_are_read_where_they_stand() -> None:
    def reading(condition: str, key: str) -> bytes:
        awaited = bpmn.node("intermediateCatchEvent", "m", bpmn.by_message("reply"))
        nodes = (bpmn.gateway("exclusiveGateway", "g"), awaited, bpmn.flow("g", "m", condition))
        return bpmn.diagram("p", *nodes, roots=(bpmn.message("reply", key),))

    found = {change.element_id: said(change) for change in changes(reading("= a", "= x"), reading("= b", "= y"))}
    assert found == {"g_to_m": {"Condition": ("= a", "= b")}, "m": {"Correlation key": ("= x", "= y")}}


def test_one_of_several_mappings_is_told_by_its_own_name() -> None:
    old, new = (process(bpmn.user("a", outputs=outputs)) for outputs in (("x",), ("x", "y")))
    assert said(one(old, new)) == {"Output y": ("", "= y")}


def test_another_kind_of_step_under_the_same_id_is_told() -> None:
    old, new = (process(bpmn.node(tag, "a", name="Ask")) for tag in ("userTask", "manualTask"))
    assert said(one(old, new)) == {"Kind": ("userTask", "manualTask")}


def test_with_nothing_before_everything_is_added() -> None:
    assert {change.kind for change in changes(None, process(bpmn.start(), bpmn.user("a")))} == {"added"}


def test_what_is_no_diagram_is_refused() -> None:
    with pytest.raises(DocumentRefused):
        changes(None, b"<!DOCTYPE a><a/>")
