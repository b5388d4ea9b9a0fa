"""An office: the plan, the diagrams, the people of four agencies, and no case yet."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from service.access import demo
from service.access.commands import add_membership
from service.access.queries import actor_named
from service.app import create_app, domain, import_models
from service.cli.opening import DEPLOYABLE
from service.config import Config
from service.core.database import Database, business_clock, metadata
from service.nomination.plans.commands import load_plan
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from service.process.instances.queries import UserTask, open_user_tasks
from service.process.worklist import commands
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.core.actor import Actor

ROOT = Path(__file__).parents[3]
NOW = datetime(2022, 3, 1, 2, 0, tzinfo=UTC)
AGENCIES = ["ban-tdkt", "hoi-nong-dan", "so-gddt", "so-noi-vu", "so-y-te"]
CANDIDATE = {
    "secret_mark": "none",
    "kind": "mo-hinh",
    "movement": "y-te",
    "subject_type": "collective",
    "name": "Trạm Y tế Đồng Đăng",
    "place": "tam-thanh",
    "scope": "tung-mat",
    "source": "phong-trao",
    "highlight": "Khám tại nhà cho 42 hộ.",
    "accountable": "head.so-y-te",
}


@dataclass
class Office:
    """The office's database and what its people do there."""

    database: Database
    data_dir: Path

    def actor(self, user_name: str) -> Actor:
        with self.database.read() as tx:
            found = actor_named(tx, user_name)
        assert found is not None
        return found

    def appoint(self, user_name: str, agency: str, role: str) -> None:
        """Give a person a further membership."""
        account_key = self.actor(user_name).account_key
        assert account_key is not None
        with self.database.begin() as tx:
            add_membership(tx, account_key=account_key, agency=agency, role=role, from_on=NOW.date())

    def start(self, user_name: str = "officer.so-y-te") -> UserTask:
        """Start a nomination and return its first task."""
        agency = user_name.partition(".")[2]
        with self.database.begin(self.actor(user_name)) as tx:
            key = create_instance(tx, process_definition_id="exemplar_lifecycle", variables={"agency": agency})
            (task,) = open_user_tasks(tx, key)
        return task

    def complete(self, task: UserTask, user_name: str = "officer.so-y-te", **changes: Any) -> UserTask:
        """Complete the first task of a case and return the next."""
        with self.database.begin(self.actor(user_name)) as tx:
            answers = self.candidate() | changes
            commands.complete_user_task(tx, user_task_key=task.user_task_key, answers=answers)
            (following,) = open_user_tasks(tx, task.process_instance_key)
        return following

    def candidate(self) -> dict[str, Any]:
        """Answers to the first form, from what the plan offers."""
        with self.database.read() as tx:
            offered = {
                name: tx.domain.ask("option_list", tx, name, None, {"agency": "so-y-te"})[0]["value"]
                for name in ("places", "detection_sources", "people")
            }
        return CANDIDATE | {
            "place": offered["places"],
            "source": offered["detection_sources"],
            "accountable": offered["people"],
        }

    def pin(self, moment: datetime) -> None:
        with self.database.begin() as tx:
            tx.execute(update(business_clock).values(pinned_at=moment))


@pytest.fixture(scope="session")
def office_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's database, made once; tests copy it."""
    import_models()
    path = tmp_path_factory.mktemp("office") / "office.db"
    twin = Database(f"sqlite:///{path}", domain())
    with twin.engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(business_clock.insert().values(business_clock_id=1, pinned_at=NOW, is_demo=1))
    with twin.begin() as tx:
        load_plan(tx, (ROOT / "workflows" / "plans" / "lang-son-2021-2025.yaml").read_bytes())
        demo.create_demo_people(tx, AGENCIES)
        files = [
            path
            for folder in ("forms", "workflows/dmn", "workflows/bpmn")
            for path in sorted((ROOT / folder).iterdir())
            if path.suffix in DEPLOYABLE
        ]
        deploy(tx, [Resource(path.name, path.read_bytes()) for path in files])
    twin.dispose()
    return path


@pytest.fixture
def office(office_file: Path, tmp_path: Path) -> Iterator[Office]:
    """An office of this test's own."""
    twin = Database(f"sqlite:///{shutil.copy(office_file, tmp_path / 'office.db')}", domain())
    yield Office(twin, tmp_path)
    twin.dispose()


@pytest.fixture
def visitor(office: Office) -> Callable[[str], Visitor]:
    """Sign people in at the pages: ``visitor("officer.so-y-te")``."""
    app = create_app(Config("", office.data_dir, "127.0.0.1:0", "a key only for this test", "error"), office.database)
    app.testing = True

    def signed_in(user_name: str) -> Visitor:
        person = Visitor(app.test_client())
        assert person.sign_in(user_name, "lantoa-demo").status_code == 303
        person.get("/tasks")
        return person

    return signed_in
