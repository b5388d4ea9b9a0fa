"""Signals under the published client library."""

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

WAITS = bpmn.diagram(
    "probe_signal",
    bpmn.start(),
    bpmn.node("intermediateCatchEvent", "wait", bpmn.by_signal("all_clear")),
    bpmn.end(),
    bpmn.path("start", "wait", "end"),
    roots=(bpmn.signal("all_clear"),),
)


def test_a_broadcast_signal_reaches_every_case_that_waits(shared_service: Service, clients: Clients) -> None:
    file = sdk.File(payload=BytesIO(WAITS), file_name="probe_signal.bpmn")
    clients("owner").create_deployment(data=sdk.CreateDeploymentData(resources=[file]))
    officer = clients("officer.so-y-te")
    keys = [camunda.started(officer, "probe_signal", agency="so-y-te").process_instance_key for _ in range(2)]
    sent = sdk.SignalBroadcastRequest(
        signal_name="all_clear", variables=sdk.SignalBroadcastRequestVariables.from_dict({"wind": 2})
    )
    answer = clients("owner").broadcast_signal(data=sent)
    assert answer.signal_key
    assert answer.tenant_id == "<default>"
    worker.sweep(shared_service.database)
    assert {officer.get_process_instance(key).state for key in keys} == {sdk.ProcessInstanceStateEnum.COMPLETED}


def test_who_owns_no_process_broadcasts_nothing(clients: Clients) -> None:
    with pytest.raises(ApiError) as refused:
        clients("officer.so-y-te").broadcast_signal(data=sdk.SignalBroadcastRequest(signal_name="all_clear"))
    assert refused.value.status_code == 403
