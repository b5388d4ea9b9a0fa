"""Drive a run until it waits, answering what it asks of the outside: operations, decisions, called processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from service import engine
from service.core.database import is_deadlock
from service.core.errors import AnticipatedError, EngineFault, sentence
from service.core.operations import BpmnError, OperationCall
from service.process.decisions.commands import evaluate_decision
from service.process.definitions.queries import diagram, latest_definition

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.decisions.commands import Answer
    from service.process.instances.commands.savepoint import Savepoint

log = structlog.get_logger(__name__)


class OperationFailed(EngineFault):
    """An operation raised what neither it nor the diagram anticipated."""

    code = "operation_failed"
    error_type = "JOB_NO_RETRIES"
    template = sentence(
        "Expected operation '%(operation)s' at element '%(element_id)s' to succeed, but it failed: %(reason)s. "
        "Correct the cause and retry the incident."
    )


class ListenerFailed(OperationFailed):
    """The operation that failed was to complete a user task."""

    error_type = "TASK_LISTENER_NO_RETRIES"


class OperationUnknown(EngineFault):
    """A listener names an operation that this service does not have."""

    code = "operation_unknown"
    error_type = "TASK_LISTENER_NO_RETRIES"
    template = sentence(
        "Expected to run listener '%(operation)s' at element '%(element_id)s', but there is no such operation. "
        "Correct the diagram, deploy it and migrate the instance."
    )


class CalledProcessUnknown(EngineFault):
    """A call activity names a process that is not deployed."""

    code = "called_process_unknown"
    error_type = "CALLED_ELEMENT_ERROR"
    template = sentence(
        "Expected to call process '%(process_id)s' at element '%(element_id)s', but it is not deployed. "
        "Deploy it and retry the incident."
    )


def drive(
    tx: Tx, process_instance_key: int, run: engine.Run, command: engine.Command, savepoint: Savepoint
) -> list[Answer]:
    """Step until the run waits, answering its requests; returns the answers of decisions."""
    answers: list[Answer] = []
    run.apply(command)
    while (request := run.request) is not None:
        match request:
            case engine.OperationRequested():
                _run_operation(tx, process_instance_key, run, request, savepoint)
            case engine.DecisionRequested():
                answers.append(_answer(tx, run, request))
            case engine.ProcessRequested():
                _provide_process(tx, run, request)
    return answers


def _run_operation(
    tx: Tx, process_instance_key: int, run: engine.Run, request: engine.OperationRequested, savepoint: Savepoint
) -> None:
    operation = tx.domain.operations.get(request.operation)
    if operation is None:
        if request.submission is not None:
            raise OperationUnknown(operation=request.operation, element_id=request.element_id)
        run.park()
        return
    savepoint.open()
    call = OperationCall(
        process_instance_key=process_instance_key,
        element_instance_key=request.key,
        element_id=request.element_id,
        process_id=request.process_id,
        variables=request.variables,
        headers=request.headers,
        submission=request.submission,
    )
    try:
        outputs = operation(tx, call)
    except BpmnError as error:
        run.throw(error.code, error.reason)
        return
    except AnticipatedError as error:
        if request.submission is not None and not isinstance(error, EngineFault):
            raise
        raise _failed(request, error) from error
    except Exception as error:
        if is_deadlock(error):
            raise
        log.exception("operation failed", operation=request.operation)
        raise _failed(request, error) from error
    run.resolve(outputs or {})


def _failed(request: engine.OperationRequested, error: Exception) -> OperationFailed:
    kind = OperationFailed if request.submission is None else ListenerFailed
    reason = error if isinstance(error, AnticipatedError) else str(error)[:500]
    return kind(operation=request.operation, element_id=request.element_id, reason=reason)


def _answer(tx: Tx, run: engine.Run, request: engine.DecisionRequested) -> Answer:
    try:
        answer = evaluate_decision(
            tx, decision_id=request.decision_id, variables=request.variables, element_id=request.element_id
        )
    except EngineFault as fault:
        fault.element_id = request.element_id
        raise
    run.resolve({request.result_variable: answer.value})
    return answer


def _provide_process(tx: Tx, run: engine.Run, request: engine.ProcessRequested) -> None:
    definition = latest_definition(tx, request.process_id)
    if definition is None:
        raise CalledProcessUnknown(process_id=request.process_id, element_id=request.element_id)
    run.provide(diagram(tx, definition.process_definition_key))
