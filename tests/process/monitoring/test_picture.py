"""A diagram drawn on the server: every step has its place, its words stay in their box."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.process.monitoring.rules import LINE, lines_of, picture_of
from service.process.monitoring.rules.lettering import width_of

SEEDS = sorted((Path(__file__).parents[3] / "workflows" / "bpmn").glob("*.bpmn"))
ELSEWHERE = b"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL">
<bpmn:process id="bare"><bpmn:userTask id="one" name="M\xe1\xbb\x99t"/></bpmn:process></bpmn:definitions>"""


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_draws_every_shape_and_flow_of_the_seed_diagrams(path: Path, language: str) -> None:
    xml = path.read_bytes()
    picture = picture_of(xml, language)
    assert len(picture.shapes) == xml.count(b"<bpmndi:BPMNShape ")
    assert len(picture.flows) == xml.count(b"<bpmndi:BPMNEdge ")
    assert all(0 <= shape.x <= shape.x + shape.width <= picture.width for shape in picture.shapes)
    assert all(0 <= shape.y <= shape.y + shape.height <= picture.height for shape in picture.shapes)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_keeps_the_words_of_a_step_inside_its_box(path: Path, language: str) -> None:
    over = [
        (shape.element_id, shape.name)
        for shape in picture_of(path.read_bytes(), language).drawn("box")
        for line in shape.words
        if width_of(line.text) > shape.width
        or not shape.y < line.y - LINE / 3 < line.y + LINE / 3 < shape.y + shape.height
    ]
    assert over == []


def test_names_steps_in_the_readers_language() -> None:
    (lifecycle,) = (path for path in SEEDS if path.stem == "exemplar_lifecycle")
    assert picture_of(lifecycle.read_bytes(), "vi").names["detect"] == "Phát hiện điển hình"
    assert picture_of(lifecycle.read_bytes(), "en").names["detect"] == "Detect the exemplar"


def test_tells_boundary_events_calls_and_loops_apart() -> None:
    shapes = {shape.element_id: shape for path in SEEDS for shape in picture_of(path.read_bytes()).shapes}
    assert shapes["detect"].called == "detect"
    assert (shapes["delayed_detect"].host, shapes["delayed_detect"].event) == ("detect", "escalation")
    assert shapes["delayed_detect"].is_dashed
    assert {shape.loop for shape in shapes.values()} >= {"", "parallel"}


def test_has_nothing_to_draw_of_a_diagram_without_drawing() -> None:
    picture = picture_of(ELSEWHERE)
    assert (picture.width, picture.shapes) == (0, ())
    assert picture.names["one"] == "Một"


def test_breaks_lines_between_words_only() -> None:
    assert lines_of("Chọn cơ quan hỏi ý kiến", 100) == ["Chọn cơ quan", "hỏi ý kiến"]
    assert lines_of("Tôn vinh", 10) == ["Tôn", "vinh"]
    assert lines_of("", 100) == []
