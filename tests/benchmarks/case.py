"""What is measured: cases of user tasks, each with a form, candidate groups and output mappings."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from itertools import count as count_from
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from service.access import commands as access
from service.access.queries import actor_of
from service.app import domain, import_models
from service.config import seed_directory
from service.core.database import Database
from service.migrations import run as migrations
from service.nomination.plans.commands import load_plan
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from tests.support import bpmn, diagrams

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from service.core.actor import Actor

PLAN = seed_directory() / "workflows" / "plans" / "lang-son-2021-2025.yaml"
FORM_ID = "benchmark_step"
AGENCY = "so-y-te"
GROUPS = '= [agency + "/officer"]'
START = {
    "agency": AGENCY,
    "exemplar": "734829104857261",
    "movement": "y-te",
    "year": 2022,
    "kind": "guong",
    "subject_type": "individual",
    "name": "Bác sĩ Hoàng Thị Mơ, Trạm Y tế xã Vũ Lễ",
}
"""Seven variables, as the peers were measured with."""

_FORM = {
    "id": FORM_ID,
    "type": "default",
    "schemaVersion": 19,
    "executionPlatform": "Camunda Cloud",
    "components": [
        {
            "type": "textarea",
            "id": "f1",
            "key": "opinion",
            "label": "Ý kiến",
            "validate": {"required": True, "maxLength": 2000},
        },
        {
            "type": "radio",
            "id": "f2",
            "key": "decision",
            "label": "Kết luận",
            "values": [{"label": "Đồng ý", "value": "agree"}, {"label": "Trả lại", "value": "return"}],
            "validate": {"required": True},
        },
        {
            "type": "textfield",
            "id": "f3",
            "key": "reason",
            "label": "Lý do",
            "conditional": {"hide": '= decision != "return"'},
            "validate": {"required": True},
        },
        {"type": "number", "id": "f4", "key": "score", "label": "Điểm", "validate": {"min": 0, "max": 100}},
        {"type": "datetime", "id": "f5", "key": "held_on", "subtype": "date", "dateLabel": "Ngày"},
        {"type": "checkbox", "id": "f6", "key": "is_public", "label": "Công khai"},
    ],
}


_INSIDE = (
    f'<zeebe:formDefinition formId="{FORM_ID}"/>'
    '<zeebe:ioMapping><zeebe:output source="= decision" target="decision"/>'
    '<zeebe:output source="= score" target="score"/></zeebe:ioMapping>'
)


def row(process_id: str, count: int) -> bytes:
    """A process of bare user tasks in a row: the least that a case can be."""
    names = [f"task_{number}" for number in range(1, count + 1)]
    return diagrams.process(
        process_id,
        *((name, diagrams.user_task(name, groups=GROUPS, inside=_INSIDE)) for name in names),
    )


def drawn(process_id: str, count: int, *, in_python: bool = False) -> bytes:
    """A process as our diagrams draw it: every task has a reminder, and a gateway that may return it.

    The naive way knows no FEEL: ``in_python`` writes its timers and conditions as it reads them.
    """
    names = [f"task_{number}" for number in range(1, count + 1)]
    parts = [bpmn.start(), bpmn.flow("start", names[0]), bpmn.end()]
    for name, following in pairwise([*names, "end"]):
        own = f"<zeebe:userTask/><zeebe:assignmentDefinition candidateGroups='{GROUPS}'/>{_INSIDE}"
        returned = 'decision == "return"' if in_python else '= decision = "return"'
        parts += [
            bpmn.node("userTask", name, extensions=own, name=f"Step {name}"),
            bpmn.boundary(f"remind_{name}", name, bpmn.timer('"P8D"' if in_python else "P8D"), interrupts=False),
            bpmn.end(f"reminded_{name}"),
            bpmn.gateway("exclusiveGateway", f"g_{name}", default=following),
            bpmn.path(f"remind_{name}", f"reminded_{name}"),
            bpmn.path(name, f"g_{name}", following),
            bpmn.flow(f"g_{name}", name, returned),
        ]
    return bpmn.diagram(process_id, *parts)


def called(process_id: str, phase_id: str, count: int) -> bytes:
    """A process that calls another so many times, one after another, as the lifecycle calls its phases."""
    names = [f"phase_{number}" for number in range(1, count + 1)]
    own = (
        f'<zeebe:calledElement processId="{phase_id}" propagateAllParentVariables="false" '
        'propagateAllChildVariables="false"/>'
    ) + bpmn.io(inputs={name: f"= {name}" for name in START}, outputs={"decision": "= decision", "score": "= score"})
    calls = [bpmn.node("callActivity", name, extensions=own, calledElement=phase_id) for name in names]
    return bpmn.diagram(process_id, bpmn.start(), *calls, bpmn.end(), bpmn.path("start", *names, "end"))


@dataclass(frozen=True)
class Shape:
    """A case to measure: how many tasks, whether drawn as ours are or bare in a row, in how many phases of a call."""

    count: int
    is_drawn: bool = True
    phases: int = 1

    @property
    def name(self) -> str:
        """What its figures are called."""
        return f"{self.count}_tasks" if self.is_drawn else f"{self.count}_bare_tasks"

    @property
    def process_id(self) -> str:
        """The id of its process."""
        return f"benchmark_{self.name}"

    def diagrams(self, *, in_python: bool = False) -> dict[str, bytes]:
        """The files of its processes by their ids, its own first."""
        if self.phases > 1:
            phase = Shape(self.count // self.phases)
            return {self.process_id: called(self.process_id, phase.process_id, self.phases)} | phase.diagrams(
                in_python=in_python
            )
        if self.is_drawn:
            return {self.process_id: drawn(self.process_id, self.count, in_python=in_python)}
        return {self.process_id: row(self.process_id, self.count)}


THIRTY = Shape(30)
THIRTY_BARE = Shape(30, is_drawn=False)
HUNDRED = Shape(100, phases=4)
"""A process may have 200 nodes, and a drawn task brings four: a longer case is one of several phases."""
SHAPES = (THIRTY, THIRTY_BARE, HUNDRED)


@dataclass(frozen=True)
class Prepared:
    """A migrated database with the measured diagrams deployed, and a person of the candidate group with a token."""

    database: Database
    officer: Actor
    token: str

    def on(self, url: str) -> Prepared:
        """The same on a copy of the database."""
        return replace(self, database=opened(url))

    def start(self, shape: Shape) -> int:
        """Start a case; returns its key."""
        with self.database.begin(self.officer) as tx:
            return create_instance(tx, process_definition_id=shape.process_id, variables=START)


def opened(url: str) -> Database:
    """A database as the service opens it."""
    import_models()
    return Database(url, domain())


def prepared(url: str, shapes: Sequence[Shape] = SHAPES) -> Prepared:
    """Prepare an empty database for measuring."""
    database = opened(url)
    migrations.upgrade(database)
    resources = [Resource(f"{FORM_ID}.form", json.dumps(_FORM, ensure_ascii=False).encode())]
    resources += [Resource(f"{name}.bpmn", file) for shape in shapes for name, file in shape.diagrams().items()]
    with database.begin() as tx:
        load_plan(tx, PLAN.read_bytes())
        deploy(tx, resources)
        key = access.create_account(tx, user_name=f"officer.{AGENCY}", display_name="Cán bộ", password_hash="!")
        access.add_membership(tx, account_key=key, agency=AGENCY, role="officer", from_on=date(2020, 1, 1))
        token = access.issue_token(tx, account_key=key, name="benchmark").clear
        return Prepared(database, actor_of(tx, key), token)


def sqlite_url(folder: Path) -> str:
    """The URL of the database in a data folder, as the settings have it by default."""
    return f"sqlite:///{folder / 'lantoa.db'}"


_numbers = count_from(1)


def answers() -> dict[str, Any]:
    """The answers of one form, other ones each time, as people give them."""
    number = next(_numbers)
    return {
        "opinion": f"Đợt {number}: dạy nghề thuốc nam cho 40 hộ suốt mười năm; đồng nghiệp ba xã đến học.",
        "decision": "agree",
        "score": number % 100,
        "held_on": "2022-03-01",
        "is_public": True,
    }
