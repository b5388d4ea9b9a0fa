"""The compose file and the Dockerfile, as far as they can be read without an engine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

DOCKER = Path(__file__).resolve().parents[2] / "docker"
ROOT = DOCKER.parent
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("web", "worker", "migrate")
DOCKERFILE = (DOCKER / "Dockerfile").read_text(encoding="utf-8")


def test_there_is_a_database_a_proxy_and_three_parts_of_one_image() -> None:
    assert set(SERVICES) == {"database", "proxy", *OURS}
    assert len({SERVICES[name]["image"] for name in OURS}) == 1
    assert int(re.findall(r"postgres:(\d+)", SERVICES["database"]["image"])[0]) >= 15


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_part_starts_after_the_migration_and_the_migration_after_the_database(name: str) -> None:
    assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert SERVICES["migrate"]["restart"] == "no"


@pytest.mark.parametrize("name", ["database", "web", "worker"])
def test_what_keeps_running_is_checked(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_web_and_worker_can_be_many() -> None:
    for name in ("web", "worker"):
        assert "container_name" not in SERVICES[name]
        assert "ports" not in SERVICES[name]
    assert "dynamic a" in (DOCKER / "Caddyfile").read_text(encoding="utf-8")


def test_everything_named_is_declared() -> None:
    for kind in ("volumes", "networks", "secrets"):
        for name, service in SERVICES.items():
            for entry in service.get(kind, []):
                source = entry.split(":")[0]
                assert source.startswith(".") or source in COMPOSE[kind], f"{name}: {entry}"


def test_no_secret_stands_in_the_file() -> None:
    for name in OURS:
        settings = SERVICES[name]["environment"]
        assert "LANTOA_SECRET_KEY" not in settings
        assert "PGPASSWORD" not in settings
        assert ":" not in settings["LANTOA_DATABASE_URL"].removeprefix("postgresql://").split("@")[0]
    assert all(secret["file"].startswith("./secrets/") for secret in COMPOSE["secrets"].values())
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"docker/secrets/", "docker/certificates/"} <= set(ignored)


@pytest.mark.parametrize("name", OURS)
def test_a_part_has_no_rights_it_does_not_need(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_image_runs_as_an_ordinary_user() -> None:
    last = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER lantoa$", last, re.MULTILINE)
    assert last.index("USER lantoa") < last.index("ENTRYPOINT")


def test_the_image_installs_only_what_the_locks_name() -> None:
    commands = re.split(r"&&|\n", DOCKERFILE.replace("\\\n", ""))
    for line in (command for command in commands if "-m pip" in command):
        assert any(word in line for word in ("--require-hashes", "--no-index", "--no-deps --no-build-isolation")), line


def test_the_image_names_no_host() -> None:
    for path in DOCKER.iterdir():
        if path.is_file():
            hosts = set(re.findall(r"https?://([^/:\s\"]+)", path.read_text(encoding="utf-8")))
            assert hosts <= {"127.0.0.1"}, path.name
    for image in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE):
        assert "/" not in image


def test_everything_the_image_copies_exists_and_is_let_through() -> None:
    let_through = re.findall(
        r"^!(\S+)$", (DOCKER / "Dockerfile.dockerignore").read_text(encoding="utf-8"), re.MULTILINE
    )
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE)
        for source in re.sub(r"--\S+ ", "", line).split()[:-1]
    ]
    assert set(copied) == set(let_through)
    assert all((ROOT / source).exists() for source in copied)
