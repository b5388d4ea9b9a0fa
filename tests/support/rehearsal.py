"""Whole lives of exemplars played through the published client library, by the people whose tasks they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import camunda_orchestration_sdk as sdk

from service import worker
from service.core.clock import business_date
from service.process.worklist.queries import Lists
from service.simulation.answers import ANSWERS, Situation
from tests.support import camunda
from tests.support.playing import invented

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tests.support.camunda import Clients
    from tests.support.served import Service

SUPERVISOR = "ban-tdkt/supervisor"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<<>>\n"


@dataclass
class Played:
    """A case in play: what it is about, its instance, the steps done so far with who did them, and what broke it."""

    case: Mapping[str, Any]
    process_instance_key: sdk.ProcessInstanceKey
    done: list[tuple[str, str]] = field(default_factory=list)
    fault: Exception | None = None
    has_ended: bool = False


def user_name_in(group: str) -> str:
    """Return the demo person of a candidate group."""
    agency, _, role = group.partition("/")
    return "supervisor" if group == SUPERVISOR else f"{role}.{agency}"


class Rehearsal:
    """Plays cases day by day: the clock is pinned, what is due fires, and everybody does the tasks they have."""

    def __init__(self, service: Service, clients: Clients, today: datetime) -> None:
        self.service = service
        self.clients = clients
        self.now = today
        self.texts: Mapping[str, str] = invented()["texts"]
        self._files: dict[str, dict[str, Any]] = {}

    def start(self, case: Mapping[str, Any]) -> Played:
        """Let an agency's officer start the life of an exemplar."""
        made = camunda.started(self.clients(f"officer.{case['agency']}"), "exemplar_lifecycle", agency=case["agency"])
        return Played(case, made.process_instance_key)

    def play(self, cases: Sequence[Played], *, days: int) -> None:
        """Play cases until all have ended, at most so many days."""
        for _ in range(days):
            if all(played.has_ended or played.fault for played in cases):
                return
            camunda.pin(self.clients("supervisor"), self.now)
            worker.sweep(self.service.database)
            for played in cases:
                self.play_today(played)
            self.now += timedelta(days=1)

    def play_today(self, played: Played) -> None:
        """Do every task of a case that somebody has now; keeps what goes wrong with the case."""
        officer = self.clients(f"officer.{played.case['agency']}")
        while not played.has_ended and played.fault is None:
            tasks = camunda.open_tasks(officer, played.process_instance_key)
            for task in tasks:
                try:
                    self.do(played, task)
                except Exception as fault:  # noqa: BLE001 -- one case must not stop the others; its test raises it
                    fault.add_note(f"at {task.process_definition_id}/{task.element_id}")
                    played.fault = fault
                    return
            if not tasks:
                found = officer.get_process_instance(played.process_instance_key)
                played.has_ended = found.state != sdk.ProcessInstanceStateEnum.ACTIVE
                return

    def do(self, played: Played, task: sdk.UserTaskResult) -> None:
        """Let somebody who may take a task claim it, answer its form and complete it."""
        user_name = str(task.assignee or user_name_in(task.candidate_groups[0]))
        client = self.clients(user_name)
        if task.assignee is None:
            client.assign_user_task(task.user_task_key, data=sdk.UserTaskAssignmentRequest(assignee=user_name))
        camunda.complete(client, task.user_task_key, self.answers(client, played, task, user_name))
        played.done.append((f"{task.process_definition_id}/{task.element_id}", user_name))

    def answers(
        self, client: sdk.CamundaClient, played: Played, task: sdk.UserTaskResult, user_name: str
    ) -> dict[str, Any]:
        """Return plausible answers to the form of a task, from what its person sees."""
        form = client.get_user_task_form(task.user_task_key)
        seen = client.search_user_task_variables(task.user_task_key)
        variables = {item.name: json.loads(item.value) for item in seen.items}
        asks_for_file = '"filepicker"' in form.schema
        situation = Situation(
            case=played.case,
            form_id=form.form_id,
            process_id=task.process_definition_id,
            element_id=task.element_id,
            variables=variables,
            today=business_date(self.now),
            texts=self.texts,
            file=self.file_of(client, user_name) if asks_for_file else {},
            options=lambda name: self.options(name, task, variables),
            prefilled={},
        )
        return ANSWERS[form.form_id](situation)

    def options(self, name: str, task: sdk.UserTaskResult, variables: Mapping[str, Any]) -> list[Any]:
        """Return what a list offers: the page shows it, Camunda's API has no word for it."""
        with self.service.database.read() as tx:
            return [option["value"] for option in Lists(tx, int(task.process_instance_key), variables)[name]]

    def file_of(self, client: sdk.CamundaClient, user_name: str) -> dict[str, Any]:
        """Return a reference to a file of a person, uploaded when they first need one."""
        if user_name not in self._files:
            file = sdk.File(payload=BytesIO(PDF), file_name="minh-chung.pdf", mime_type="application/pdf")
            self._files[user_name] = client.create_document(data=sdk.CreateDocumentData(file=file)).to_dict()
        return self._files[user_name]
