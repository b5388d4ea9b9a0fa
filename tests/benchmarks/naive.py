"""The naive way: stock SpiffWorkflow, its whole JSON in one row, read and written at each completion.

Each completion sets the two variables that the service's mapping sets; the answers as such are not kept.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.defaults import UserTask
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from service.core.database import journal_mode, sqlite_module
from tests.benchmarks import case

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.case import Shape


class Naive:
    """One table, one row an instance; the same SQLite settings as the service's."""

    def __init__(self, folder: Path) -> None:
        module = sqlite_module()
        self.connection: Any = module.connect(folder / "naive.db", isolation_level=None)
        self.connection.execute(f"PRAGMA journal_mode={journal_mode(module.sqlite_version_info)}")
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("CREATE TABLE instance (instance_key INTEGER PRIMARY KEY, state TEXT NOT NULL)")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self.specs: dict[Shape, Any] = {}

    def play(self, shape: Shape) -> list[float]:
        """Play one case; returns the seconds of each completion."""
        key = self._start(shape)
        return [self._complete(key) for _ in range(shape.count)]

    def _start(self, shape: Shape) -> int:
        if shape not in self.specs:
            parser = BpmnParser()
            for file in shape.diagrams(in_python=True).values():
                parser.add_bpmn_xml(etree.fromstring(file))
            self.specs[shape] = parser.get_spec(shape.process_id), parser.get_subprocess_specs(shape.process_id)
        workflow = BpmnWorkflow(*self.specs[shape])
        workflow.task_tree.data.update(case.START)
        workflow.do_engine_steps()
        state = self.serializer.serialize_json(workflow)
        return int(self.connection.execute("INSERT INTO instance (state) VALUES (?)", (state,)).lastrowid)

    def _complete(self, key: int) -> float:
        answers = case.answers()
        began = time.perf_counter()
        self.connection.execute("BEGIN IMMEDIATE")
        read = self.connection.execute("SELECT state FROM instance WHERE instance_key = ?", (key,))
        workflow = self.serializer.deserialize_json(read.fetchone()[0])
        task = next(iter(workflow.get_tasks(state=TaskState.READY, spec_class=UserTask)))
        task.data.update(decision=answers["decision"], score=answers["score"])
        task.run()
        workflow.do_engine_steps()
        state = self.serializer.serialize_json(workflow)
        self.connection.execute("UPDATE instance SET state = ? WHERE instance_key = ?", (state, key))
        self.connection.execute("COMMIT")
        return time.perf_counter() - began
