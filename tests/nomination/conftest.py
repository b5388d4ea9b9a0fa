"""A case to try operations on: a small plan, one exemplar, and a way to call what a step calls."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count as counting
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from service.core.actor import Actor
from service.core.database import Database, business_clock, metadata
from service.core.operations import OperationCall
from service.nomination.correspondence import model as _correspondence  # noqa: F401 -- its tables belong to the database
from service.nomination.council import model as _council  # noqa: F401
from service.nomination.exemplars import model as exemplars
from service.nomination.exemplars.operations import detect, life
from service.nomination.plans.commands import load_plan
from service.nomination.publicity import model as _publicity  # noqa: F401
from service.notifications import model as _notifications  # noqa: F401
from service.process.definitions.model import deployment, process_definition
from service.process.instances.model import instance_group, process_instance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.core.tx import Tx

NOW = datetime(2022, 3, 1, 2, 0, tzinfo=UTC)
OFFICER = Actor("officer.so-gddt", account_key=1, groups=frozenset({"so-gddt/officer"}))
_ELEMENT_INSTANCES = counting(1000)
PLAN = Path(__file__).parents[2] / "workflows" / "plans" / "lang-son-2021-2025.yaml"


@pytest.fixture(scope="session")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table and the plan of Lạng Sơn, the business clock pinned to 1 March 2022."""
    path = tmp_path_factory.mktemp("plan") / "plan.db"
    twin = Database(f"sqlite:///{path}")
    with twin.engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(business_clock.insert().values(business_clock_id=1, pinned_at=NOW))
    with twin.begin() as tx:
        load_plan(tx, PLAN.read_bytes())
    twin.dispose()
    return path


@pytest.fixture
def planned(plan_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of its own with the plan in it."""
    twin = Database(f"sqlite:///{shutil.copy(plan_file, tmp_path / 'case.db')}")
    yield twin
    twin.dispose()


@pytest.fixture
def tx(planned: Database) -> Iterator[Tx]:
    """A transaction of an education officer."""
    with planned.begin(OFFICER) as tx:
        yield tx


@dataclass
class Steps:
    """Calls operations as the steps of one exemplar's life would."""

    tx: Tx
    variables: dict[str, Any]
    process_instance_key: int = 7
    instances: Iterator[int] = _ELEMENT_INSTANCES

    def call(
        self,
        operation: Callable[[Tx, OperationCall], Any],
        submission: dict[str, Any] | None = None,
        *,
        at: str = "detect/step",
        element_instance_key: int | None = None,
        **variables: Any,
    ) -> Any:
        """Call an operation at ``process/element``; a new element instance unless one is given."""
        process_id, element_id = at.split("/")
        made = OperationCall(
            process_instance_key=self.process_instance_key,
            element_instance_key=element_instance_key or next(self.instances),
            element_id=element_id,
            process_id=process_id,
            variables={**self.variables, **variables},
            submission=submission,
        )
        return operation(self.tx, made)

    def twice(
        self,
        operation: Callable[[Tx, OperationCall], Any],
        submission: dict[str, Any] | None = None,
        *,
        at: str = "detect/step",
        **variables: Any,
    ) -> Any:
        """Call an operation twice for the same element instance; returns what the second call gave."""
        key = next(self.instances)
        self.call(operation, submission, at=at, element_instance_key=key, **variables)
        return self.call(operation, submission, at=at, element_instance_key=key, **variables)

    @property
    def exemplar_key(self) -> int:
        """The key of the exemplar."""
        return int(self.variables["exemplar_key"])

    def rows(self, table: Any) -> list[Any]:
        """Everything in a table."""
        return list(self.tx.execute(table.select()))

    def exemplar(self) -> Any:
        """The exemplar's row."""
        found = exemplars.exemplar.select().where(exemplars.exemplar.c.exemplar_key == self.exemplar_key)
        return self.tx.execute(found).one()

    def change(self, **values: Any) -> None:
        """Set columns of the exemplar's row."""
        table = exemplars.exemplar
        self.tx.execute(update(table).where(table.c.exemplar_key == self.exemplar_key).values(**values))

    def describe(self, **answers: Any) -> None:
        """Describe the candidate, with some answers other than usual."""
        self.call(detect.record_candidate, CANDIDATE | answers, at="detect/describe_candidate")

    def at(self, moment: datetime) -> None:
        """Let the business clock stand at another moment."""
        self.tx.now = moment

    def by(self, *groups: str) -> None:
        """Let somebody else act."""
        self.tx.actor = Actor("another", account_key=2, groups=frozenset(groups))


CANDIDATE = {
    "secret_mark": "none",
    "secret": False,
    "kind": "guong",
    "movement": "day-tot-hoc-tot",
    "subject_type": "individual",
    "name": "Cô giáo Hoàng Thị Mơ",
    "birth_year": 1985,
    "post": "truc-tiep-lao-dong",
    "place": "xa-vu-le",
    "scope": "tung-mat",
    "source": "reports",
    "highlight": "Dạy 40 em lớp ghép suốt mười năm.",
    "accountable": "head.so-gddt",
}


def opened(tx: Tx, *, agency: str = "so-gddt", process_instance_key: int = 7) -> Steps:
    """Open an exemplar for an agency."""
    steps = Steps(tx, {"agency": agency}, process_instance_key)
    outputs = steps.call(life.open_case, at="exemplar_lifecycle/open_case")
    steps.variables |= outputs
    return steps


@pytest.fixture
def open_another(tx: Tx) -> Callable[..., Steps]:
    """A way to open further exemplars."""
    keys = counting(100)
    return lambda agency="so-gddt": opened(tx, agency=agency, process_instance_key=next(keys))


@pytest.fixture
def steps(tx: Tx) -> Steps:
    """One exemplar, opened and described."""
    made = opened(tx)
    made.describe()
    return made


@pytest.fixture
def visible(steps: Steps) -> Steps:
    """An exemplar whose process instance the people of its agency may see."""
    deployed = {"deployment_key": 1, "deployed_at": NOW, "deployed_by": "owner"}
    defined = {"process_definition_key": 1, "process_definition_id": "exemplar_lifecycle", "version": 1}
    steps.tx.execute(deployment.insert().values(deployed))
    steps.tx.execute(
        process_definition.insert().values(
            **defined, name="Vòng đời", resource_name="l.bpmn", deployment_key=1, digest="", xml=b""
        )
    )
    steps.tx.execute(
        process_instance.insert().values(
            **defined,
            process_instance_key=steps.process_instance_key,
            state="ACTIVE",
            revision=1,
            variables={},
            groups=["so-gddt"],
            started_at=NOW,
            started_by="officer.so-gddt",
        )
    )
    seen = {"process_instance_key": steps.process_instance_key, "group": "so-gddt"}
    steps.tx.execute(instance_group.insert().values(seen))
    return steps
