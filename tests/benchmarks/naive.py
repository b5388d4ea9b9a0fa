"""The naive way: stock SpiffWorkflow, its whole JSON in one row, read and written at each completion.

The answers of a form are kept where such an application keeps them: in the data of its task.
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


class Naive:
    """One table, one row an instance; the same SQLite settings as the service's."""

    def __init__(self, folder: Path) -> None:
        module = sqlite_module()
        self.connection: Any = module.connect(folder / "naive.db", isolation_level=None)
        self.connection.execute(f"PRAGMA journal_mode={journal_mode(module.sqlite_version_info)}")
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("CREATE TABLE instance (instance_key INTEGER PRIMARY KEY, state TEXT NOT NULL)")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self.specs: dict[int, Any] = {}

    def play(self, count: int) -> list[float]:
        """Play one case of that many tasks; returns the seconds of each completion."""
        key = self._start(count)
        return [self._complete(key) for _ in range(count)]

    def _start(self, count: int) -> int:
        if count not in self.specs:
            parser = BpmnParser()
            parser.add_bpmn_xml(etree.fromstring(case.diagram(count)))
            self.specs[count] = parser.get_spec(case.PROCESS_ID.format(count=count))
        workflow = BpmnWorkflow(self.specs[count])
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
        task.data.update(answers)
        task.run()
        workflow.do_engine_steps()
        state = self.serializer.serialize_json(workflow)
        self.connection.execute("UPDATE instance SET state = ? WHERE instance_key = ?", (state, key))
        self.connection.execute("COMMIT")
        return time.perf_counter() - began
