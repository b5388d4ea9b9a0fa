"""Batch operations under the published client library."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import camunda_orchestration_sdk as sdk
import pytest
from camunda_orchestration_sdk.errors import ApiError

from service import worker
from tests.support import bpmn, camunda

if TYPE_CHECKING:
    from tests.support.camunda import Clients
    from tests.support.served import Service

PROBE = bpmn.diagram(
    "probe_batch", bpmn.start(), bpmn.user("ask", form=""), bpmn.end(), bpmn.path("start", "ask", "end")
)
Filter = sdk.ProcessInstanceCancellationBatchOperationRequestFilter


@pytest.fixture(scope="module")
def keys(clients: Clients) -> list[sdk.ProcessInstanceKey]:
    """Three cases of a process of their own."""
    file = sdk.File(payload=BytesIO(PROBE), file_name="probe_batch.bpmn")
    clients("owner").create_deployment(data=sdk.CreateDeploymentData(resources=[file]))
    officer = clients("officer.so-y-te")
    return [camunda.started(officer, "probe_batch", agency="so-y-te").process_instance_key for _ in range(3)]


def of_probe() -> sdk.ProcessInstanceCancellationBatchOperationRequestFilter:
    return Filter.from_dict({"processDefinitionId": "probe_batch", "state": {"$in": ["ACTIVE", "SUSPENDED"]}})


def test_cases_are_suspended_resumed_and_cancelled_in_batches(
    shared_service: Service, clients: Clients, keys: list[sdk.ProcessInstanceKey]
) -> None:
    supervisor = clients("supervisor")
    held = supervisor.suspend_process_instances_batch_operation(
        data=sdk.ProcessInstanceSuspensionBatchOperationRequest(filter_=of_probe())
    )
    assert held.batch_operation_type == sdk.BatchOperationTypeEnum.SUSPEND_PROCESS_INSTANCE
    assert supervisor.get_batch_operation(held.batch_operation_key).state == sdk.BatchOperationStateEnum.ACTIVE
    worker.sweep(shared_service.database)
    done = supervisor.get_batch_operation(held.batch_operation_key)
    assert (done.state, done.operations_total_count, done.operations_completed_count, done.operations_failed_count) == (
        sdk.BatchOperationStateEnum.COMPLETED,
        3,
        3,
        0,
    )
    supervisor.resume_process_instances_batch_operation(
        data=sdk.ProcessInstanceResumptionBatchOperationRequest(filter_=of_probe())
    )
    worker.sweep(shared_service.database)
    supervisor.cancel_process_instances_batch_operation(
        data=sdk.ProcessInstanceCancellationBatchOperationRequest(filter_=of_probe())
    )
    worker.sweep(shared_service.database)
    assert {str(supervisor.get_process_instance(key).state) for key in keys} == {"TERMINATED"}


@pytest.mark.usefixtures("keys")
def test_cases_are_moved_to_another_step_in_a_batch(shared_service: Service, clients: Clients) -> None:
    supervisor = clients("supervisor")
    key = camunda.started(clients("officer.so-y-te"), "probe_batch", agency="so-y-te").process_instance_key
    supervisor.modify_process_instances_batch_operation(
        data=sdk.ProcessInstanceModificationBatchOperationRequest(
            filter_=Filter.from_dict({"processInstanceKey": str(key)}),
            move_instructions=[
                sdk.ProcessInstanceModificationMoveBatchOperationInstruction(
                    source_element_id=sdk.ElementId("ask"), target_element_id=sdk.ElementId("end")
                )
            ],
        )
    )
    worker.sweep(shared_service.database)
    assert str(supervisor.get_process_instance(key).state) == "COMPLETED"


@pytest.mark.usefixtures("keys")
def test_cases_are_put_on_another_version_in_a_batch(shared_service: Service, clients: Clients) -> None:
    supervisor = clients("supervisor")
    key = camunda.started(clients("officer.so-y-te"), "probe_batch", agency="so-y-te").process_instance_key
    newer = sdk.File(
        payload=BytesIO(PROBE.replace(b'name="probe_batch"', b'name="Probe"')), file_name="probe_batch.bpmn"
    )
    made = clients("owner").create_deployment(data=sdk.CreateDeploymentData(resources=[newer])).deployments[0]
    assert made.process_definition is not None
    target = made.process_definition.process_definition_key
    supervisor.migrate_process_instances_batch_operation(
        data=sdk.ProcessInstanceMigrationBatchOperationRequest(
            filter_=Filter.from_dict({"processInstanceKey": str(key)}),
            migration_plan=sdk.ProcessInstanceMigrationBatchOperationRequestMigrationPlan(
                target_process_definition_key=target,
                mapping_instructions=[
                    sdk.MigrateProcessInstanceMappingInstruction(
                        source_element_id=sdk.ElementId("ask"), target_element_id=sdk.ElementId("ask")
                    )
                ],
            ),
        )
    )
    worker.sweep(shared_service.database)
    assert supervisor.get_process_instance(key).process_definition_key == target


@pytest.mark.usefixtures("keys")
def test_batches_and_what_came_of_their_cases_are_searched(shared_service: Service, clients: Clients) -> None:
    supervisor = clients("supervisor")
    key = camunda.started(clients("officer.so-y-te"), "probe_batch", agency="so-y-te").process_instance_key
    begun = supervisor.suspend_process_instances_batch_operation(
        data=sdk.ProcessInstanceSuspensionBatchOperationRequest(
            filter_=Filter.from_dict({"processInstanceKey": str(key)})
        )
    )
    worker.sweep(shared_service.database)
    found = supervisor.search_batch_operations(
        data=sdk.BatchOperationSearchQuery(
            filter_=sdk.BatchOperationFilter(batch_operation_key=str(begun.batch_operation_key))
        )
    )
    assert [(item.actor_id, item.operations_completed_count) for item in found.items] == [("supervisor", 1)]
    items = supervisor.search_batch_operation_items(
        data=sdk.BatchOperationItemSearchQuery(
            filter_=sdk.BatchOperationItemFilter(
                batch_operation_key=str(begun.batch_operation_key),
                state=sdk.BatchOperationItemStateExactMatch.COMPLETED,
            )
        )
    )
    assert [(item.process_instance_key, item.error_message) for item in items.items] == [(key, None)]


@pytest.mark.usefixtures("keys")
def test_a_batch_is_held_and_called_off(shared_service: Service, clients: Clients) -> None:
    supervisor = clients("supervisor")
    key = camunda.started(clients("officer.so-y-te"), "probe_batch", agency="so-y-te").process_instance_key
    begun = supervisor.cancel_process_instances_batch_operation(
        data=sdk.ProcessInstanceCancellationBatchOperationRequest(
            filter_=Filter.from_dict({"processInstanceKey": str(key)})
        )
    )
    supervisor.suspend_batch_operation(begun.batch_operation_key, data=None)
    worker.sweep(shared_service.database)
    assert str(supervisor.get_process_instance(key).state) == "ACTIVE"
    supervisor.resume_batch_operation(begun.batch_operation_key, data=None)
    supervisor.cancel_batch_operation(begun.batch_operation_key, data=None)
    assert supervisor.get_batch_operation(begun.batch_operation_key).state == sdk.BatchOperationStateEnum.CANCELED
    with pytest.raises(ApiError) as refused:
        supervisor.resume_batch_operation(begun.batch_operation_key, data=None)
    assert refused.value.status_code == 409


def test_an_officer_begins_no_batch(clients: Clients) -> None:
    with pytest.raises(ApiError) as refused:
        clients("officer.so-y-te").cancel_process_instances_batch_operation(
            data=sdk.ProcessInstanceCancellationBatchOperationRequest(filter_=of_probe())
        )
    assert refused.value.status_code == 403
