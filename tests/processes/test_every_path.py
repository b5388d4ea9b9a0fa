"""Every path of every diagram is walked: chance answers, lets time pass and raises errors until nothing is left unseen.

Operations and decisions answer by chance too, for what they mean is tried elsewhere: here only the drawing runs, each
life twice (``tests.support.play``), once never saved and once saved and loaded after every step.
"""

from __future__ import annotations

import random
import re
import sys
from collections import defaultdict
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from service.engine import steps
from tests.support.bpmn import boundary, by_escalation, diagram, end, escalation, path, start, timer, user
from tests.support.play import BpmnError, Play

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
DIAGRAMS = sorted((Path(__file__).resolve().parents[2] / "workflows" / "bpmn").glob("*.bpmn"))
LIVES = 500
STEPS_OF_A_LIFE = 150

FACTS: dict[str, list[Any]] = {
    "agency": ["so-y-te", "mttq"],
    "answer": ["accept", "decline"],
    "award_level": ["none", "unit", "province", "state"],
    "award_type": ["merit", "unexpected"],
    "common_met": [4],
    "consultees": [[], ["cong-an", "so-ldtbxh"]],
    "delegate_quota": [0, 2],
    "due_on": ["2023-01-20", "2023-12-20"],
    "exemplar_key": ["77"],
    "finding": ["none", "some"],
    "follow_up_on": ["2023-02-01", "2023-03-01"],
    "freeze_on": ["2023-01-10", "2023-05-31"],
    "gate_met": [4],
    "held_on": ["2023-06-11"],
    "lead_agency": ["so-y-te"],
    "media_agency": ["dai-ptth"],
    "mentor": ["officer.so-y-te"],
    "mode": ["directive", "request"],
    "movement": ["y-te"],
    "own_met": [100],
    "plan_key": ["lang-son-2021-2025"],
    "plan_year": [2023],
    "quarter": [1, 4],
    "report_on": ["2023-03-31"],
    "review_kind": ["annual", "midterm", "final"],
    "round": [0, 1],
    "round_key": ["88"],
    "score": [55, 90],
    "secret": [False, False, True],
    "sites": [[], ["mttq"], ["mttq", "hoi-lhpn"]],
    "spread": ["unit", "province"],
    "subject_type": ["collective"],
    "units": [["mttq"], ["mttq", "hoi-lhpn"]],
    "voters": [["council.1", "council.2"]],
}
"""What a variable may become; ``outcome`` follows the gateway that reads it."""


class Drawing:
    """What one diagram says, read apart from the engine."""

    def __init__(self, diagram_path: Path) -> None:
        self.path = diagram_path
        self.document = etree.parse(str(diagram_path))
        self.flows = {(flow.get("sourceRef"), flow.get("targetRef")): flow for flow in self.all("sequenceFlow")}
        self.choices = {gateway.get("id") for gateway in self.all("exclusiveGateway")}
        self.errors: dict[str, list[str]] = defaultdict(list)
        codes = {error.get("id"): error.get("errorCode") for error in self.all("error")}
        for event in self.all("errorEventDefinition"):
            self.errors[event.getparent().get("attachedToRef")].append(codes[event.get("errorRef")])

    def all(self, tag: str, namespace: str = BPMN) -> list[Any]:
        """Return every element of a tag."""
        return list(self.document.iter(f"{namespace}{tag}"))

    def named(self, tag: str, attribute: str) -> set[str]:
        """Return what the extensions of a tag name."""
        return {str(element.get(attribute)) for element in self.all(tag, ZEEBE)}

    @property
    def starts_by_message(self) -> bool:
        """Whether a message may start the process."""
        return any(event.find(f"{BPMN}messageEventDefinition") is not None for event in self.all("startEvent"))

    @cache  # noqa: B019 -- fifteen drawings live as long as the test
    def outcomes_after(self, element_id: str) -> list[tuple[str, tuple[str, str]]]:
        """Return the outcomes that the next gateways after an element tell apart, each with the flow it takes."""
        seen, ahead, outcomes = {element_id}, [element_id], []
        while ahead:
            here = ahead.pop()
            for (source, target), flow in self.flows.items():
                if source == here:
                    if here in self.choices:
                        named = re.findall(r'outcome = "(\w+)"', "".join(flow.itertext())) or ["else"]
                        outcomes += [(outcome, (source, target)) for outcome in named]
                    elif target not in seen:
                        seen.add(target)
                        ahead.append(target)
        return outcomes or [("else", ("", ""))]

    def steps_to(self, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Return how many flows there are from each flow to the nearest wanted one, by way of boundary events too."""
        hosts = {event.get("id"): event.get("attachedToRef") for event in self.all("boundaryEvent")}
        found = dict.fromkeys(wanted, 0)
        ahead = list(wanted)
        for flow in ahead:
            before = {flow[0], hosts.get(flow[0])}
            nearer = [other for other in self.flows if other[1] in before and other not in found]
            found |= dict.fromkeys(nearer, found[flow] + 1)
            ahead += nearer
        return found


class Chance:
    """Answers whatever a diagram asks, more often than not so that the life comes nearer to what nobody walked yet."""

    def __init__(self, drawing: Drawing, seed: int, left: set[tuple[str, str]]) -> None:
        self.drawing = drawing
        self.far = self.drawing.steps_to(left)
        self.random = random.Random(seed)
        self.delay = self.random.choice((0.1, 0.25, 0.6))
        self.answers: dict[int, dict[str, Any] | str] = {}

    def variables(self, element_id: str) -> dict[str, Any]:
        """Return values for everything a step may set."""
        values = {name: self.random.choice(alternatives) for name, alternatives in FACTS.items()}
        outcomes = self.drawing.outcomes_after(element_id)
        outcome, _ = self.random.choice(outcomes)
        if self.random.random() < 0.7:
            outcome, _ = min(outcomes, key=lambda known: self.far.get(known[1], len(self.drawing.flows)))
        return values | {"outcome": outcome}

    def operation(self, request: steps.OperationRequested) -> dict[str, Any]:
        """Answer an operation, or raise an error its element catches; both twins of a play are told the same."""
        errors = self.drawing.errors.get(request.element_id, [])
        if request.key not in self.answers:
            fails = bool(errors) and self.random.random() < 0.3
            self.answers[request.key] = self.random.choice(errors) if fails else self.variables(request.element_id)
        answer = self.answers[request.key]
        if isinstance(answer, str):
            raise BpmnError(answer)
        return answer


def phase(process_id: str) -> bytes:
    """A called phase in short: one step that answers everything, and may be late."""
    decide = f"decide_{process_id}"
    outputs = ("outcome", "agency", "lead_agency", "movement", "subject_type", "secret", "score", "spread")
    return diagram(
        process_id,
        start(),
        user(decide, outputs=outputs),
        boundary("late", decide, timer("P8D"), interrupts=False),
        end("phase_late", by_escalation("phase_late")),
        end(),
        path("start", decide, "end"),
        path("late", "phase_late"),
        roots=(escalation("phase_late"),),
    )


def play_of(drawing: Drawing, chance: Chance) -> Play:
    operations = drawing.named("taskDefinition", "type") | drawing.named("taskListener", "type")
    decisions = drawing.named("calledDecision", "decisionId")
    levels = FACTS["award_level"] if "award_proposal" in decisions else ["eligible", "ineligible", "incomplete"]
    return Play(
        drawing.path.read_bytes(),
        *map(phase, sorted(drawing.named("calledElement", "processId"))),
        operations=dict.fromkeys(operations, chance.operation),
        decisions=dict.fromkeys(decisions, chance.random.choice(levels)),
    )


def live(drawing: Drawing, seed: int, left: set[tuple[str, str]]) -> Play:
    """Start, and act until the instance ends or its life is long enough."""
    chance = Chance(drawing, seed, left)
    play = play_of(drawing, chance)
    by_message = drawing.starts_by_message and seed % 2 == 0
    play.start("exemplar_tip_received" if by_message else None, **chance.variables(""))
    for _ in range(STEPS_OF_A_LIFE):
        if play.ended:
            break
        act(play, chance)
    return play


def act(play: Play, chance: Chance) -> None:
    """Complete a step, deliver a message or let the next timer come due."""
    tasks = [event for event in play.of(steps.UserTaskCreated) if event.key in play._open()]
    awaited, timers = play.subscriptions(), play.timers()
    assert tasks or awaited or timers, f"{play.open} stand still"
    dice = chance.random.random()
    if awaited and (dice < 0.03 or (not tasks and (dice < 0.5 or not timers))):
        told = chance.random.choice(awaited)
        play.do(steps.CorrelateMessage(told.key, told.message_name, {"outcome": "withdrawn"}))
    elif timers and (dice < chance.delay or not tasks):
        play.now = max(play.now, min(timers.values())) + timedelta(seconds=1)
        play.do(steps.FireTimers())
    else:
        task = chance.random.choice(tasks)
        play.do(steps.CompleteUserTask(task.key, chance.variables(task.element_id.removeprefix("decide_"))))


def walked(drawing: Drawing, play: Play) -> set[tuple[str, str]]:
    """Return the flows of a life: from an element to those begun after it; a choice leads to the first of them only."""
    found: set[tuple[str, str]] = set()
    leaving: dict[str, list[str]] = defaultdict(list)
    for source, target in drawing.flows:
        leaving[source].append(target)
    passed = [
        play.names[event.key]
        for event in play.events
        if isinstance(event, (steps.ElementActivated, steps.ElementPassed, steps.ElementCompleted))
    ]
    for index, source in enumerate(passed):
        targets = [element for element in passed[index + 1 : index + 15] if element in leaving[source]]
        found |= {(source, target) for target in (targets[:1] if source in drawing.choices else targets)}
    return found


@pytest.mark.parametrize("diagram_path", DIAGRAMS, ids=lambda found: found.stem)
def test_every_flow_of_a_diagram_is_walked_and_no_life_stands_still(diagram_path: Path) -> None:
    drawing = Drawing(diagram_path)
    left = set(drawing.flows)
    for seed in range(LIVES):
        left -= walked(drawing, live(drawing, seed, left))
        if not left:
            break
    sys.stdout.write(f"\n{diagram_path.stem}: {len(drawing.flows) - len(left)} of {len(drawing.flows)} flows walked\n")
    assert not left, sorted(left)
