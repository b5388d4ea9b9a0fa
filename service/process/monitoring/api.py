"""``/v2/topology`` and ``/v2/clock``: the service itself, as Camunda's clients ask about it."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from marshmallow import fields, validate

from service.access.edge import begin
from service.access.policy import Action
from service.access.routes import How, asks
from service.process.monitoring import commands
from service.web.interface import Blueprint
from service.web.schemas import CamelSchema

blueprint = Blueprint("cluster_api", __name__, url_prefix="/v2", description="The service and its clock")

CAMUNDA_VERSION = "8.10.0"
"""The version of Camunda's REST API whose subset this is."""

_LAST_MILLISECOND = 7_258_118_399_999
"""The end of the year 2199: a plan is rehearsed within its century, and working days are known."""


class Pin(CamelSchema):
    """The business time to stand still at, in milliseconds since 1970."""

    timestamp = fields.Integer(required=True, validate=validate.Range(min=0, max=_LAST_MILLISECOND))


@blueprint.get("/topology")
@blueprint.response(200)
@asks(Action.TOPOLOGY_READ, How.ACTOR)
def get_topology() -> dict[str, Any]:
    """Return this service as a cluster of one broker."""
    partition = {"partitionId": 1, "role": "leader", "health": "healthy", "state": "active"}
    broker = {
        "nodeId": 0,
        "brokerId": "0",
        "host": "localhost",
        "port": 0,
        "partitions": [partition],
        "version": CAMUNDA_VERSION,
    }
    return {
        "brokers": [broker],
        "clusterId": "lantoa",
        "clusterSize": 1,
        "partitionsCount": 1,
        "replicationFactor": 1,
        "gatewayVersion": CAMUNDA_VERSION,
        "lastCompletedChangeId": "-1",
        "lantoaVersion": _version(),
    }


@blueprint.put("/clock")
@blueprint.arguments(Pin)
@blueprint.response(204)
@asks(Action.CLOCK_PIN, How.ACTOR)
def pin_clock(body: dict[str, Any]) -> None:
    """Pin the business clock (demo data only)."""
    with begin() as tx:
        commands.pin_clock(tx, moment=datetime.fromtimestamp(body["timestamp"] / 1000, tz=UTC))


@blueprint.post("/clock/reset")
@blueprint.response(204)
@asks(Action.CLOCK_PIN, How.ACTOR)
def reset_clock() -> None:
    """Let the business clock run with the wall clock again."""
    with begin() as tx:
        commands.pin_clock(tx, moment=None)


def _version() -> str:
    try:
        return version("lantoa")
    except PackageNotFoundError:
        return "0"
